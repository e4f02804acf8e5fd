import type { Test } from 'tap'
import type { Id } from '../../../src/domain/id.ts'
import { instantOf, seconds } from '../../../src/domain/instant.ts'
import { type Filter, type ListQuery, type Sort, sorts } from '../../../src/domain/page/query.ts'
import type { StoredPrint } from '../../../src/domain/store/print-store.ts'
import type { Store } from '../../../src/domain/store/store.ts'
import { numberedId } from '../../domain/sample.ts'
import { makeTerms } from '../../make-terms.ts'
import { fc } from '../../property.ts'
import { ending, at as now, openFresh, publication, put, type StoreMember } from './newsroom.ts'

type Known = {
  id: Id
  publishedAt: string
  updatedAt: string
  category: string | undefined
  tags: string[]
  author: string
  language: string
  takeaways: boolean
}

const day = (number: number) => instantOf(new Date(Date.UTC(2020, 0, number))) ?? ''

/** Articles whose facts overlap in every way, many at the same second. */
async function library(store: Store, count: number): Promise<Known[]> {
  const names = ['Red', 'Green', 'Blue']
  const categories = await makeTerms(
    store,
    names.map(name => ({ kind: 'category', name })),
  )
  const tags = await makeTerms(
    store,
    names.map(name => ({ kind: 'tag', name })),
  )
  const authors = await makeTerms(
    store,
    names.map(name => ({ kind: 'author', name })),
  )
  const slugs = ['red', 'green', 'blue']
  const known = Array.from({ length: count }, (_, index): Known => {
    return {
      id: numberedId(index + 1),
      publishedAt: day(1 + ((index * 7) % 11)),
      updatedAt: day(20 + ((index * 5) % 9)),
      category: index % 4 === 3 ? undefined : slugs[index % 4],
      tags: slugs.filter((_, bit) => (index >> bit) & 1),
      author: slugs[(index * 5) % 3] ?? '',
      language: index % 5 === 0 ? 'de' : 'en',
      takeaways: index % 3 === 0,
    }
  })
  const takeaway = { id: numberedId(900), content: [{ text: 'It is so.' }], origin: 'authored' }
  const items = known.map((one, index) =>
    publication(index + 1, {
      publishedAt: one.publishedAt,
      updatedAt: one.updatedAt,
      language: one.language,
      categoryId: categories[slugs.indexOf(one.category ?? '')],
      tagIds: one.tags.map(slug => tags[slugs.indexOf(slug)] ?? ''),
      authorIds: [authors[slugs.indexOf(one.author)] ?? ''],
      keyTakeaways: one.takeaways ? [takeaway] : [],
    }),
  )
  await put(store, ...items)
  return known
}

/** What a filter and order mean, said plainly. */
function expected(known: readonly Known[], filter: Filter, sort: Sort): Id[] {
  const any = (wanted: string[] | undefined, has: (string | undefined)[]) =>
    !wanted || has.some(one => one !== undefined && wanted.includes(one))
  const at = (one: Known) => (sort.endsWith('publishedAt') ? one.publishedAt : one.updatedAt)
  const found = known.filter(
    one =>
      any(filter.category, [one.category]) &&
      any(filter.tag, one.tags) &&
      any(filter.author, [one.author]) &&
      any(filter.language, [one.language]) &&
      (!filter.publishedAfter || one.publishedAt > filter.publishedAfter) &&
      (!filter.publishedBefore || one.publishedAt < filter.publishedBefore) &&
      (!filter.withKeyTakeaways || one.takeaways),
  )
  const ids = found.sort((a, b) => (`${at(a)} ${a.id}` < `${at(b)} ${b.id}` ? -1 : 1)).map(one => one.id)
  return sort.startsWith('-') ? ids.reverse() : ids
}

const placeOf = (sort: Sort, print: StoredPrint) => ({
  at: sort.endsWith('publishedAt') ? print.publishedAt : print.updatedAt,
  id: print.articleId,
})

/** All pages of a query, walked to the end by cursor, with the promises about ends checked on the way. */
async function walked(t: Test, store: Store, query: ListQuery, total: number): Promise<Id[]> {
  const ids: Id[] = []
  for (let from = query.from; ; ) {
    const { prints, hasNext, hasPrevious } = await store.list({ ...query, from }, false)
    const page = prints.map(print => print.articleId)
    const [more, behind] = query.backwards ? [hasPrevious, hasNext] : [hasNext, hasPrevious]
    if (behind !== ids.length > 0) t.fail('wrong about what lies behind')
    ids.push(...(query.backwards ? page.reverse() : page))
    if (more !== ids.length < total) t.fail('wrong about what follows')
    const last = query.backwards ? prints[0] : prints.at(-1)
    if (!more || !last) return ids
    from = placeOf(query.sort, last)
  }
}

