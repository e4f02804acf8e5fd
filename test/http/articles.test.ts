import t from 'tap'
import { type Built, build, site } from '../build.ts'
import { numberedId } from '../domain/sample.ts'
import { hasMembers } from '../has-members.ts'
import { ferries } from './sample.ts'

type List = { items: { id: string; slug: string }[]; missing?: string[]; page: Record<string, unknown> }

async function list({ app }: Built, query: string): Promise<List> {
  const { statusCode, body } = await app.inject(`/v1/articles${query}`)
  if (statusCode !== 200) throw new Error(body)
  return JSON.parse(body)
}

async function slugs(built: Built, query: string): Promise<string[]> {
  return (await list(built, query)).items.map(item => item.slug)
}

/** Publishes five articles on four days, two of them in the same second. */
async function newsroom(t: Parameters<typeof build>[0]): Promise<Built> {
  const built = await build(t)
  const day = (date: string) => `2026-11-${date}T09:00:00Z`
  await built.publish('a', {
    title: 'A',
    publishedAt: day('01'),
    updatedAt: day('09'),
    category: 'Transport',
    tags: ['Sea'],
  })
  await built.publish('b', {
    title: 'B',
    publishedAt: day('02'),
    category: 'Culture',
    tags: ['Sea', 'Art'],
    language: 'de',
  })
  await built.publish('c', { title: 'C', publishedAt: day('03'), authors: [{ name: 'Ann Writer' }] })
  await built.publish('d', { title: 'D', publishedAt: day('03'), category: 'Transport', language: 'de-AT' })
  await built.publish('e', { title: 'E', publishedAt: day('04'), authors: [{ name: 'Bo Editor' }] })
  return built
}

t.test('GET /v1/articles sorts by publishedAt and updatedAt in both directions', async t => {
  const built = await newsroom(t)
  t.strictSame(await slugs(built, ''), ['e', 'd', 'c', 'b', 'a'])
  t.strictSame(await slugs(built, '?sort=-publishedAt'), ['e', 'd', 'c', 'b', 'a'])
  t.strictSame(await slugs(built, '?sort=publishedAt'), ['a', 'b', 'c', 'd', 'e'])
  t.strictSame(await slugs(built, '?sort=-updatedAt'), ['a', 'e', 'd', 'c', 'b'])
  t.strictSame(await slugs(built, '?sort=updatedAt'), ['b', 'c', 'd', 'e', 'a'])
})

t.test('GET /v1/articles filters by category, tag, author, language and publication time', async t => {
  const built = await newsroom(t)
  const cases: Record<string, string[]> = {
    '?category=transport': ['d', 'a'],
    '?category=transport,culture': ['d', 'b', 'a'],
    '?tag=sea,art': ['b', 'a'],
    '?tag=art&tag=sea,art': ['b', 'a'],
    '?author=ann-writer,bo-editor': ['e', 'c'],
    '?tag=sea&category=culture': ['b'],
    '?tag=nothing': [],
    '?tag=Art': ['b'],
    '?author=%C3%81nn-Writer': ['c'],
    '?tag=': ['e', 'd', 'c', 'b', 'a'],
    '?category=&tag=&author=&language=': ['e', 'd', 'c', 'b', 'a'],
    '?language=de': ['d', 'b'],
    '?language=DE,de-at': ['d', 'b'],
    '?language=de-AT': ['d'],
    '?language=dex': [],
    '?publishedAfter=2026-11-02T09:00:00Z': ['e', 'd', 'c'],
    '?publishedAfter=2026-11-02T08:59:59.5Z': ['e', 'd', 'c', 'b'],
    '?publishedBefore=2026-11-02T09:00:00Z': ['a'],
    '?publishedBefore=2026-11-02T09:00:00.001Z': ['b', 'a'],
    '?publishedFrom=2026-11-02T09:00:00Z': ['e', 'd', 'c', 'b'],
    '?publishedFrom=2026-11-02T09:00:00.5Z': ['e', 'd', 'c'],
    '?publishedUntil=2026-11-02T09:00:00Z': ['b', 'a'],
    '?publishedUntil=2026-11-02T08:59:59.9Z': ['a'],
    '?publishedFrom=2026-11-02T09:00:00Z&publishedUntil=2026-11-03T09:00:00Z': ['d', 'c', 'b'],
    '?publishedFrom=0001-01-01T00:00:00Z&publishedUntil=9999-12-31T23:59:59Z': ['e', 'd', 'c', 'b', 'a'],
    '?published=2026': ['e', 'd', 'c', 'b', 'a'],
    '?published=2026-11': ['e', 'd', 'c', 'b', 'a'],
    '?published=2026-11-03': ['d', 'c'],
    '?published=2026-11-03&publishedAfter=2026-11-03T09:00:00Z': [],
    '?published=2026-12': [],
    '?published=9999': [],
    '?publishedAfter=2026-11-02T10:00:00%2B01:00&publishedBefore=2026-11-04T00:00:00z': ['d', 'c'],
  }
  for (const [query, expected] of Object.entries(cases)) t.strictSame(await slugs(built, query), expected, query)
})

