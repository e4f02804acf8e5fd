import { readFileSync } from 'node:fs'
import t from 'tap'
import { restrictionOf, restrictions } from '../../../src/importer/fact/restriction.ts'

const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8')

t.test('README explains every reason for which an import does not publish', async t => {
  const section = /## What is not published\n([\s\S]*?)\n## /.exec(readme)?.[1] ?? ''
  const rows = [...section.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, code]) => code)
  t.strictSame(rows, [...restrictions.filter(code => code !== 'state'), 'state', 'withheld', 'still-public'])
})

t.test('words for states are compared without case, and with - for _ and spaces', async t => {
  const words = ['Published', ' LIVE ', 'In Review', 'work_in_progress', 'FUTURE', 'Soft_Trashed', 'evergreen']
  t.strictSame(words.map(restrictionOf), ['public', 'public', 'pending', 'draft', 'scheduled', 'ended', undefined])
})
