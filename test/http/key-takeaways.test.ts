import t from 'tap'
import { build } from '../build.ts'
import { fc } from '../property.ts'

const points = (key: string, count: number) =>
  Array.from({ length: count }, (_, index) => ({
    content: [{ text: `${key}${index + 1}` }],
    origin: 'authored' as const,
  }))

type Page = { items: { takeaway: { text: string }; article: { slug: string } }[]; page: Record<string, string> }

/** Publishes one article per count, newest first. */
async function newsroom(t: Parameters<typeof build>[0], counts: readonly number[]) {
  const built = await build(t)
  for (const [index, count] of counts.entries()) {
    const key = String.fromCharCode(97 + index)
    const publishedAt = `2026-11-${String(22 - Math.floor(index / 2)).padStart(2, '0')}T09:00:00Z`
    const language = index % 2 === 0 ? 'en' : 'de'
    await built.publish(key, { title: key.toUpperCase(), publishedAt, language, keyTakeaways: points(key, count) })
  }
  const get = async (query: string): Promise<Page> => {
    const { statusCode, body } = await built.app.inject(`/v1/key-takeaways${query}`)
    if (statusCode !== 200) throw new Error(body)
    return JSON.parse(body)
  }
  return { ...built, get }
}

const texts = (page: Page) => page.items.map(item => item.takeaway.text)

t.test('GET /v1/key-takeaways lists takeaways with their articles, newest article first', async t => {
  const { get, app } = await newsroom(t, [2, 0, 3])
  const page = await get('')
  t.strictSame(texts(page), ['a1', 'a2', 'c1', 'c2', 'c3'])
  const { items } = JSON.parse((await app.inject('/v1/articles')).body)
  t.strictSame(
    page.items[0]?.article,
    items.find((item: { slug: string }) => item.slug === 'a'),
  )
  t.strictSame(Object.keys(page.page), ['limit'])
  t.strictSame(texts(await get('?language=de')), [])
})

t.test('GET /v1/key-takeaways returns each takeaway once, in both directions, for any page size', async t => {
  const { get } = await newsroom(t, [2, 1, 0, 5, 1, 3])
  const all = texts(await get('?limit=100'))
  t.equal(all.length, 12)
  for (const limit of [1, 2, 3, 5, 11, 12]) {
    const pages = [await get(`?limit=${limit}`)]
    for (let next = pages[0]?.page['next']; next; next = pages.at(-1)?.page['next']) {
      pages.push(await get(`?cursor=${next}`))
    }
    t.strictSame(pages.flatMap(texts), all, `forwards by ${limit}`)
    t.ok(pages.slice(0, -1).every(page => page.items.length === limit))
    const back: string[] = [...texts(pages.at(-1) as Page)]
    for (let previous = pages.at(-1)?.page['previous']; previous; ) {
      const page = await get(`?cursor=${previous}`)
      back.unshift(...texts(page))
      previous = page.page['previous']
    }
    t.strictSame(back, all, `backwards by ${limit}`)
  }
})

t.test('GET /v1/key-takeaways: any sequence of next and previous pages keeps the position', async t => {
  const { get } = await newsroom(t, [1, 4, 2, 0, 3])
  const all = texts(await get('?limit=100'))
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 6 })), { maxLength: 8 }),
      async steps => {
        let page = await get('?limit=2')
        let [start, end] = [0, 2]
        for (const [back, limit] of steps) {
          const cursor = page.page[back ? 'previous' : 'next']
          if (cursor === undefined) {
            t.equal(back ? start === 0 : end === all.length, true)
            continue
          }
          page = await get(`?cursor=${cursor}&limit=${limit}`)
          ;[start, end] = back ? [Math.max(0, start - limit), start] : [end, Math.min(all.length, end + limit)]
          t.strictSame(texts(page), all.slice(start, end))
        }
      },
    ),
    { numRuns: 20 },
  )
})

