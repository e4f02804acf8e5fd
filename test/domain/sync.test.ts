import t from 'tap'
import { type Delivered, nothingDelivered } from '../../src/domain/change.ts'
import { groupsOf, lastRowsFor, matches, messageFor, type SyncRow } from '../../src/domain/sync/sync.ts'
import { fc } from '../property.ts'
import { numberedId } from './sample.ts'

const at = '2026-11-22T09:00:00Z'
const [x, y, p] = [numberedId(101), numberedId(102), numberedId(103)]
const shown = (more: Partial<Delivered> = {}): Delivered => ({ delivered: true, tagIds: [], authorIds: [], ...more })
const german = shown({ language: 'de', tagIds: [x], categoryId: p })
const english = shown({ language: 'en', tagIds: [y] })

function row(seq: number, number: number, before: Delivered, after: Delivered): SyncRow {
  return { seq, at, articleId: numberedId(number), slug: `a${number}`, before, after, groups: [`row:${seq}`] }
}

const seqs = (rows: readonly SyncRow[]) => rows.map(({ seq }) => seq)

t.test('a filter matches an article that has one of the values of each of its members', async t => {
  const cases = [
    [german, {}, true],
    [nothingDelivered, {}, false],
    [german, { language: ['en', 'de'] }, true],
    [german, { language: ['en'] }, false],
    [shown(), { language: ['en'] }, false],
    [german, { tag: [y, x], category: [p] }, true],
    [german, { tag: [x], category: [y] }, false],
    [english, { category: [p] }, false],
    [german, { tag: [] }, false],
  ] as const
  for (const [side, filter, expected] of cases) t.equal(matches(side, filter), expected, JSON.stringify(filter))
})

t.test('lastRowsFor returns for each article the last row that concerns the filter', async t => {
  const rows = [
    row(1, 1, nothingDelivered, german),
    row(2, 2, nothingDelivered, english),
    row(3, 1, german, english),
    row(4, 3, nothingDelivered, german),
    row(5, 1, english, english),
    row(6, 3, german, nothingDelivered),
    row(7, 2, english, nothingDelivered),
    row(8, 2, nothingDelivered, nothingDelivered),
  ]
  t.strictSame(seqs(lastRowsFor(rows, { language: ['de'] })), [3, 6, 8])
  t.strictSame(seqs(lastRowsFor(rows, { language: ['en'] })), [5, 8])
  t.strictSame(seqs(lastRowsFor(rows, {})), [5, 6, 8])
  t.strictSame(
    lastRowsFor(rows, { language: ['de'] }).map(({ groups }) => groups),
    [['row:1', 'row:3'], ['row:4', 'row:6'], ['row:8']],
    'with the groups of all rows of the article that concern the filter',
  )
  t.strictSame(groupsOf(rows, { language: ['de'] }), ['row:1', 'row:3', 'row:4', 'row:6', 'row:8'])
})

t.test('messageFor depends on the current state of the article', async t => {
  const copy = { articleId: numberedId(1), slug: 'now', revision: 5, publishedAt: at }
  const filter = { language: ['de'] }
  const left = row(3, 1, german, english)
  const groups = ['row:3']
  t.strictSame(messageFor(left, { copy, delivered: german }, filter, { end: 5 }), { article: copy, groups })
  t.equal(messageFor(left, { copy, delivered: german }, filter, { end: 4 }), 'later')
  t.strictSame(messageFor(left, { copy, delivered: german }, filter, { end: 4, ahead: 'now' }), {
    article: copy,
    groups,
  })
  const tombstone = { id: copy.articleId, slug: 'now', revision: 5, at }
  t.strictSame(messageFor(left, { copy, delivered: english }, filter, { end: 4 }), {
    tombstone: { ...tombstone, reason: 'left-filter' },
    groups,
  })
  const ended = { tombstone: { ...tombstone, reason: 'withdrawn', note: 'x' } }
  t.strictSame(messageFor(left, ended, filter, { end: 4 }), { ...ended, groups })
  t.strictSame(messageFor(left, undefined, filter, { end: 4 }), {
    tombstone: { ...tombstone, slug: 'a1', revision: 4, reason: 'deleted' },
    groups,
  })
})

t.test(
  'a client that reads in parts keeps no article that left the filter and misses none that entered it',
  async () => {
    const sides = fc.constantFrom(nothingDelivered, german, english)
    const steps = fc.array(fc.record({ number: fc.nat(3), after: sides, cut: fc.boolean() }), { maxLength: 30 })
    const filter = { language: ['de'] }
    fc.assert(
      fc.property(steps, steps => {
        const now = new Map<number, Delivered>()
        const held = new Map<string, number>()
        const rows: SyncRow[] = []
        let seenRows = 0
        const read = (size: number) => {
          const run = rows.slice(seenRows, seenRows + size)
          seenRows += run.length
          for (const one of lastRowsFor(run, filter)) {
            const number = Number(one.articleId.slice(-2))
            const revision = rows.findLast(({ articleId }) => articleId === one.articleId)?.seq ?? 0
            const delivered = now.get(number) ?? nothingDelivered
            const state = delivered.delivered
              ? { copy: { articleId: one.articleId, slug: '', revision, publishedAt: at }, delivered }
              : { tombstone: { id: one.articleId, slug: '', revision, reason: 'deleted', at } }
            const message = messageFor(one, state, filter, { end: seenRows })
            if (message === 'later') continue
            if ('article' in message) held.set(one.articleId, message.article.revision)
            else held.delete(one.articleId)
          }
        }
        for (const { number, after, cut } of steps) {
          rows.push(row(rows.length + 1, number, now.get(number) ?? nothingDelivered, after))
          now.set(number, after)
          if (cut) read(2)
        }
        while (seenRows < rows.length) read(3)
        const expected = [...now]
          .filter(([, side]) => side === german)
          .map(([number]) => {
            const id = numberedId(number)
            return [id, rows.findLast(({ articleId }) => articleId === id)?.seq]
          })
        t.strictSame(Object.fromEntries(held), Object.fromEntries(expected))
      }),
      { numRuns: 300 },
    )
  },
)