const someOf = (...values: string[]) => fc.option(fc.subarray([...values, 'nowhere', ...values]), { nil: undefined })
const someDay = fc.option(fc.integer({ min: 0, max: 13 }).map(day), { nil: undefined })

const filters: fc.Arbitrary<Filter> = fc.record({
  category: someOf('red', 'green', 'blue'),
  tag: someOf('red', 'green'),
  author: someOf('green', 'blue'),
  language: someOf('de', 'en'),
  publishedAfter: someDay,
  publishedBefore: someDay,
  withKeyTakeaways: fc.option(fc.boolean(), { nil: undefined }),
})

export function listContract(t: Test, member: StoreMember): void {
  t.test('every filter, order and page size is walked in full, both ways, and counted', async t => {
    const { store } = await openFresh(t, member)
    const known = await library(store, 60)
    const queries = fc.record({
      filter: filters,
      sort: fc.constantFrom(...sorts),
      limit: fc.integer({ min: 1, max: 70 }),
    })
    await fc.assert(
      fc.asyncProperty(queries, async query => {
        const ids = expected(known, query.filter, query.sort)
        t.strictSame(await walked(t, store, query, ids.length), ids)
        const backwards = await walked(t, store, { ...query, backwards: true }, ids.length)
        t.strictSame(backwards.reverse(), ids)
        t.equal(await store.count(query.filter), ids.length)
      }),
      { numRuns: 120 },
    )
  })

  t.test('in a walk under writes, what does not move is seen exactly once', async t => {
    const { store } = await openFresh(t, member)
    const known = await library(store, 50)
    let number = 100
    for (const sort of sorts) {
      const ids: Id[] = []
      const query: ListQuery = { filter: { language: ['de', 'en'] }, sort, limit: 7 }
      for (let from: ListQuery['from']; ; ) {
        const { prints, hasNext } = await store.list({ ...query, from }, false)
        ids.push(...prints.map(print => print.articleId))
        const last = prints.at(-1)
        if (!hasNext || !last) break
        from = placeOf(sort, last)
        for (const publishedAt of [from.at, day(1), day(12)]) {
          number += 1
          await put(store, publication(number, { publishedAt, updatedAt: publishedAt }))
        }
        await put(store, ending(number, { reason: 'deleted', at: now }))
      }
      const seen = ids.filter(id => known.some(one => one.id === id))
      t.strictSame(seen, expected(known, {}, sort))
      t.equal(new Set(ids).size, ids.length)
    }
  })

  t.test('an empty page tells what lies on either side', async t => {
    const { store } = await openFresh(t, member)
    const list = async (more: Partial<ListQuery>) => {
      const { prints, hasNext, hasPrevious } = await store.list(
        { filter: {}, sort: 'publishedAt', limit: 5, ...more },
        false,
      )
      return [prints.length, hasNext, hasPrevious]
    }
    const beyond = { at: day(30), id: numberedId(1) }
    t.strictSame(await list({}), [0, false, false])
    t.strictSame(await list({ from: beyond }), [0, false, false])
    await put(store, publication(1, { publishedAt: day(1) }))
    t.strictSame(await list({ from: beyond }), [0, false, true])
    t.strictSame(await list({ from: { at: day(1), id: '' }, backwards: true }), [0, true, false])
    t.strictSame(await list({ from: beyond, backwards: true }), [1, false, false])
  })

  t.test('a list names the terms that its filter means, as far as a delivered article carries them', async t => {
    const { store } = await openFresh(t, member)
    const [red = ''] = await makeTerms(
      store,
      ['Red', 'Green'].map(name => ({ kind: 'tag', name })),
    )
    await put(store, publication(1, { tagIds: [red] }))
    const filter = { tag: ['red', 'green', 'none', 'red'], author: ['none'] }
    const { termIds, prints } = await store.list({ filter, sort: 'publishedAt', limit: 5 }, false)
    t.strictSame({ ...termIds, tag: termIds.tag.sort() }, { category: [], tag: [red], author: [] })
    t.strictSame(prints, [])
  })

  t.test('with bodies, a list answers the whole prints', async t => {
    const { store } = await openFresh(t, member)
    await put(store, publication(1), publication(2))
    const { prints } = await store.list({ filter: {}, sort: '-publishedAt', limit: 5 }, true)
    const whole = await Promise.all(prints.map(print => store.find(print.articleId)))
    t.strictSame(
      whole.map(found => found?.kind === 'print' && found.print),
      prints,
    )
    t.ok(seconds(prints[0]?.publishedAt ?? '') > 0)
  })
}