t.test('GET /v1/key-takeaways: the next page is correct after the article of the cursor shrinks or ends', async t => {
  const { get, publish, end } = await newsroom(t, [1, 4, 2])
  const first = await get('?limit=3')
  t.strictSame(texts(first), ['b1', 'b2', 'b3'], 'articles of the same second are sorted by id')
  const rest = `?cursor=${first.page['next']}`
  t.strictSame(texts(await get(rest)), ['b4', 'a1', 'c1'])
  const { id } = await publish('b', {
    title: 'B',
    publishedAt: '2026-11-22T09:00:00Z',
    language: 'de',
    keyTakeaways: points('b', 1),
  })
  t.strictSame(texts(await get(rest)), ['a1', 'c1', 'c2'])
  await end(id, { reason: 'deleted' })
  t.strictSame(texts(await get(rest)), ['a1', 'c1', 'c2'])
})

t.test('GET /v1/key-takeaways has the filters of lists and names values that no delivered article has', async t => {
  const { get } = await newsroom(t, [1, 1, 1])
  const page = await get('?language=de,fr&published=2026&tag=No%20Such')
  t.strictSame([texts(page), page.page['unknown']], [[], ['tag:no-such', 'language:fr']])
})

t.test('GET /v1/key-takeaways?q= finds takeaways with all words, in any form', async t => {
  const built = await build(t)
  const said = (...texts: string[]) => texts.map(text => ({ content: [{ text }], origin: 'authored' as const }))
  const published = (day: number) => `2026-11-${day}T09:00:00Z`
  const { id } = await built.publish('a', {
    title: 'A',
    publishedAt: published(21),
    tags: ['Sea'],
    keyTakeaways: said('The boats are new.', 'The city pays for boats.', 'The city is small.'),
  })
  await built.publish('b', {
    title: 'City boats',
    publishedAt: published(20),
    keyTakeaways: said('The city waits.', 'Boats wait.'),
  })
  await built.publish('c', {
    title: 'C',
    publishedAt: published(19),
    language: 'de',
    keyTakeaways: said('Die Häuser der City und ein Boat.', 'Boats, city.'),
  })
  const get = async (query: string) => JSON.parse((await built.app.inject(`/v1/key-takeaways${query}`)).body)
  const found = async (query: string) => texts(await get(query))
  t.strictSame(await found('?q=city'), [
    'The city pays for boats.',
    'The city is small.',
    'The city waits.',
    'Die Häuser der City und ein Boat.',
    'Boats, city.',
  ])
  t.strictSame(await found('?q=boat%20city'), [
    'The city pays for boats.',
    'Die Häuser der City und ein Boat.',
    'Boats, city.',
  ])
  t.strictSame(await found('?q=city%20-boats'), ['The city is small.', 'The city waits.'])
  t.strictSame(await found('?q=%22city%20pays%22'), ['The city pays for boats.'])
  t.strictSame(await found('?q=haus'), ['Die Häuser der City und ein Boat.'])
  t.strictSame(await found('?q=city&tag=sea'), ['The city pays for boats.', 'The city is small.'])
  t.strictSame(await found('?q=city&language=de&tag=sea'), [])
  t.strictSame(await found('?q=nothing'), [])
  const all = await found('?q=city')
  for (const limit of [1, 2, 3]) {
    const pages = [await get(`?q=city&limit=${limit}`)]
    for (let next = pages[0].page.next; next; next = pages.at(-1).page.next) pages.push(await get(`?cursor=${next}`))
    t.strictSame(pages.flatMap(texts), all, `forwards by ${limit}`)
    const back = [pages.at(-1)]
    for (let to = back[0].page.previous; to; to = back[0].page.previous) back.unshift(await get(`?cursor=${to}`))
    t.strictSame(back.flatMap(texts), all, `backwards by ${limit}`)
  }
  await built.end(id, { reason: 'withdrawn' })
  t.notOk((await found('?q=city')).includes('The city is small.'), 'a withdrawn article is not found')
  for (const query of ['?q=', `?q=${'x'.repeat(257)}`]) t.equal((await get(query)).status, 400)
})
