import t from 'tap'
import { build } from '../build.ts'
import { lead } from '../domain/sample.ts'

const filters = [
  'tagAll=sea,art',
  'excludeTag=sea',
  'excludeCategory=culture',
  'tag=sea&excludeTag=art',
  'tagAll=sea,war&category=culture',
  'updatedAfter=2026-11-15T00:00:00Z',
  'hasKeyTakeaways=true',
  'hasImage=false',
  'readingTimeMax=1',
  'publishedWithin=7d',
  'language=de&tag=sea',
  'tag=sea,art&language=en&category=transport',
  'language=en&fallback=de',
]

t.test('GET /v1/search finds the articles that a list with the same filters has', async t => {
  const { app, publish } = await build(t)
  for (let number = 0; number < 12; number += 1) {
    await publish(`${number}`, {
      title: `Ferry ${number}`,
      tags: ['Sea', 'Art', 'War'].filter((_, index) => (number >> index) & 1),
      category: number % 2 ? 'Culture' : 'Transport',
      publishedAt: `2026-11-${10 + number}T09:00:00Z`,
      language: number % 3 ? 'en' : 'de',
      keyTakeaways: number % 4 ? [] : [{ content: [{ text: 'Boats sail.' }], origin: 'authored' }],
      sections: [lead('Boats.')],
    })
  }
  const idsOf = async (url: string): Promise<string[]> => {
    const { items } = JSON.parse((await app.inject(url)).body)
    return items.map((item: { id: string; article?: { id: string } }) => item.article?.id ?? item.id).sort()
  }
  for (const filter of filters) {
    const listed = await idsOf(`/v1/articles?limit=100&${filter}`)
    t.strictSame(await idsOf(`/v1/search?q=ferry&limit=100&${filter}`), listed, filter)
  }
})
