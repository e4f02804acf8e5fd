import t from 'tap'
import { type Built, build } from '../build.ts'
import { hasMembers } from '../has-members.ts'

type List = { items: { slug: string }[]; page: Record<string, unknown> }

async function list({ app }: Built, url: string): Promise<List> {
  const { statusCode, body } = await app.inject(url)
  if (statusCode !== 200) throw new Error(body)
  return JSON.parse(body)
}

async function slugs(built: Built, query: string): Promise<string[]> {
  return (await list(built, `/v1/articles${query}`)).items.map(item => item.slug)
}

const image = { url: 'https://news.example.org/a.jpg', variants: [] }
const takeaway = { content: [{ text: 'It is so.' }], origin: 'authored' as const }

async function newsroom(t: Parameters<typeof build>[0]): Promise<Built> {
  const built = await build(t)
  const { publish } = built
  await publish('a', {
    title: 'Zebra',
    publishedAt: '2025-11-23T12:00:00Z',
    updatedAt: '2026-11-22T11:00:00Z',
    tags: ['Sea', 'Art'],
    category: 'Transport',
    readingTimeMinutes: 9,
    views: 5,
  })
  await publish('b', {
    title: '“Éclair”',
    publishedAt: '2026-10-23T12:00:01Z',
    tags: ['Sea'],
    image,
    readingTimeMinutes: 4,
  })
  await publish('c', {
    title: 'apple',
    publishedAt: '2026-11-15T12:00:01Z',
    category: 'Culture',
    keyTakeaways: [takeaway],
    views: 9,
  })
  await publish('d', {
    title: 'Äpfel',
    publishedAt: '2026-11-21T12:00:01Z',
    tags: ['Art', 'Sea', 'Sky'],
    image,
    keyTakeaways: [takeaway],
    views: 5,
  })
  return built
}

t.test(
  'GET /v1/articles filters by terms to have and not to have, update, takeaways, image and reading time',
  async t => {
    const built = await newsroom(t)
    const cases: Record<string, string[]> = {
      '?tagAll=sea,art': ['apfel', 'zebra'],
      '?tagAll=Art': ['apfel', 'zebra'],
      '?tagAll=art,none': [],
      '?tagAll=sea,art,sky': ['apfel'],
      '?excludeTag=art': ['apple', 'eclair'],
      '?excludeTag=none': ['apfel', 'apple', 'eclair', 'zebra'],
      '?excludeCategory=culture,transport': ['apfel', 'eclair'],
      '?tag=sea&excludeTag=sky&excludeCategory=transport': ['eclair'],
      '?updatedAfter=2026-11-21T12:00:01Z': ['zebra'],
      '?updatedAfter=2026-11-21T12:00:00Z': ['apfel', 'zebra'],
      '?updatedBefore=2026-11-15T12:00:01Z': ['eclair'],
      '?sort=updatedAt&updatedAfter=2026-11-15T12:00:01Z': ['apfel', 'zebra'],
      '?hasKeyTakeaways=true': ['apfel', 'apple'],
      '?hasKeyTakeaways=false': ['eclair', 'zebra'],
      '?hasImage=true': ['apfel', 'eclair'],
      '?hasImage=false&hasKeyTakeaways=true': ['apple'],
      '?readingTimeMin=4': ['eclair', 'zebra'],
      '?readingTimeMin=4&readingTimeMax=8': ['eclair'],
      '?readingTimeMax=1': ['apfel', 'apple'],
      '?sort=title': ['apfel', 'apple', 'eclair', 'zebra'],
      '?sort=title&tag=sea': ['apfel', 'eclair', 'zebra'],
      '?sort=-views&hasImage=false': ['apple', 'zebra'],
    }
    for (const [query, expected] of Object.entries(cases)) t.strictSame(await slugs(built, query), expected, query)
    const [first, ...others] = await slugs(built, '?sort=-views')
    t.strictSame([first, others.slice(0, 2).sort(), others[2]], ['apple', ['apfel', 'zebra'], 'eclair'])
    for (const query of ['?tagAll=sea,art', '?excludeTag=art', '?hasImage=true', '?readingTimeMin=4']) {
      hasMembers(t, await list(built, `/v1/articles${query}&count=true`), { page: { total: 2 } })
    }
  },
)

t.test('GET /v1/articles: publishedWithin is a period up to the current minute', async t => {
  const built = await newsroom(t)
  const { time } = built
  const cases: Record<string, string[]> = {
    '24h': ['apfel'],
    '7d': ['apfel', 'apple'],
    '30d': ['apfel', 'apple', 'eclair'],
    '1y': ['apfel', 'apple', 'eclair', 'zebra'],
  }
  time.now = new Date('2026-11-22T12:00:00Z')
  for (const [within, expected] of Object.entries(cases)) {
    t.strictSame(await slugs(built, `?publishedWithin=${within}&limit=7`), expected, within)
  }
  time.now = new Date('2026-11-22T12:01:30Z')
  t.strictSame(await slugs(built, '?publishedWithin=24h&limit=8'), [])
  const { statusCode, body } = await built.app.inject('/v1/articles?publishedWithin=2d')
  hasMembers(t, JSON.parse(body), { status: 400, errors: [{ name: 'publishedWithin' }] })
  t.equal(statusCode, 400)
})

