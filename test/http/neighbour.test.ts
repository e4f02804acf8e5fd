import t from 'tap'
import { type Built, build, site } from '../build.ts'

type Item = { slug: string }

async function get({ app }: Built, url: string) {
  const { statusCode, body } = await app.inject(url)
  if (statusCode !== 200) throw new Error(body)
  return JSON.parse(body)
}

const at = (day: number) => `2026-11-${String(day).padStart(2, '0')}T09:00:00Z`

t.test('GET /v1/articles/{ref}/adjacent returns the neighbours by publication, also with filters', async t => {
  const built = await build(t)
  await built.publish('a', { title: 'A', publishedAt: at(1), tags: ['Sea'] })
  await built.publish('b', { title: 'B', publishedAt: at(2), language: 'de' })
  const { id } = await built.publish('c', { title: 'C', publishedAt: at(2) })
  await built.publish('d', { title: 'D', publishedAt: at(3), tags: ['Sea'] })
  const slugs = async (url: string) => {
    const { previous, next } = await get(built, `/v1/articles/${url}`)
    return [previous?.slug, next?.slug]
  }
  t.strictSame(await slugs('a/adjacent'), [undefined, 'b'])
  t.strictSame(await slugs('b/adjacent'), ['a', 'c'])
  t.strictSame(await slugs('b/adjacent?tag=sea'), ['a', 'd'])
  t.strictSame(await slugs(`${id}/adjacent?language=en`), ['a', 'd'])
  t.strictSame(await slugs('d/adjacent'), ['c', undefined])
  t.strictSame(await slugs('d/adjacent?excludeTag=sea&language=de'), ['b', undefined])
  const [item] = (await get(built, '/v1/articles?published=2026-11-01')).items
  t.strictSame((await get(built, '/v1/articles/b/adjacent')).previous, item, 'the same item as in a list')
  const { headers } = await built.app.inject('/v1/articles/d/adjacent')
  const request = { url: '/v1/articles/d/adjacent', headers: { 'if-none-match': String(headers['etag']) } }
  t.equal((await built.app.inject(request)).statusCode, 304)
  await built.publish('e', { title: 'E', publishedAt: at(4) })
  t.equal((await built.app.inject(request)).statusCode, 200)
  t.strictSame(await slugs('d/adjacent'), ['c', 'e'])
  await built.end(id, { reason: 'deleted' })
  t.strictSame(await slugs('d/adjacent'), ['b', 'e'])
  t.equal((await built.app.inject(`/v1/articles/${id}/adjacent`)).statusCode, 410)
  t.equal((await built.app.inject('/v1/articles/none/adjacent')).statusCode, 404)
  const moved = await built.app.inject('/v1/articles/B/adjacent?tag=sea')
  t.strictSame(
    [moved.statusCode, moved.headers['location']],
    [308, 'https://news.example.org/v1/articles/b/adjacent?tag=sea'],
  )
})

