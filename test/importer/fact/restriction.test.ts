import { readFileSync } from 'node:fs'
import t from 'tap'
import { restrictionOf, restrictions } from '../../../src/importer/fact/restriction.ts'
import * as docs from '../../docs/page.ts'

const page = readFileSync(new URL('../../../docs/importing.md', import.meta.url), 'utf8')

t.test('docs/importing.md explains every reason for which an import does not publish', async t => {
  const section = docs.section(page, 'What is not published')
  const rows = [...section.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, code]) => code)
  t.strictSame(rows, [...restrictions.filter(code => code !== 'state'), 'state', 'withheld', 'still-public'])
})

t.test('words for states are compared without case, and with - for _ and spaces', async t => {
  const words = ['Published', ' LIVE ', 'In Review', 'work_in_progress', 'FUTURE', 'Soft_Trashed', 'evergreen']
  t.strictSame(words.map(restrictionOf), ['public', 'public', 'pending', 'draft', 'scheduled', 'ended', undefined])
})
