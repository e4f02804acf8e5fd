import { readFileSync } from 'node:fs'
import t from 'tap'
import { z } from 'zod'
import { restrictionOf, restrictions } from '../../../src/importer/fact/restriction.ts'
import * as docs from '../../docs/page.ts'

const page = readFileSync(new URL('../../../docs/importing.md', import.meta.url), 'utf8')

t.test('docs/importing.md lists every reason why an import does not publish an article', async t => {
  const section = docs.section(page, 'What is not published')
  const rows = [...section.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, code]) => code)
  t.strictSame(rows, [...restrictions.filter(code => code !== 'state'), 'undated', 'state', 'withheld', 'still-public'])
})

t.test('restrictionOf ignores letter case, and treats _ and spaces as -', async t => {
  const words = ['Published', ' LIVE ', 'In Review', 'work_in_progress', 'FUTURE', 'Soft_Trashed', 'evergreen']
  t.strictSame(words.map(restrictionOf), ['public', 'public', 'pending', 'draft', 'scheduled', 'ended', undefined])
})

const path = '../../../src/importer/'
const read = (name: string): unknown => JSON.parse(readFileSync(new URL(path + name, import.meta.url), 'utf8'))
const names = (form: RegExp) =>
  z
    .array(z.string().regex(form))
    .min(1)
    .refine(list => new Set(list).size === list.length, 'names one twice')
const stateWords = z.partialRecord(z.enum(['public', ...restrictions]), names(/^[\p{Ll}-]+$/u))
const restrictedParts = z.strictObject({
  blocks: names(/^[a-z-]+\/[a-z-]+$/),
  shortcodes: z.partialRecord(z.enum(restrictions), names(/^[a-z0-9_-]+$/)),
  unrestricted: names(/^[a-z0-9_-]+$/),
})

t.test('the words of states have one meaning each, in lower case', async t => {
  const words = stateWords.parse(read('fact/restriction-words.json'))
  const all = Object.values(words).flat()
  t.equal(new Set(all).size, all.length)
  for (const [meaning, list] of Object.entries(words))
    for (const word of list) t.equal(restrictionOf(word), meaning, word)
})

t.test('the restricted blocks and shortcodes of WordPress have one restriction each', async t => {
  const { shortcodes, unrestricted } = restrictedParts.parse(read('format/wordpress/restricted-part.json'))
  const all = [...Object.values(shortcodes).flat(), ...unrestricted]
  t.equal(new Set(all).size, all.length)
})

t.test('refuses invalid word lists', async t => {
  const wrong: [z.ZodType, unknown][] = [
    [stateWords, { hushed: ['quiet'] }],
    [stateWords, { draft: ['Draft'] }],
    [stateWords, { draft: ['draft', 'draft'] }],
    [restrictedParts, { blocks: ['no-plug-in'], shortcodes: {}, unrestricted: ['a'] }],
    [restrictedParts, { blocks: ['a/b'], shortcodes: { draft: [] }, unrestricted: ['a'] }],
  ]
  for (const [schema, value] of wrong) t.equal(schema.safeParse(value).success, false, JSON.stringify(value))
})
