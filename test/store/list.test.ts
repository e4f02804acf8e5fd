import { join } from 'node:path'
import t, { type Test } from 'tap'
import { type Filter, type ListQuery, rankingOf, sorts } from '../../src/domain/page/query.ts'
import { type ResultOf, runAtOnce } from '../../src/store/rows/database/routine.ts'
import { createLists, type IdPage, type Lists } from '../../src/store/rows/list/list.ts'
import { fc, runs } from '../property.ts'
import {
  authors,
  categories,
  expected,
  instant,
  type Known,
  known,
  openPrintFixture,
  positionIn,
  tags,
} from './print-fixture.ts'

/** Articles with numbers near these have a rare tag. */
const borders = [400, 900]

const isAtEdge = (number: number) => borders.some(border => Math.abs(number - border) < 7)

type Order = { count: number; placeOf(number: number): number; movesBy: number }

/** Saves articles in an order, changes every tenth and removes every thirteenth. */
function filled(t: Test, { count, placeOf, movesBy }: Order) {
  const { connection, save, remove, close } = openPrintFixture(join(t.testdir(), 'offprint.db'))
  t.teardown(close)
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
  return {
    lists: createLists(connection),
    scanned: createLists(connection, { fewest: 0, maxScanned: 10_000 }),
    some: createLists(connection, { fewest: 0, maxScanned: 100 }),
    sorted: createLists(connection, { fewest: 10_000 }),
    all: all.filter((_, number) => number % 13 > 0),
  }
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
    tagAll: fc.option(fc.subarray([...tags]), { freq: 1, nil: undefined }),
    excludeTag: fc.option(fc.subarray([...tags]), { freq: 1, nil: undefined }),
    excludeCategory: fc.option(fc.subarray([...categories]), { freq: 1, nil: undefined }),
    updatedAfter: moment,
    updatedBefore: moment,
    readingTimeMin: fc.option(fc.integer({ min: 0, max: 12 }), { freq: 1, nil: undefined }),
    readingTimeMax: fc.option(fc.integer({ min: 8, max: 23 }), { freq: 1, nil: undefined }),
    hasImage: fc.option(fc.boolean(), { freq: 1, nil: undefined }),
    hasKeyTakeaways: fc.option(fc.boolean(), { freq: 1, nil: undefined }),
  })
  return fc
    .record({
      filter,
      sort: fc.constantFrom(...sorts, '-popular:7d' as const, '-popular:all' as const),
      limit: fc.integer({ min: 1, max: 60 }),
      backwards: fc.boolean(),
      at: fc.option(article, { nil: undefined }),
    })
    .map(({ at, ...query }) => ({ ...query, from: at && { at: positionIn(at, query.sort), id: at.id } }))
}

/** The page of the found articles that starts after a position, or ends before it. */
function pageOf(
  found: readonly Known[],
  { sort, limit, from, backwards }: ListQuery,
): Omit<IdPage, 'termIds' | 'unknown' | 'ends'> {
  const isBehind = (one: Known) => {
    if (!from) return !backwards
    const at = positionIn(one, sort)
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
  'as they were published': { count: 1300, placeOf: number => number, movesBy: 1 },
  'in any order': { count: 950, placeOf: number => (number * 3571) % 950, movesBy: 317 },
}

/** The numbers of all parts of a count. */
function partsOf(lists: Lists, filter: Filter): number[] {
  const parts: number[] = []
  let part: ResultOf<ReturnType<Lists['count']>> | undefined
  while (!part || part.from) {
    part = runAtOnce(lists.count(filter, part?.from))
    parts.push(part.articles)
  }
  return parts
}

/** The number of popular articles of all parts. */
function countPopular(lists: Lists, filter: Filter, window: '7d' | 'all'): number {
  let total = 0
  let part: ResultOf<ReturnType<Lists['countPopular']>> | undefined
  while (!part || part.from) {
    part = runAtOnce(lists.countPopular(filter, window, part?.from))
    total += part.articles
  }
  return total
}

const sum = (parts: readonly number[]) => parts.reduce((total, part) => total + part, 0)

function check(t: Test, { lists, scanned, some, sorted, all }: ReturnType<typeof filled>, query: ListQuery): void {
  const found = expected(all, query)
  const { termIds: _, unknown: __, ends, ...page } = runAtOnce(lists.page(query))
  if (rankingOf(query.sort)) {
    t.strictSame(runAtOnce(scanned.page(query)).ids, page.ids, 'with the index of the order')
    t.strictSame(runAtOnce(some.page(query)).ids, page.ids, 'with some rows of the index, or all articles sorted')
    t.strictSame(runAtOnce(sorted.page(query)).ids, page.ids, 'with all articles sorted')
  }
  t.strictSame(page, pageOf(found, query))
  const [first, last] = [page.ids[0], page.ids.at(-1)].map(id => all.find(one => one.id === id))
  const position = (one: Known) => ({ at: positionIn(one, query.sort), id: one.id })
  t.strictSame(ends, first && last && { first: position(first), last: position(last) })
  const window = query.sort === '-popular:7d' ? '7d' : 'all'
  const isPopular = { ...query, sort: `-popular:${window}` } as const
  t.equal(countPopular(some, query.filter, window), expected(all, isPopular).length)
  t.equal(sum(partsOf(lists, query.filter)), expected(all, { ...query, sort: 'title' }).length)
}

for (const [name, order] of Object.entries(orders)) {
  t.test(`every page and count is correct for articles saved ${name}`, async t => {
    const fixture = filled(t, order)
    fc.assert(
      fc.property(queries(fixture.all), query => check(t, fixture, query)),
      { numRuns: runs(30) },
    )
    const edge = fixture.all.filter(({ tags }) => tags.includes('edge'))
    const rare = { ...fixture, all: edge }
    for (const one of edge) {
      for (const [place, sort] of sorts.entries()) {
        const from = { at: positionIn(one, sort), id: one.id }
        const bound = { [place % 2 ? 'publishedAfter' : 'publishedBefore']: instant(one.publishedAt) }
        for (const more of [{}, bound]) {
          const filter: Filter = { tag: ['edge'], language: ['de', 'en'], ...more }
          for (const backwards of [false, true]) check(t, rare, { filter, sort, limit: 4, from, backwards })
        }
      }
    }
  })
}

t.test('counts preferred languages in parts, so that other requests are answered between the parts', async t => {
  const { lists, all } = filled(t, { count: 1300, placeOf: number => number, movesBy: 1 })
  const parts = partsOf(lists, { preferred: ['de', 'en'] })
  t.equal(sum(parts), all.length)
  t.ok(Math.max(...parts) <= 250)
  const bounds = { publishedAfter: '2021-01-01T00:00:00Z' }
  const few = partsOf(lists, { preferred: ['de'], tag: ['edge'], ...bounds })
  const expectedOf = (filter: Filter) => expected(all, { filter, sort: 'publishedAt' }).length
  t.equal(sum(few), expectedOf({ language: ['de'], tag: ['edge'], ...bounds }))
})