t.test('lists by title and views are walked by cursor, and a changed place in a cursor is a 400', async t => {
  const built = await newsroom(t)
  for (const sort of ['title', '-views']) {
    const pages = [await list(built, `/v1/articles?sort=${sort}&limit=1`)]
    for (let next = pages[0]?.page['nextUrl']; next; next = pages.at(-1)?.page['nextUrl']) {
      pages.push(await list(built, String(next)))
    }
    const walked = pages.flatMap(page => page.items.map(({ slug }) => slug))
    t.strictSame(walked, await slugs(built, `?sort=${sort}`))
    const back = await list(built, String(pages.at(-1)?.page['previousUrl']))
    t.strictSame(back.items, pages.at(-2)?.items)
  }
  const cursor = (await list(built, '/v1/articles?sort=title&limit=1')).page['next']
  const mismatch = await built.app.inject(`/v1/articles?cursor=${cursor}&sort=-views`)
  hasMembers(t, JSON.parse(mismatch.body), { status: 400, code: 'cursor-mismatch' })
})

t.test('filtered lists change with the articles in them', async t => {
  const built = await newsroom(t)
  const { publish } = built
  t.strictSame(await slugs(built, '?excludeTag=sky'), ['apple', 'eclair', 'zebra'])
  t.strictSame(await slugs(built, '?tagAll=sea,art'), ['apfel', 'zebra'])
  t.strictSame(await slugs(built, '?tagAll=sea,sky&hasImage=true'), ['apfel'])
  await publish('b', { title: '“Éclair”', publishedAt: '2026-10-23T12:00:01Z', tags: ['Sea', 'Art', 'Sky'] })
  t.strictSame(await slugs(built, '?excludeTag=sky'), ['apple', 'zebra'])
  t.strictSame(await slugs(built, '?tagAll=sea,art'), ['apfel', 'eclair', 'zebra'])
  t.strictSame(await slugs(built, '?tagAll=sea,sky&hasImage=true'), ['apfel'])
  await publish('d', { title: 'Äpfel', publishedAt: '2026-11-21T12:00:01Z', tags: ['Art', 'Sea', 'Sky'] })
  t.strictSame(await slugs(built, '?tagAll=sea,sky&hasImage=true'), [])
})

t.test('GET /v1/key-takeaways accepts the filters of lists', async t => {
  const built = await newsroom(t)
  const of = async (query: string) => {
    const { items } = await list(built, `/v1/key-takeaways${query}`)
    return (items as unknown as { article: { slug: string } }[]).map(({ article }) => article.slug)
  }
  t.strictSame(await of('?hasImage=true'), ['apfel'])
  t.strictSame(await of('?excludeCategory=culture&hasKeyTakeaways=true'), ['apfel'])
  t.strictSame(await of('?publishedWithin=7d'), ['apfel', 'apple'])
  const { body } = await built.app.inject('/v1/key-takeaways?hasKeyTakeaways=false')
  hasMembers(t, JSON.parse(body), { status: 400, errors: [{ name: 'hasKeyTakeaways' }] })
})

t.test('GET /v1/{terms} sorts terms, finds them by prefix, and returns a term with its articles', async t => {
  const built = await newsroom(t)
  const tags = async (query: string) => (await list(built, `/v1/tags${query}`)).items.map(({ slug }) => slug)
  t.strictSame(await tags('?sort=-articleCount'), ['sea', 'art', 'sky'])
  t.strictSame(await tags('?sort=-latestPublishedAt'), ['art', 'sea', 'sky'])
  t.strictSame(await tags('?sort=name&q=S'), ['sea', 'sky'])
  t.strictSame(await tags('?q=SK'), ['sky'])
  t.strictSame(await tags('?q=none'), [])
  const first = await list(built, '/v1/tags?sort=-articleCount&limit=2')
  t.strictSame(
    (await list(built, String(first.page['nextUrl']))).items.map(({ slug }) => slug),
    ['sky'],
  )
  const term = JSON.parse((await built.app.inject('/v1/tags/sea')).body)
  hasMembers(t, term, { articleCount: 3, latestPublishedAt: '2026-11-21T12:00:01Z' })
  const { body, headers } = await built.app.inject('/v1/tags/sea?include=articles')
  const { articles, ...own } = JSON.parse(body)
  t.strictSame(own, term)
  t.strictSame(articles, await list(built, '/v1/articles?tag=sea'))
  t.strictSame(headers['surrogate-key'], `tag:${String(headers['surrogate-key']).slice(4)}`)
  const { statusCode } = await built.app.inject({
    url: '/v1/tags/sea?include=articles',
    headers: { 'if-none-match': String(headers['etag']) },
  })
  t.equal(statusCode, 304)
  await built.publish('c', { title: 'apple', publishedAt: '2026-11-15T12:00:01Z', tags: ['Sea'] })
  const after = JSON.parse((await built.app.inject('/v1/tags/sea?include=articles')).body)
  t.strictSame([after.articleCount, after.articles.items.length], [4, 4])
})

t.test('GET /v1/search accepts the filters of lists', async t => {
  const built = await newsroom(t)
  const found = async (query: string) => {
    const { items } = await list(built, `/v1/search?q=tag:sea${query}`)
    return (items as unknown as { article: { slug: string } }[]).map(({ article }) => article.slug).sort()
  }
  t.strictSame(await found(''), ['apfel', 'eclair', 'zebra'])
  t.strictSame(await found('&tagAll=sea,art'), ['apfel', 'zebra'])
  t.strictSame(await found('&excludeTag=sky&excludeCategory=culture'), ['eclair', 'zebra'])
  t.strictSame(await found('&hasImage=false&readingTimeMin=2'), ['zebra'])
  t.strictSame(await found('&publishedWithin=24h&hasKeyTakeaways=true'), ['apfel'])
})
