import type { Test } from 'tap'
import { instantAt } from '../../../src/domain/instant.ts'
import type { ViewTime, ViewWindow } from '../../../src/domain/page/view.ts'
import type { Store } from '../../../src/domain/store/store.ts'
import { numberedId } from '../../domain/sample.ts'
import { draft, ending, openFresh, publication, put, type StoreMember, write } from './newsroom.ts'

const at = '2026-11-22T09:00:00Z'
/** The hour and the day, counted from the first of the test. */
const time = (hour: number, day = Math.floor(hour / 24)): ViewTime => ({ hour: 400_000 + hour, day: 20_000 + day })

function views(...counts: readonly (readonly [article: number, views: number])[]) {
  return new Map(counts.map(([article, count]) => [numberedId(article), count]))
}

/** Numbers of the most viewed articles. */
async function popular(store: Store, window: ViewWindow, filter = {}): Promise<number[]> {
  const { prints } = await store.list({ filter, sort: `-popular:${window}`, limit: 9 }, false)
  return prints.map(print => Number(print.articleId.slice(-12)))
}

async function expireAll(store: Store, now: ViewTime): Promise<void> {
  while (await store.expireViews(now));
}

/** Counts of views. */
export function viewContract(t: Test, member: StoreMember): void {
  t.test('views are counted in total, by day, and in each window', async t => {
    const { store } = await openFresh(t, member)
    await put(store, publication(1), publication(2), publication(3), draft(4))
    await store.addViews(views([1, 2], [2, 5]), time(0))
    await store.addViews(views([1, 1], [4, 9]), time(24))
    const of = (article: number) => store.articleViews(numberedId(article), { first: 20_000, last: 20_001 })
    t.strictSame(await of(1), {
      total: 3,
      days: [
        { day: 20_001, views: 1 },
        { day: 20_000, views: 2 },
      ],
    })
    t.strictSame(await store.articleViews(numberedId(1), { first: 20_001, last: 20_001 }), {
      total: 3,
      days: [{ day: 20_001, views: 1 }],
    })
    t.strictSame(await of(3), { total: 0, days: [] })
    t.strictSame(await of(4), { total: 0, days: [] }, 'an article that was never published has no count')
    t.equal((await store.listByIds([numberedId(1)], false))[0]?.views, 3)
    for (const window of ['24h', '7d', '30d', 'all'] as const)
      t.strictSame(await popular(store, window), [2, 1], window)
  })

  t.test('views leave a window when their hour or day leaves it, and the total stays', async t => {
    const { store } = await openFresh(t, member)
    await put(store, publication(1), publication(2))
    await store.addViews(views([1, 5]), time(0))
    await store.addViews(views([1, 1], [2, 3]), time(1))
    const windows = async () => ({
      '24h': await popular(store, '24h'),
      '7d': await popular(store, '7d'),
      '30d': await popular(store, '30d'),
      all: await popular(store, 'all'),
    })
    const all = [1, 2]
    await expireAll(store, time(23))
    t.strictSame(await windows(), { '24h': all, '7d': all, '30d': all, all })
    await expireAll(store, time(24))
    t.strictSame(await windows(), { '24h': [2, 1], '7d': all, '30d': all, all }, 'the first hour is over')
    await expireAll(store, time(6 * 24))
    t.strictSame(await windows(), { '24h': [], '7d': all, '30d': all, all })
    await expireAll(store, time(7 * 24))
    t.strictSame(await windows(), { '24h': [], '7d': [], '30d': all, all })
    await expireAll(store, time(29 * 24))
    t.strictSame(await windows(), { '24h': [], '7d': [], '30d': all, all })
    await expireAll(store, time(30 * 24))
    t.strictSame(await windows(), { '24h': [], '7d': [], '30d': [], all })
    const { total, days } = await store.articleViews(numberedId(1), { first: 0, last: 99_999 })
    t.strictSame({ total, days }, { total: 6, days: [{ day: 20_000, views: 6 }] })
    await expireAll(store, time(90 * 24))
    t.strictSame(await windows(), { '24h': [], '7d': [], '30d': [], all }, 'nothing is subtracted twice')
  })

  t.test('setDayViews sets the views of a day, and repeating it changes nothing', async t => {
    const { store } = await openFresh(t, member)
    await put(store, publication(1), publication(2), publication(3))
    await store.addViews(views([1, 2]), time(0))
    const today = 20_000
    const row = (article: number, day: number, count: number) => ({ id: numberedId(article), day, views: count })
    const rows = [row(1, today, 10), row(1, today - 7, 100), row(2, today - 6, 50), row(3, today - 30, 7)]
    t.equal(await store.setDayViews([...rows, row(9, today, 1)], today, write), 4, 'an unknown article is left out')
    t.equal(await store.setDayViews(rows, today, write), 0)
    const total = async (article: number) =>
      (await store.articleViews(numberedId(article), { first: 0, last: 0 })).total
    t.strictSame([await total(1), await total(2), await total(3)], [110, 50, 7])
    t.strictSame(
      [
        await popular(store, '24h'),
        await popular(store, '7d'),
        await popular(store, '30d'),
        await popular(store, 'all'),
      ],
      [[1], [2, 1], [1, 2], [1, 2, 3]],
    )
    t.equal(await store.setDayViews([row(1, today - 7, 0), row(2, today - 6, 9)], today, write), 2)
    t.strictSame([await total(1), await total(2)], [10, 9])
    t.strictSame(await popular(store, '30d'), [1, 2])
    await expireAll(store, time(90 * 24))
    t.strictSame(await popular(store, '30d'), [])
    t.strictSame(await popular(store, 'all'), [1, 2, 3])
  })

  t.test('prune removes days that no window counts, and the totals stay', async t => {
    const { store } = await openFresh(t, member)
    await put(store, publication(1), publication(2))
    const today = 20_000
    const row = (article: number, day: number, count: number) => ({ id: numberedId(article), day, views: count })
    const rows = [row(1, today - 100, 7), row(1, today - 61, 5), row(2, today - 60, 4), row(2, today, 1)]
    await store.setDayViews(rows, today, write)
    const days = async (article: number) =>
      (await store.articleViews(numberedId(article), { first: 0, last: today })).days.map(({ day }) => day - today)
    const pruneAll = async (day: number) => {
      while (await store.prune('views', instantAt(day * 86_400), []));
    }
    await pruneAll(today - 59)
    t.strictSame([await days(1), await days(2)], [[], [0, -60]], 'a day of UTC is kept for other time zones')
    await pruneAll(today + 9)
    t.strictSame(await days(2), [0], 'a window counts the day')
    for (const [article, total] of [
      [1, 12],
      [2, 5],
    ] as const)
      t.equal((await store.articleViews(numberedId(article), { first: 0, last: 0 })).total, total)
    t.strictSame(await popular(store, 'all'), [1, 2])
    await expireAll(store, time(90 * 24))
    await pruneAll(today + 9)
    t.strictSame(await days(2), [])
    t.strictSame(await popular(store, 'all'), [1, 2])
  })

  t.test('a popular list has filters and pages', async t => {
    const { store } = await openFresh(t, member)
    await put(store, ...[1, 2, 3, 4].map(number => publication(number, { language: number === 3 ? 'de' : 'en' })))
    await store.addViews(views([1, 1], [2, 2], [3, 3], [4, 4]), time(0))
    t.strictSame(await popular(store, '7d', { language: ['en'] }), [4, 2, 1])
    const query = { filter: {}, sort: '-popular:7d', limit: 2 } as const
    const first = await store.list(query, false)
    const second = await store.list({ ...query, from: first.ends?.last }, false)
    const back = await store.list({ ...query, from: second.ends?.first, backwards: true }, false)
    const short = (page: typeof first) => [page.prints.map(print => print.views), page.hasPrevious, page.hasNext]
    t.strictSame([first, second, back].map(short), [
      [[4, 3], false, true],
      [[2, 1], true, false],
      [[4, 3], false, true],
    ])
  })

  t.test('withdrawn articles are not popular, and erased ones have no views', async t => {
    const { store } = await openFresh(t, member)
    await put(store, publication(1), publication(2))
    await store.addViews(views([1, 1], [2, 2]), time(0))
    await put(store, ending(2, { reason: 'withdrawn', at }))
    t.strictSame(await popular(store, 'all'), [1])
    t.equal((await store.viewedArticle(numberedId(2)))?.kind, 'gone')
    await put(store, publication(2))
    t.strictSame(await popular(store, '24h'), [2, 1], 'published again, it has its views')
    const erase = {
      target: { id: numberedId(2) },
      decide: (now: Parameters<ReturnType<typeof draft>['decide']>[0]) => {
        if (!now) return { unchanged: true as const }
        const article = { ...now, version: now.version + 1, status: 'deleted' as const }
        return { article, end: { reason: 'deleted' as const, at }, erase: true, audit: { action: 'article.erase' } }
      },
    }
    await store.writeArticles([erase], write)
    await store.addViews(views([2, 4]), time(0))
    t.equal(await store.setDayViews([{ id: numberedId(2), day: 20_000, views: 3 }], 20_000, write), 0)
    t.strictSame(await store.articleViews(numberedId(2), { first: 0, last: 99_999 }), { total: 0, days: [] })
  })

  t.test('views change neither the change log nor the print', async t => {
    const { store } = await openFresh(t, member)
    await put(store, publication(1))
    const print = async () => {
      const found = await store.find(numberedId(1))
      return found?.kind === 'print' ? { ...found.print, views: 0 } : undefined
    }
    const before = { last: await store.lastChange(), print: await print() }
    await store.addViews(views([1, 3]), time(0))
    t.strictSame({ last: await store.lastChange(), print: await print() }, before)
  })

  t.test('viewedArticle finds a published article by id, slug and former slug', async t => {
    const { store } = await openFresh(t, member)
    await put(store, publication(1), draft(2))
    await put(store, publication(1, { slug: 'renamed' }))
    const found = { kind: 'article', id: numberedId(1) } as const
    for (const ref of [numberedId(1), 'renamed', 'article-1']) t.strictSame(await store.viewedArticle(ref), found, ref)
    for (const ref of [numberedId(2), 'article-2', 'none', numberedId(9)])
      t.equal(await store.viewedArticle(ref), undefined, ref)
  })
}