t.test(
  'GET /v1/archive counts by year, month and day in the time zone of the site, and its URLs list the articles',
  async t => {
    const built = await build(t, { site: { ...site, timeZone: 'Asia/Tokyo' } })
    const times = [
      '2016-01-31T14:59:59Z',
      '2016-01-31T15:00:00Z',
      '2016-02-29T14:59:59Z',
      '2016-02-29T15:00:00Z',
      '2024-12-31T15:00:00Z',
      '2026-11-01T00:00:00Z',
    ]
    for (const [index, publishedAt] of times.entries()) {
      await built.publish(`${index}`, { title: `T${index}`, publishedAt, tags: index % 2 ? ['Odd'] : [] })
    }
    const counts = async (query: string) =>
      (await get(built, `/v1/archive${query}`)).items.map(({ period, count }: Record<string, unknown>) => [
        period,
        count,
      ])
    t.strictSame(await counts('?by=year'), [
      ['2026', 1],
      ['2025', 1],
      ['2016', 4],
    ])
    const months = [
      ['2026-11', 1],
      ['2025-01', 1],
      ['2016-03', 1],
      ['2016-02', 2],
      ['2016-01', 1],
    ]
    t.strictSame(await counts(''), months)
    t.strictSame(await counts('?by=day&published=2016-02'), [
      ['2016-02-29', 1],
      ['2016-02-01', 1],
    ])
    t.strictSame(await counts('?by=year&tag=odd'), [
      ['2026', 1],
      ['2016', 2],
    ])
    t.strictSame(await counts('?tag=none'), [])
    for (const by of ['year', 'month', 'day']) {
      const { items } = await get(built, `/v1/archive?by=${by}&tag=odd&publishedBefore=2020-01-01T00:00:00Z`)
      for (const { url, count } of items) {
        t.equal((await get(built, url.slice('https://news.example.org'.length))).items.length, count)
      }
    }
    for (const limit of [1, 2, 3]) {
      const pages = [await get(built, `/v1/archive?limit=${limit}`)]
      while (pages.at(-1).page.next) pages.push(await get(built, `/v1/archive?cursor=${pages.at(-1).page.next}`))
      t.strictSame(
        pages.flatMap(page => page.items.map(({ period, count }: Record<string, unknown>) => [period, count])),
        months,
      )
      for (let index = pages.length - 1; index > 0; index -= 1) {
        t.strictSame(
          (await get(built, `/v1/archive?cursor=${pages[index].page.previous}`)).items,
          pages[index - 1].items,
        )
      }
    }
    await built.publish('9', { title: 'T9', publishedAt: '2016-02-10T00:00:00Z' })
    t.strictSame((await counts(''))[3], ['2016-02', 3])
  },
)

t.test('GET /v1/articles/{ref}/related ranks by rare terms and words, and says why', async t => {
  const built = await build(t)
  const { publish } = built
  const point = (text: string) => ({ content: [{ text }], origin: 'authored' as const })
  await publish('a', {
    title: 'Electric ferries for the harbour',
    tags: ['Rare', 'News'],
    authors: [{ name: 'Ann' }],
    publishedAt: at(1),
  })
  await publish('b', { title: 'Bread', tags: ['Rare'], publishedAt: at(2) })
  await publish('c', { title: 'Cake', tags: ['News'], publishedAt: at(3) })
  await publish('d', { title: 'Docks', keyTakeaways: [point('New ferries arrive.')], publishedAt: at(4) })
  await publish('e', { title: 'Eggs', tags: ['News'], publishedAt: at(5) })
  await publish('f', { title: 'Fremde', tags: ['Rare'], language: 'de', publishedAt: at(6) })
  await publish('i', { title: 'Neu', tags: ['News'], language: 'de', publishedAt: at(6) })
  await publish('g', { title: 'Grain', publishedAt: at(7) })
  const related = async (query: string) =>
    (await get(built, `/v1/articles/electric-ferries-for-the-harbour/related${query}`)).items.map(
      ({ article, why }: { article: Item; why: { kind: string; text: string }[] }) => [
        article.slug,
        ...why.map(({ kind, text }) => `${kind}:${text}`),
      ],
    )
  t.strictSame(await related(''), [
    ['bread', 'tag:Rare'],
    ['eggs', 'tag:News'],
    ['cake', 'tag:News'],
    ['docks', 'word:ferries'],
  ])
  t.strictSame(await related('?language=de'), [
    ['fremde', 'tag:Rare'],
    ['neu', 'tag:News'],
  ])
  t.strictSame(await related('?limit=1'), [['bread', 'tag:Rare']])
  await publish('h', { title: 'Ham', tags: ['Rare'], authors: [{ name: 'Ann' }], publishedAt: at(8) })
  t.strictSame(
    await related('?limit=2'),
    [
      ['ham', 'tag:Rare', 'author:Ann'],
      ['eggs', 'tag:News'],
    ],
    'both tags have four articles now, so the newest of the others is next',
  )
  t.strictSame((await get(built, '/v1/articles/grain/related')).items, [])
})
