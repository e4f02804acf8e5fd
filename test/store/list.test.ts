import { join } from 'node:path'
import t, { type Test } from 'tap'
import { type Filter, type ListQuery, sorts } from '../../src/domain/page/query.ts'
import { createLists, type IdPage } from '../../src/store/sqlite/list/list.ts'
import { fc } from '../property.ts'
import { authors, categories, expected, instant, type Known, known, openShelf, sortedAt, tags } from './shelf.ts'

/** The articles around these numbers have a rare tag. */
const borders = [4095, 8191]

const isAtEdge = (number: number) => borders.some(border => Math.abs(number - border) < 7)

type Order = { count: number; placeOf(number: number): number; movesBy: number }

/** Saves them in an order, changes every tenth and takes away every thirteenth. */
function filled(t: Test, { count, placeOf, movesBy }: Order) {
  const { connection, save, remove } = openShelf(join(t.testdir(), 'offprint.db'))
  t.teardown(() => connection.close())
  const numbers = Array.from({ length: count }, (_, index) => index)
  const fact = (number: number, place: number) => {
    const one = known(number, place, count)
    return isAtEdge(number) ? { ...one, tags: [...one.tags, 'edge'] } : one
  }
  const all = numbers.map(number => fact(number, placeOf(number)))
  save(all)
  for (const number of numbers.filter(number => number % 10 === 0)) {
    all[number] = fact(number, placeOf((number + movesBy) % count))
  }
  save(all.filter((_, number) => number % 10 === 0))
  remove(all.filter((_, number) => number % 13 === 0).map(({ id }) => id))
  return { lists: createLists(connection), all: all.filter((_, number) => number % 13 > 0) }
}

const some = (values: readonly string[]) => fc.option(fc.subarray([...values, 'nowhere']), { nil: undefined })

function queries(all: readonly Known[]): fc.Arbitrary<ListQuery> {
  const article = fc.constantFrom(...all)
  const moment = fc.option(
    article.map(one => instant(one.publishedAt)),
    { freq: 1, nil: undefined },
  )
  const filter: fc.Arbitrary<Filter> = fc.record({
    category: some(categories),
    tag: some(tags),
    author: some(authors),
    language: some(['de', 'en']),
    publishedAfter: moment,
    publishedBefore: moment,
    withKeyTakeaways: fc.option(fc.boolean(), { nil: undefined }),
  })
  return fc
    .record({
      filter,
      sort: fc.constantFrom(...sorts),
      limit: fc.integer({ min: 1, max: 60 }),
      backwards: fc.boolean(),
      at: fc.option(article, { nil: undefined }),
    })
    .map(({ at, ...query }) => ({ ...query, from: at && { at: instant(sortedAt(at, query.sort)), id: at.id } }))
}

/** The page that stands behind a place in what was found, or ends before it. */
function pageOf(
  found: readonly Known[],
  { sort, limit, from, backwards }: ListQuery,
): Omit<IdPage, 'termIds' | 'unknown'> {
  const isBehind = (one: Known) => {
    if (!from) return !backwards
    const at = instant(sortedAt(one, sort))
    const isLater = at === from.at ? one.id > from.id : at > from.at
    return at === from.at && one.id === from.id ? backwards : isLater !== sort.startsWith('-')
  }
  const split = found.findIndex(isBehind)
  const middle = split < 0 ? found.length : split
  const [start, end] = backwards
    ? [Math.max(0, middle - limit), middle]
    : [middle, Math.min(middle + limit, found.length)]
  const ids = found.slice(start, end).map(({ id }) => id)
  const [before, after] = start === end && from ? [found.length > 0, found.length > 0] : [start > 0, end < found.length]
  const behind = from !== undefined
  return backwards
    ? { ids, hasPrevious: start > 0, hasNext: behind && after }
    : { ids, hasPrevious: behind && before, hasNext: end < found.length }
}

const orders: Record<string, Order> = {
  'as they were published': { count: 8300, placeOf: number => number, movesBy: 1 },
  'in any order': { count: 4500, placeOf: number => (number * 3571) % 4500, movesBy: 1567 },
}

function check(t: Test, { lists, all }: ReturnType<typeof filled>, query: ListQuery): void {
  const found = expected(all, query)
  const { termIds: _, unknown: __, ...page } = lists.page(query)
  t.strictSame(page, pageOf(found, query))
  t.equal(
    [...lists.counts(query.filter)].reduce((sum, part) => sum + part, 0),
    found.length,
  )
}

for (const [name, order] of Object.entries(orders)) {
  t.test(`every page and count of thousands that came ${name}`, async t => {
    const shelf = filled(t, order)
    fc.assert(
      fc.property(queries(shelf.all), query => check(t, shelf, query)),
      { numRuns: 100 },
    )
    const edge = shelf.all.filter(({ tags }) => tags.includes('edge'))
    const rare = { lists: shelf.lists, all: edge }
    for (const one of edge) {
      for (const [place, sort] of sorts.entries()) {
        const from = { at: instant(sortedAt(one, sort)), id: one.id }
        const bound = { [place % 2 ? 'publishedAfter' : 'publishedBefore']: instant(one.publishedAt) }
        for (const more of [{}, bound]) {
          const filter: Filter = { tag: ['edge'], language: ['de', 'en'], ...more }
          for (const backwards of [false, true]) check(t, rare, { filter, sort, limit: 4, from, backwards })
        }
      }
    }
  })
}

t.test(
  'preferred languages are counted in parts, so that no count of thousands keeps other requests waiting',
  async t => {
    const { lists, all } = filled(t, { count: 4500, placeOf: number => number, movesBy: 1 })
    const parts = [...lists.counts({ preferred: ['de', 'en'] })]
    t.equal(
      parts.reduce((sum, part) => sum + part, 0),
      all.length,
    )
    t.ok(Math.max(...parts) <= 250)
    const bounds = { publishedAfter: '2021-01-01T00:00:00Z' }
    const few = [...lists.counts({ preferred: ['de'], tag: ['edge'], ...bounds })]
    const expectedOf = (filter: Filter) => expected(all, { filter, sort: 'publishedAt' }).length
    t.equal(
      few.reduce((sum, part) => sum + part, 0),
      expectedOf({ language: ['de'], tag: ['edge'], ...bounds }),
    )
  },
)
