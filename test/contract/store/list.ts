import type { Test } from 'tap'
import type { Id } from '../../../src/domain/id.ts'
import { instantOf, seconds } from '../../../src/domain/instant.ts'
import { dateSorts, type Filter, type ListQuery, type Sort, sorts } from '../../../src/domain/page/query.ts'
import type { ArticleWrite } from '../../../src/domain/store/article/article-store.ts'
import type { Store } from '../../../src/domain/store/store.ts'
import { numberedId } from '../../domain/sample.ts'
import { makeTerms } from '../../make-terms.ts'
import { fc, runs } from '../../property.ts'
import { ending, large, at as now, openFresh, publication, put, type StoreMember } from './newsroom.ts'

type Known = {
  id: Id
  publishedAt: string
  updatedAt: string
  category: string | undefined
  tags: string[]
  author: string
  language: string
  takeaways: boolean
  title: string
  readingTime: number
  image: boolean
  views: number
}

const day = (number: number) => instantOf(new Date(Date.UTC(2020, 0, number))) ?? ''

/** Articles with many combinations of metadata, many of the same second. */
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
      title: titles[(index * 3) % titles.length] ?? '',
      readingTime: 1 + ((index * 11) % 9),
      image: index % 7 < 3,
      views: (index * 5) % 4,
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
      title: one.title,
      readingTimeMinutes: one.readingTime,
      image: one.image ? { url: 'https://news.example.org/a.jpg', variants: [] } : undefined,
    }),
  )
  await put(store, ...items.map((item, index) => withViews(item, known[index]?.views ?? 0)))
  return known
}

/** Equal, or equal but for letter case, accents and punctuation. */
const titles = ['Zebra', 'apple', '“Äpfel”', 'Apple', 'Éclair', 'eclair', '日本', '\u{20000}', 'ａｐｐｌｅ', '???']

/** The titles in order, as keys. */
const keys: Record<string, string> = {
  Zebra: 'zebra',
  apple: 'apple',
  '“Äpfel”': 'apfel',
  Apple: 'apple',
  Éclair: 'eclair',
  eclair: 'eclair',
  日本: '日本',
  '\u{20000}': '\u{20000}',
  ａｐｐｌｅ: 'apple',
  '???': '',
}

function withViews(item: ArticleWrite, views: number): ArticleWrite {
  return {
    ...item,
    decide(now, around) {
      const decided = item.decide(now, around)
      return 'article' in decided ? { ...decided, views } : decided
    },
  }
}

/** A simple implementation of filter and order. */
function expected(known: readonly Known[], filter: Filter, sort: Sort): Id[] {
  const any = (wanted: string[] | undefined, has: (string | undefined)[]) =>
    !wanted || has.some(one => one !== undefined && wanted.includes(one))
  const all = (wanted: string[] | undefined, has: string[]) => !wanted || wanted.every(one => has.includes(one))
  const none = (unwanted: string[] | undefined, has: (string | undefined)[]) =>
    !has.some(one => one !== undefined && unwanted?.includes(one))
  const found = known.filter(
    one =>
      any(filter.category, [one.category]) &&
      any(filter.tag, one.tags) &&
      any(filter.author, [one.author]) &&
      any(filter.language, [one.language]) &&
      (!filter.publishedAfter || one.publishedAt > filter.publishedAfter) &&
      (!filter.publishedBefore || one.publishedAt < filter.publishedBefore) &&
      all(filter.tagAll, one.tags) &&
      none(filter.excludeTag, one.tags) &&
      none(filter.excludeCategory, [one.category]) &&
      (!filter.updatedAfter || one.updatedAt > filter.updatedAfter) &&
      (!filter.updatedBefore || one.updatedAt < filter.updatedBefore) &&
      (filter.readingTimeMin ?? 0) <= one.readingTime &&
      (filter.readingTimeMax ?? 99) >= one.readingTime &&
      (filter.hasImage ?? one.image) === one.image &&
      (filter.hasKeyTakeaways ?? one.takeaways) === one.takeaways,
  )
  const ids = found
    .sort((a, b) => (`${keyOf(a, sort)} ${a.id}` < `${keyOf(b, sort)} ${b.id}` ? -1 : 1))
    .map(one => one.id)
  return sort.startsWith('-') ? ids.reverse() : ids
}

function keyOf(one: Known, sort: Sort): string {
  if (sort === 'title') return keys[one.title] ?? ''
  if (sort === '-views') return String(one.views)
  return sort.endsWith('publishedAt') ? one.publishedAt : one.updatedAt
}

/** The ids of all pages of a query, read by cursor; checks `hasNext` and `hasPrevious` of each page. */
async function walked(t: Test, store: Store, query: ListQuery, total: number): Promise<Id[]> {
  const ids: Id[] = []
  for (let from = query.from; ; ) {
    const { prints, hasNext, hasPrevious, ends } = await store.list({ ...query, from }, false)
    const page = prints.map(print => print.articleId)
    const [more, behind] = query.backwards ? [hasPrevious, hasNext] : [hasNext, hasPrevious]
    if (behind !== ids.length > 0) t.fail('reports wrongly whether earlier pages exist')
    ids.push(...(query.backwards ? page.reverse() : page))
    if (more !== ids.length < total) t.fail('reports wrongly whether more pages exist')
    const last = query.backwards ? ends?.first : ends?.last
    if (!more || !last) return ids
    from = last
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
  tagAll: someOf('red', 'green', 'blue'),
  excludeTag: someOf('blue'),
  excludeCategory: someOf('red', 'green'),
  updatedAfter: someDay.map(at => at && day(19 + Number(at.slice(8, 10)))),
  updatedBefore: someDay.map(at => at && day(19 + Number(at.slice(8, 10)))),
  readingTimeMin: fc.option(fc.integer({ min: 0, max: 6 }), { nil: undefined }),
  readingTimeMax: fc.option(fc.integer({ min: 4, max: 10 }), { nil: undefined }),
  hasImage: fc.option(fc.boolean(), { nil: undefined, freq: 1 }),
  hasKeyTakeaways: fc.option(fc.boolean(), { nil: undefined, freq: 1 }),
})

export function listContract(t: Test, member: StoreMember): void {
  t.test(
    'lists all pages in both directions and counts them, for every filter, order and page size',
    large(member),
    async t => {
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
        { numRuns: runs(40) },
      )
    },
  )

  t.test('lists each unchanged article exactly once while other articles are written', large(member), async t => {
    const { store } = await openFresh(t, member)
    const known = await library(store, 50)
    let number = 100
    for (const sort of dateSorts) {
      const ids: Id[] = []
      const query: ListQuery = { filter: { language: ['de', 'en'] }, sort, limit: 7 }
      for (let from: ListQuery['from']; ; ) {
        const { prints, hasNext, ends } = await store.list({ ...query, from }, false)
        ids.push(...prints.map(print => print.articleId))
        if (!hasNext || !ends) break
        from = ends.last
        for (const publishedAt of [String(from.at), day(1), day(12)]) {
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

  t.test('an empty page reports whether pages exist before and after it', async t => {
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

  t.test('a list returns the ids of its filter terms that a delivered article has', async t => {
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

  t.test('a list with bodies returns whole prints', async t => {
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
