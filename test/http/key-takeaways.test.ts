import t from 'tap'
import { build } from '../build.ts'
import { fc } from '../property.ts'

const points = (key: string, count: number) =>
  Array.from({ length: count }, (_, index) => ({
    content: [{ text: `${key}${index + 1}` }],
    origin: 'authored' as const,
  }))

type Page = { items: { takeaway: { text: string }; article: { slug: string } }[]; page: Record<string, string> }

/** Publishes an article per count, the first the newest. */
async function newsroom(t: Parameters<typeof build>[0], counts: readonly number[]) {
  const built = await build(t)
  for (const [index, count] of counts.entries()) {
    const key = String.fromCharCode(97 + index)
    const publishedAt = `2026-11-${String(28 - Math.floor(index / 2)).padStart(2, '0')}T09:00:00Z`
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

t.test('GET /v1/key-takeaways: newest article first, each with its article, in its order', async t => {
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

t.test('GET /v1/key-takeaways: a walk meets each once, both ways, wherever pages end', async t => {
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

t.test('GET /v1/key-takeaways: forwards and back again is the same place', async t => {
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

t.test('GET /v1/key-takeaways: a walk survives that its article goes or shrinks', async t => {
  const { get, publish, end } = await newsroom(t, [1, 4, 2])
  const first = await get('?limit=3')
  t.strictSame(texts(first), ['b1', 'b2', 'b3'], 'of one second, so by id')
  const rest = `?cursor=${first.page['next']}`
  t.strictSame(texts(await get(rest)), ['b4', 'a1', 'c1'])
  const { id } = await publish('b', {
    title: 'B',
    publishedAt: '2026-11-28T09:00:00Z',
    language: 'de',
    keyTakeaways: points('b', 1),
  })
  t.strictSame(texts(await get(rest)), ['a1', 'c1', 'c2'])
  await end(id, { reason: 'deleted' })
  t.strictSame(texts(await get(rest)), ['a1', 'c1', 'c2'])
})

t.test('GET /v1/key-takeaways: the filters of lists, and the values that no delivered article has', async t => {
  const { get } = await newsroom(t, [1, 1, 1])
  const page = await get('?language=de,fr&published=2026&tag=No%20Such')
  t.strictSame([texts(page), page.page['unknown']], [[], ['tag:no-such', 'language:fr']])
})
