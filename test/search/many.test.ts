import t from 'tap'
import { type Built, build } from '../build.ts'
import { headed, lead } from '../domain/sample.ts'

/** More matches than a search compares: their texts are read up to here. */
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
  await publish('near', { ...old, title: 'Adjacent', sections: [lead('A lamp wind see.')] })
  for (let number = 0; number < many; number += 1) {
    const text = `The lamp, ${'and much else '.repeat(8)} wind.`
    await publish(`${number}`, { title: 'News', publishedAt: '2026-11-01T09:00:00Z', sections: [lead(text)] })
  }
  t.strictSame(await titles(built, 'lamp'), ['Lamp', 'In a heading', 'News', 'News', 'News'])
  t.strictSame((await titles(built, 'lamp wind')).slice(0, 3), ['In a heading', 'Adjacent', 'News'])
  const { facets } = await results(built, 'heading', '&facets=language,year')
  t.strictSame(facets, { language: [{ value: 'en', count: 1 }], year: [{ value: '2026', count: 1 }] })
  t.strictSame(await titles(built, 'much'), ['News', 'News', 'News', 'News', 'News'])
})