t.test('GET /v1/articles: published uses the time zone of the site, and a month includes its first day', async t => {
  const built = await build(t, { site: { ...site, timeZone: 'Asia/Tokyo' } })
  const days = ['2016-01-31T14:59:59Z', '2016-01-31T15:00:00Z', '2016-02-29T14:59:59Z', '2016-02-29T15:00:00Z']
  for (const [index, publishedAt] of days.entries())
    await built.publish(`${index}`, { title: `T${index}`, publishedAt })
  const cases: Record<string, string[]> = {
    '2016-01': ['t0'],
    '2016-02': ['t2', 't1'],
    '2016-02-01': ['t1'],
    '2016-02-29': ['t2'],
    '2016-03': ['t3'],
    '2016': ['t3', 't2', 't1', 't0'],
    '2015': [],
  }
  for (const [published, expected] of Object.entries(cases)) {
    t.strictSame(await slugs(built, `?published=${published}`), expected, published)
  }
  const first = await list(built, '?published=2016-02&limit=1')
  t.strictSame(await slugs(built, next(first) ?? ''), ['t1'], 'the cursor keeps the published filter')
})

t.test('GET /v1/articles lists in page.unknown the filter values that no delivered article has', async t => {
  const built = await newsroom(t)
  const unknown = async (query: string) => (await list(built, query)).page['unknown']
  t.strictSame(await unknown('?tag=sea&language=de,en'), undefined)
  t.strictSame(await unknown('?tag=No%20Such,sea&category=nowhere&author=nobody&language=fr,de'), [
    'category:nowhere',
    'tag:no-such',
    'author:nobody',
    'language:fr',
  ])
  const { items } = await list(built, '?tag=art')
  await built.end(items[0]?.id ?? '', { reason: 'unpublished' })
  t.strictSame(await unknown('?tag=art'), ['tag:art'], 'a term is unknown when none of its articles is delivered')
  await built.publish('f', { title: 'F', tags: ['Art'] })
  t.strictSame(await slugs(built, '?tag=art'), ['f'])
  t.strictSame(await unknown('?tag=art'), undefined)
})

t.test('GET /v1/articles accepts a filter value with the longest possible slug', async t => {
  const built = await build(t)
  const name = '\u{20000}'.repeat(200)
  await built.publish('a', { title: 'A', tags: [name] })
  t.strictSame(await slugs(built, `?tag=${encodeURIComponent(name)}`), ['a'])
})

t.test('GET /v1/articles returns every article once, page by page, in every order', async t => {
  const built = await newsroom(t)
  for (const sort of ['-publishedAt', 'publishedAt', '-updatedAt', 'updatedAt']) {
    const expected = await slugs(built, `?sort=${sort}`)
    for (const limit of [1, 2, 3]) {
      const pages: List[] = []
      let query: string | undefined = `?sort=${sort}&limit=${limit}&count=true&fields=slug,title`
      for (; query; query = next(pages.at(-1))) pages.push(await list(built, query))
      t.strictSame(
        pages.flatMap(page => page.items.map(item => item.slug)),
        expected,
        `${sort} by ${limit}`,
      )
      t.ok(pages.every(page => page.page['total'] === 5 && page.page['limit'] === limit))
      const last = pages.at(-1)
      const before = await list(built, `?cursor=${last?.page['previous']}`)
      t.strictSame(before.items, pages.at(-2)?.items)
      t.equal(pages[0]?.page['previous'], undefined)
    }
  }
})

function next(page: List | undefined): string | undefined {
  const url = page?.page['nextUrl']
  return typeof url === 'string' ? new URL(url).search : undefined
}

t.test('GET /v1/articles: the next page continues at the same place after articles are added and ended', async t => {
  const built = await newsroom(t)
  const first = await list(built, '?limit=2')
  t.strictSame(
    first.items.map(item => item.slug),
    ['e', 'd'],
  )
  await built.end(first.items[1]?.id ?? '', { reason: 'unpublished' })
  await built.publish('f', { title: 'F', publishedAt: '2026-11-05T09:00:00Z' })
  t.strictSame(await slugs(built, next(first) ?? ''), ['c', 'b'])
})

t.test('GET /v1/articles: the Link header has the next and previous page', async t => {
  const built = await newsroom(t)
  const first = await list(built, '?limit=2')
  const { headers, body } = await built.app.inject(`/v1/articles${next(first)}`)
  const { page } = JSON.parse(body)
  t.equal(headers['link'], `<${page.nextUrl}>; rel="next", <${page.previousUrl}>; rel="prev"`)
  t.equal(page.nextUrl, `https://news.example.org/v1/articles?cursor=${page.next}`)
})

