import { test } from 'tap'
import type { ManuscriptAuthor } from '../../../src/domain/content/manuscript.ts'
import { markdownImporter } from '../../../src/importer/format/markdown/markdown.ts'
import { readArticle } from '../read-one.ts'

const whole = 'author-unsure'
const role = 'author-role'

/** An author line of front matter, its authors (`name` or `name → page`) and its notes. */
const lines: readonly [line: string, authors: string[], notes?: string[]][] = [
  ['Mara Quill', ['Mara Quill']],
  ['by Mara Quill', ['Mara Quill']],
  ['Dr. Mara van den Berg-Łukasz', ['Dr. Mara van den Berg-Łukasz']],
  // Roles and affiliations.
  ['Mara Quill, Lock Office Chair', ['Mara Quill'], [role]],
  ['Mara Quill, main gate keeper', ['Mara Quill'], [role]],
  ['Mara Quill, LCKS Executive Director', ['Mara Quill'], [role]],
  ['Mara Quill, LCKS', ['Mara Quill'], [role]],
  ['Mara Quill, Weir Foundation', ['Mara Quill'], [role]],
  ['Mara Quill (Weir Foundation)', ['Mara Quill'], [role]],
  ['Mara Quill [she/her]', ['Mara Quill'], [role]],
  ['Mara Quill – Weir Foundation', ['Mara Quill'], [role]],
  ['Mara Quill, Head of Locks and Bridges', ['Mara Quill'], [role]],
  ['Mara Quill, PhD', ['Mara Quill'], [role]],
  ['Mara Quill, Direktorin', ['Mara Quill'], [role]],
  ['Mara Quill, directrice du port', ['Mara Quill'], [role]],
  ['Mara Quill, Editor, Jonas Lind, Reporter', ['Mara Quill', 'Jonas Lind'], [role]],
  ['Mara Quill, Editor, and Jonas Lind, Reporter', ['Mara Quill', 'Jonas Lind'], [role]],
  ['Mara Quill, lock keeper; Jonas Lind, pilot', ['Mara Quill', 'Jonas Lind'], [role]],
  ['Mara Quill and Jonas Lind, with contributors', ['Mara Quill', 'Jonas Lind'], [role]],
  ['Sam Quill, Jr.', ['Sam Quill, Jr.']],
  ['A. Writer and B. Editor', ['A. Writer', 'B. Editor']],
  // Family name first.
  ['TANAKA, Yui', ['TANAKA, Yui']],
  ['Quill, Mara', ['Quill, Mara']],
  ['Quill, M. J.', ['Quill, M. J.']],
  ['Quill, Mara Jane', ['Quill, Mara Jane']],
  ['van den Berg, Jan', ['van den Berg, Jan']],
  ['Quill, Mara; Lind, Jonas', ['Quill, Mara', 'Lind, Jonas']],
  ['Quill, Mara and Lind, Jonas', ['Quill, Mara', 'Lind, Jonas']],
  ['Mara Quill; Lind, Jonas', ['Mara Quill', 'Lind, Jonas']],
  ['Quill, Mara and Jonas Lind', ['Quill, Mara', 'Jonas Lind']],
  ['Mara Quill, Editor; Lind, Jonas; Ann Stone', ['Mara Quill', 'Lind, Jonas', 'Ann Stone'], [role]],
  // Names and accounts.
  ['jlind and Mara Quill', ['jlind', 'Mara Quill']],
  ['Mara Quill and @jlind', ['Mara Quill', '@jlind']],
  ['Mara Quill | @mara', ['Mara Quill'], [role]],
  // Several names.
  ['Mara Quill, Jonas Lind and Ann Stone', ['Mara Quill', 'Jonas Lind', 'Ann Stone']],
  ['Mara Quill, Jonas Lind, and Ann Stone', ['Mara Quill', 'Jonas Lind', 'Ann Stone']],
  ['Mara Quill & Jonas Lind', ['Mara Quill', 'Jonas Lind']],
  ['Mara Quill &amp; Jonas Lind', ['Mara Quill', 'Jonas Lind']],
  ['Mara Quill / Jonas Lind', ['Mara Quill', 'Jonas Lind']],
  ['Mara Quill; Jonas Lind', ['Mara Quill', 'Jonas Lind']],
  ['Mara Quill und Jonas Lind', ['Mara Quill', 'Jonas Lind']],
  ['Mara Quill et Jonas Lind', ['Mara Quill', 'Jonas Lind']],
  ['Mara, Jonas and Ann', ['Mara', 'Jonas', 'Ann']],
  ['Mara and Jonas', ['Mara', 'Jonas']],
  ['王小明、李華', ['王小明', '李華']],
  // Links.
  ['[Mara Quill](https://p.example/mara)', ['Mara Quill → https://p.example/mara']],
  ['[Mara Quill](https://p.example/mara) (Weir Foundation)', ['Mara Quill → https://p.example/mara'], [role]],
  [
    '[Mara Quill](https://p.example/mara), [Jonas Lind](https://p.example/jonas "Jonas, a pilot")',
    ['Mara Quill → https://p.example/mara', 'Jonas Lind → https://p.example/jonas'],
  ],
  ['Mara Quill ([@mara](https://p.example/mara)), gate keeper', ['Mara Quill → https://p.example/mara'], [role]],
  [
    '<a href="https://p.example/mara">Mara Quill</a> and <b>Jonas Lind</b>',
    ['Mara Quill → https://p.example/mara', 'Jonas Lind'],
  ],
  ['Mara Quill https://p.example/mara', ['Mara Quill → https://p.example/mara']],
  ['[[people/mara|Mara Quill]]', ['Mara Quill']],
  // Mail addresses.
  ['Mara Quill <mara@p.example> (https://p.example)', ['Mara Quill → https://p.example/']],
  ['Mara Quill <mara@p.example>', ['Mara Quill']],
  ['Mara Quill (mara@p.example)', ['Mara Quill']],
  ['mara@p.example (Mara Quill)', ['Mara Quill']],
  ['Mara Quill mara@p.example', ['Mara Quill']],
  ['[Mara Quill](mailto:mara@p.example)', ['Mara Quill']],
  ['Mara Quill <mara@p.example>, Jonas Lind <jonas@p.example>', ['Mara Quill', 'Jonas Lind']],
  ['mara@p.example', [], ['author-mail']],
  ['<mara@p.example>', [], ['author-mail']],
  // Accounts, groups and uncertain cases.
  ['mquill', ['mquill']],
  ['@mquill', ['@mquill']],
  ['mquill, jlind', ['mquill', 'jlind']],
  ['Weir Foundation', ['Weir Foundation']],
  ['Department of Locks and Bridges', ['Department of Locks and Bridges'], [whole]],
  ['The Lock Office and the Weir Foundation', ['The Lock Office and the Weir Foundation'], [whole]],
  ['Mara and Jonas Quill', ['Mara and Jonas Quill'], [whole]],
  ['the people at the lock, as told to us', ['the people at the lock, as told to us'], [whole]],
]

