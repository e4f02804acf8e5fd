import t from 'tap'
import { checkQueries, checkSuggestions, searched } from './property.ts'

t.test('no query fails, and hits and excerpts are what lists and articles deliver', async t => {
  await checkQueries(t, await searched(t), 30)
})

t.test('suggestions have only words of published articles', async t => {
  await checkSuggestions(t, await searched(t), 30)
})
