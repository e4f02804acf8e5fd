import { test } from 'tap'
import { excerpt, noteLimit, reporter } from '../../../src/importer/fact/report.ts'
import { sortedReport } from '../../../src/importer/format/text/line-report.ts'

test('a report counts the notes beyond its limit after the last that it lists', t => {
  const collected = reporter()
  collected.note('title-made', 'first', { line: 1 })
  for (let line = 2; line < 2 + noteLimit + 3; line += 1) collected.note('fact-unread', 'one', { line })
  const { notes } = sortedReport(collected)
  t.strictSame(
    [notes.length, notes[0], notes.at(-1)],
    [
      noteLimit + 2,
      { code: 'title-made', detail: 'first', place: { line: 1 } },
      {
        code: 'fact-unread',
        detail: '3 more notes of this kind are not listed.',
        place: { line: 1 + noteLimit },
      },
    ],
  )
  t.end()
})

test('an excerpt ends with an ellipsis exactly if it leaves out words', t => {
  t.equal(excerpt(`  Two ${' '.repeat(500)}`), 'Two')
  t.equal(excerpt(`Two${' '.repeat(500)}boats`), 'Two…')
  t.equal(excerpt('a'.repeat(80)), 'a'.repeat(80))
  t.equal(excerpt('a'.repeat(81)), `${'a'.repeat(79)}…`)
  t.end()
})
