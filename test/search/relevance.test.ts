import t from 'tap'
import { build } from '../build.ts'
import { lead } from '../domain/sample.ts'
import { samples } from './samples.ts'

t.test('the expected article is first for nearly all queries of the relevance set', async t => {
  const { app, publish } = await build(t)
  for (const [number, { title, text, language }] of samples.entries())
    await publish(`${number}`, { title, language, publishedAt: '2026-11-01T09:00:00Z', sections: [lead(text)] })
  const queries = samples.flatMap(({ title, queries }) => queries.map(query => ({ title, query })))
  t.ok(queries.length >= 60, `${queries.length} queries`)
  let sum = 0
  const missed: string[] = []
  for (const { title, query } of queries) {
    const { items } = JSON.parse((await app.inject(`/v1/search?q=${encodeURIComponent(query)}`)).body)
    const place = items.findIndex(({ article }: { article: { title: string } }) => article.title === title) + 1
    if (place !== 1) missed.push(`${query}: ${place}`)
    sum += place === 0 ? 0 : 1 / place
  }
  t.comment(missed.join('; '))
  // The mean reciprocal rank.
  t.ok(sum / queries.length >= 0.95, `${(sum / queries.length).toFixed(3)}, missed ${missed.join('; ')}`)
})
