import t from 'tap'
import { articles } from './desk.ts'
import { type Body, form, importDesk } from './import-desk.ts'

const noArticles = { code: 'empty', detail: 'The list has no articles.' }
const notArticle = "This is not an article in Offprint's form."

/** JSON without articles, and the problem that it is. */
const bodies = {
  '[]': noArticles,
  ' [ ] ': noArticles,
  '{"items":[]}': noArticles,
  '{"page":{"limit":20},"items":[]}': noArticles,
  '{"articles":[],"tombstones":[]}': noArticles,
  '{\n  "items": []\n}': noArticles,
  null: {
    code: 'malformed',
    detail: `${notArticle} The article is missing: it must be an object.`,
    place: { line: 1 },
  },
  '{}': { code: 'malformed', detail: `${notArticle} "title" is missing: it must be a string.`, place: { line: 1 } },
  '[1]': {
    code: 'malformed',
    detail: `${notArticle} The article must be an object, not a number.`,
    place: { line: 1 },
  },
  '""': { code: 'malformed', detail: `${notArticle} The article must be an object, not a string.`, place: { line: 1 } },
  '"A whole story in one string."': {
    code: 'malformed',
    detail: `${notArticle} The article must be an object, not a string.`,
    place: { line: 1 },
  },
  'not JSON': { code: 'malformed', detail: 'This is not valid JSON.', place: { line: 1 } },
}

t.test('a body that is declared as JSON and has no articles is a problem, never a text', async t => {
  const desk = await importDesk(t, 50_000, { imports: 500, bytes: 4_000_000 })
  for (const [json, problem] of Object.entries(bodies)) {
    const sent: [Body, string | undefined][] = [
      [json, 'application/json'],
      [json, 'application/json; charset=utf-8'],
      [form({ 'articles.json': json }, 'application/json'), undefined],
    ]
    for (const [body, type] of sent) {
      const { status, body: job } = await desk.send(body, { type })
      t.equal(status, 202, json)
      await desk.work()
      const items = await desk.items(job.id)
      t.strictSame(
        items.map(item => [item.result, item.problem]),
        [['problem', problem]],
        `${json} as ${type ?? 'a form'}`,
      )
    }
  }
  t.strictSame((await desk.ask('GET', articles)).body['items'], [])
})
