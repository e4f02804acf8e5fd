import t from 'tap'
import { type Built, build } from '../build.ts'
import { headed, lead } from '../domain/sample.ts'

/** More matches than a search compares by their texts. */
const many = 410

async function results({ app }: Built, query: string, more = '') {
  return JSON.parse((await app.inject(`/v1/search?limit=5&q=${encodeURIComponent(query)}${more}`)).body)
}

async function titles(built: Built, query: string): Promise<string[]> {
  const { items } = await results(built, query)
  return items.map(({ article }: { article: { title: string } }) => article.title)
}

t.test('GET /v1/search finds old articles about a common word', { timeout: 120_000 }, async t => {
  const built = await build(t)
  const { publish } = built
  const old = { publishedAt: '2026-10-30T09:00:00Z' }
  await publish('body', { ...old, title: 'Old', sections: [lead('Lamp. News. Wind.')] })
  await publish('heading', { ...old, title: 'In a heading', sections: [lead('A'), headed('Lamp wind', 'News.')] })
  await publish('title', { ...old, title: 'Lamp', sections: [lead('News of wind.')] })
  await publish('near', { ...old, title: 'Adjacent', sections: [lead('A lamp wind see, and a little more.')] })
  for (let number = 0; number < many; number += 1) {
    const text = `The lamp, ${'and much else '.repeat(8)} wind.`
    await publish(`${number}`, { title: 'News', publishedAt: '2026-11-01T09:00:00Z', sections: [lead(text)] })
  }
  // The index alone estimates the scores of all of them, so that short articles come first, however old they are.
  for (const query of ['lamp', 'lam*', '"lamp"', 'lamp OR boat'])
    t.strictSame(await titles(built, query), ['Lamp', 'In a heading', 'Old', 'Adjacent', 'News'], query)
  t.strictSame((await titles(built, '"much else"')).length, 5)
  const sections = await results(built, 'lamp', '&group=section')
  t.strictSame(
    sections.items.map(({ article }: { article: { title: string } }) => article.title),
    ['Lamp', 'In a heading', 'News', 'News', 'News'],
  )
  t.strictSame((await titles(built, 'lamp wind')).slice(0, 3), ['In a heading', 'Adjacent', 'News'])
  const { facets } = await results(built, 'heading', '&facets=language,year')
  t.strictSame(facets, { language: [{ value: 'en', count: 1 }], year: [{ value: '2026', count: 1 }] })
  t.strictSame(await titles(built, 'much'), ['News', 'News', 'News', 'News', 'News'])
})

t.test(
  'GET /v1/search returns each hit on one page, whatever is published meanwhile',
  { timeout: 120_000 },
  async t => {
    const { app, publish, end } = await build(t)
    for (let number = 0; number < 60; number += 1) {
      const text = `A lamp. ${'And much else. '.repeat(number % 7)}${'A wind. '.repeat(number % 3)}`
      await publish(`${number}`, { title: `${number}`, publishedAt: '2026-11-01T09:00:00Z', sections: [lead(text)] })
    }
    const others: string[] = []
    for (const query of ['lamp', 'lamp much', '"a lamp"', 'lamp&group=section'])
      for (const change of ['publish', 'remove'] as const) {
        const found: string[] = []
        let url: string | undefined = `/v1/search?q=${query}&limit=7`
        while (url !== undefined) {
          const answer = JSON.parse((await app.inject(url)).body)
          found.push(...answer.items.map(({ article }: { article: { title: string } }) => article.title))
          url = answer.page.next && `/v1/search?cursor=${answer.page.next}`
          const last = others.at(-1)
          if (change === 'publish') {
            const other = await publish(`other ${others.length}`, { title: 'Other', sections: [lead('Nothing.')] })
            others.push(other.id)
          } else if (last) {
            await end(last, { reason: 'unpublished' })
            others.pop()
          }
        }
        t.equal(new Set(found).size, found.length, `${query} ${change}`)
        t.equal(found.length, query.includes('much') ? 51 : 60, `${query} ${change}`)
      }
  },
)

t.test('GET /v1/search lists the sections of more articles than it compares', { timeout: 120_000 }, async t => {
  const { app, publish } = await build(t)
  for (let number = 0; number < many + 20; number += 1)
    await publish(`${number}`, { title: `${number}`, sections: [lead('The lamp.'), headed('Lamp', 'Here.')] })
  const found: string[] = []
  let url: string | undefined = '/v1/search?q=lamp&group=section&limit=100'
  while (url !== undefined) {
    const { items, page } = JSON.parse((await app.inject(url)).body)
    for (const { article, section } of items) found.push(`${article.title} ${section.anchor}`)
    url = page.next && `/v1/search?cursor=${page.next}`
  }
  t.equal(found.length, 2 * (many + 20))
  t.equal(new Set(found).size, found.length)
})

t.test('GET /v1/search returns each of many matches on one page', { timeout: 120_000 }, async t => {
  const { app, publish } = await build(t)
  for (let number = 0; number < 130; number += 1) {
    const text = `The lamp. ${'And much else. '.repeat(number % 7)}${'A lamp. '.repeat(number % 3)}`
    await publish(`${number}`, { title: `${number}`, publishedAt: '2026-11-01T09:00:00Z', sections: [lead(text)] })
  }
  const found: { article: { title: string }; score: number }[] = []
  let url: string | undefined = '/v1/search?q=lamp&limit=30'
  while (url !== undefined) {
    const { items, page }: { items: typeof found; page: { next?: string } } = JSON.parse((await app.inject(url)).body)
    found.push(...items)
    url = page.next && `/v1/search?cursor=${page.next}`
  }
  t.strictSame(new Set(found.map(({ article }) => article.title)).size, 130)
  const scores = found.map(({ score }) => score)
  t.strictSame(
    scores,
    scores.toSorted((one, other) => other - one),
  )
})