for (const [line, authors, notes = []] of lines)
  test(`reads the author line "${line}"`, async t => {
    t.strictSame(await read(`author: ${JSON.stringify(line)}`), { authors, notes })
  })

/** Members of front matter in YAML, their authors and notes. */
const members: readonly [yaml: string, authors: string[], notes?: string[]][] = [
  ['authors: [Mara Quill, Jonas Lind]', ['Mara Quill', 'Jonas Lind']],
  [
    'authors: ["Mara Quill, Lock Office Chair", "TANAKA, Yui", "jonas@p.example"]',
    ['Mara Quill', 'TANAKA, Yui'],
    [role, 'author-mail'],
  ],
  ['author: Mara Quill\nauthors: [Mara Quill]', ['Mara Quill']],
  [
    'author: { name: Mara Quill, title: Gate keeper, url: "https://p.example/mara" }',
    ['Mara Quill → https://p.example/mara'],
    [role],
  ],
  ['authors:\n  - { first_name: Mara, last_name: Quill, email: mara@p.example }', ['Mara Quill']],
  ['authors:\n  - { given: Mara, family: Quill, affiliations: [{ name: Weir Foundation }] }', ['Mara Quill'], [role]],
  [
    'authors:\n  mara: { name: Mara Quill, website: "https://p.example/mara" }',
    ['Mara Quill → https://p.example/mara'],
  ],
  ['author: { name: mara@p.example }', [], ['author-mail']],
  [
    'author: Mara Quill\nauthor_title: Gate keeper\nauthor_url: https://p.example/mara',
    ['Mara Quill → https://p.example/mara'],
    [role],
  ],
  ['author: Mara Quill\nauthorURL: https://p.example/mara', ['Mara Quill → https://p.example/mara']],
]

for (const [yaml, authors, notes = []] of members)
  test(`reads the authors of the front matter ${yaml.replaceAll('\n', ' ')}`, async t => {
    t.strictSame(await read(yaml), { authors, notes })
  })

test('reads an author line that is too long as one name', async t => {
  const line = 'Mara Quill, '.repeat(200).trim()
  t.strictSame(await read(`author: ${JSON.stringify(line)}`), { authors: [line], notes: [whole] })
})

async function read(yaml: string) {
  const { manuscript, report } = await readArticle(
    markdownImporter,
    `---\ntitle: Locks\n${yaml}\n---\n\nThe lock is shut.\n`,
  )
  return { authors: manuscript.authors.map(shown), notes: report.notes.map(note => note.code) }
}

function shown({ name, pageUrl }: ManuscriptAuthor): string {
  return pageUrl === undefined ? name : `${name} → ${pageUrl}`
}