t.test('GET /v1/articles with a cursor accepts the same parameters and another limit, and refuses others', async t => {
  const built = await newsroom(t)
  const { page } = await list(built, '?limit=1&category=transport,culture&include=sections,keyTakeaways')
  const cursor = `?cursor=${page['next']}`
  t.strictSame(await slugs(built, `${cursor}&category=culture,transport&include=keyTakeaways,sections&limit=5`), [
    'b',
    'a',
  ])
  t.strictSame(await slugs(built, `${cursor}&sort=-publishedAt&count=false`), ['b'])
  for (const other of [
    'category=culture',
    'sort=publishedAt',
    'fields=title',
    'language=de',
    'count=true',
    'include=body',
  ]) {
    const { statusCode, body } = await built.app.inject(`/v1/articles${cursor}&${other}`)
    t.equal(statusCode, 400, other)
    hasMembers(t, JSON.parse(body), { code: 'cursor-mismatch', errors: [{ name: other.split('=')[0] }] })
  }
  const elsewhere = await built.app.inject(`/v1/tags${cursor}`)
  hasMembers(t, JSON.parse(elsewhere.body), { status: 400, code: 'cursor-mismatch' })
})

t.test('GET /v1/articles: include adds members, and fields selects members', async t => {
  const built = await build(t)
  const { id } = await built.publish('ferries', ferries)
  const whole = JSON.parse((await built.app.inject(`/v1/articles/${id}`)).body)
  const { keyTakeaways, tableOfContents, sections, footnotes, ...item } = whole
  const cases: [string, object][] = [
    ['', item],
    ['?include=keyTakeaways', { ...item, keyTakeaways }],
    ['?include=tableOfContents,keyTakeaways', { ...item, keyTakeaways, tableOfContents }],
    ['?include=sections', { ...item, sections, footnotes }],
    ['?include=body', whole],
    ['?include=keyTakeaways,tableOfContents,sections', whole],
    ['?fields=title', { id, revision: whole.revision, title: whole.title }],
    ['?fields=metadata', { id, revision: whole.revision, metadata: whole.metadata }],
    ['?fields=title,keyTakeaways&include=body', { id, revision: whole.revision, title: whole.title, keyTakeaways }],
  ]
  for (const [query, expected] of cases) t.strictSame((await list(built, query)).items, [expected], query)
  t.equal(whole.metadata.views, 7)
})

t.test('GET /v1/articles: include=html,markdown,text adds sections with a rendering in each format', async t => {
  const built = await build(t)
  const { id } = await built.publish('ferries', ferries)
  const { sections, footnotes, ...whole } = JSON.parse((await built.app.inject(`/v1/articles/${id}`)).body)
  const [item] = (await list(built, '?include=html,markdown,text')).items
  const { keyTakeaways: _, tableOfContents: __, ...head } = whole
  const rendered = [
    ['<div><p>The boats are built in Norway.</p></div>', 'The boats are built in Norway.\n'],
    ['<section><h2>Who pays</h2><p>The city does.</p></section>', '## Who pays\n\nThe city does.\n'],
    ['<section><h2>When</h2><p>In spring.</p></section>', '## When\n\nIn spring.\n'],
  ]
  t.strictSame(item, {
    ...head,
    sections: sections.map((section: object, index: number) => ({
      ...section,
      html: rendered[index]?.[0],
      markdown: rendered[index]?.[1],
      text: rendered[index]?.[1]?.replace('## ', '').trim(),
    })),
    footnotes,
  })
  const [body] = (await list(built, '?include=body,text')).items
  t.strictSame(Object.keys(body ?? {}), [...Object.keys(whole), 'sections', 'footnotes'])
})

t.test('GET /v1/articles?ids= returns articles in list order and lists the missing ids', async t => {
  const built = await newsroom(t)
  const { items } = await list(built, '')
  const [e, d, c] = items.map(item => item.id)
  const unknown = numberedId(999)
  const found = await list(built, `?ids=${c},${unknown},${e?.toUpperCase()},${c},${d}`)
  t.strictSame(found, { items: [items[2], items[0], items[1]], missing: [unknown], page: { limit: 4 } })
  const parts = await list(built, `?ids=${c}&include=sections&fields=sections`)
  t.strictSame(Object.keys(parts.items[0] ?? {}).sort(), ['id', 'revision', 'sections'])
  const many = Array.from({ length: 101 }, (_, index) => numberedId(index))
  const refused = await built.app.inject(`/v1/articles?ids=${many.join(',')}`)
  hasMembers(t, JSON.parse(refused.body), { status: 400, errors: [{ name: 'ids', code: 'too-large' }] })
  const both = await built.app.inject(`/v1/articles?ids=${c}&category=transport&limit=3`)
  hasMembers(t, JSON.parse(both.body), { status: 400, errors: [{ name: 'category' }, { name: 'limit' }] })
})

t.test('GET /v1/articles: the entity tag changes with the parameters and the listed articles', async t => {
  const built = await newsroom(t)
  const tag = async (query: string) => (await built.app.inject(`/v1/articles${query}`)).headers['etag']
  const before = await tag('')
  t.equal(await tag(''), before)
  t.not(await tag('?include=sections'), before)
  t.not(await tag('?limit=2'), before)
  await built.publish('a', { title: 'A again', publishedAt: '2026-11-01T09:00:00Z' })
  t.not(await tag(''), before)
})
