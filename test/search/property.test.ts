import t from 'tap'
import { runs } from '../property.ts'
import { checkBytes, checkQueries, checkSuggestions, checkWalks, searched } from './property.ts'

t.test('no query fails, and hits and excerpts are what lists and articles deliver', async t => {
  await checkQueries(t, await searched(t), runs(40))
})

t.test('no bytes of a query make the server fail', async t => {
  await checkBytes(t, await searched(t), runs(60))
})

t.test('walks by cursor in both directions see each hit once, in the order of one page', async t => {
  await checkWalks(t, await searched(t), runs(15))
})

t.test('suggestions have only words of published articles', async t => {
  await checkSuggestions(t, await searched(t), runs(40))
})
