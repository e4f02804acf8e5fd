import t from 'tap'
import { jobItemOf } from '../../src/editorial/import/job.ts'

const long = `${'a'.repeat(999)}😀${'b'.repeat(5000)}`
/** Cut before the second half of a surrogate pair. */
const cut = `${'a'.repeat(999)}\ufffd …`

t.test('an item of an import keeps 100 notes and 1,000 characters of each text', async t => {
  const item = jobItemOf({
    name: 'boats.md',
    externalId: 'upload:boats.md',
    result: 'problem',
    published: false,
    notes: [{ code: 'withheld', detail: long }, ...Array(149).fill({ code: 'withheld', detail: 'short' })],
    consumed: Array(150).fill({ role: 'title', text: long }),
    problem: { code: 'unreadable', detail: long, hint: 'for the operator' },
  } as Parameters<typeof jobItemOf>[0])
  t.strictSame(item, {
    name: 'boats.md',
    externalId: 'upload:boats.md',
    result: 'problem',
    published: false,
    notes: [
      { code: 'withheld', detail: cut },
      ...Array(99).fill({ code: 'withheld', detail: 'short' }),
      { code: 'more-notes', detail: '50 more notes were left out.' },
    ],
    consumed: Array(100).fill({ role: 'title', text: cut }),
    problem: { code: 'unreadable', detail: cut },
  })
})
