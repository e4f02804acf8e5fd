import t from 'tap'
import { articles, desk } from './desk.ts'

const range = 'is too large for a number (IEEE 754 double): send it as a string.'
const named = 'is not an allowed name: choose another one.'

/** JSON of custom members that cannot be stored, and the pointer and text of each error. */
const refused: Record<string, [pointer: string, detail: string][]> = {
  '{"n":1e400,"m":[1,-1e400],"o":{"p":{"q":1e999}},"r":1e308}': [
    ['/custom/n', `"custom/n" ${range}`],
    ['/custom/m/1', `"custom/m/1" ${range}`],
    ['/custom/o/p/q', `"custom/o/p/q" ${range}`],
  ],
  '{"__proto__":{"a":1}}': [['/custom/__proto__', `"custom/__proto__" ${named}`]],
  '{"a":[{"__proto__":1}]}': [['/custom/a/0/__proto__', `"custom/a/0/__proto__" ${named}`]],
}

t.test('custom members that cannot be stored are refused with their pointers', async t => {
  const { app, make, secretOf } = await desk(t)
  const { id, etag } = await make({ title: 'Ferries', custom: { kept: 1e308 } })
  const authorization = `Bearer ${await secretOf(['articles:read', 'articles:write'])}`
  for (const [custom, errors] of Object.entries(refused)) {
    const requests = [
      { method: 'POST', url: articles, payload: `{"title":"Boats","custom":${custom}}` },
      { method: 'PATCH', url: `${articles}/${id}`, payload: `{"custom":${custom}}` },
    ] as const
    for (const { method, url, payload } of requests) {
      const headers = { authorization, 'content-type': 'application/json', 'if-match': etag }
      const { statusCode, body } = await app.inject({ method, url, payload, headers })
      t.equal(statusCode, 400, `${method} ${custom}`)
      t.strictSame(
        JSON.parse(body).errors,
        errors.map(([pointer, detail]) => ({ location: 'body', pointer, code: 'invalid', detail })),
      )
    }
  }
  const { body } = await app.inject({ url: `${articles}/${id}`, headers: { authorization } })
  const { title, custom, version } = JSON.parse(body)
  t.strictSame({ title, custom, version }, { title: 'Ferries', custom: { kept: 1e308 }, version: 1 })
})

t.test('the data of other blocks are checked like custom members', async t => {
  const { app, secretOf } = await desk(t)
  const authorization = `Bearer ${await secretOf(['articles:read', 'articles:write'])}`
  const blocks = '[{"type":"paragraph","content":[{"text":"A poll."}]}]'
  const other = `{"type":"other","kind":"poll","blocks":${blocks},"data":{"n":[1e400],"o":{"__proto__":1}}}`
  const payload = `{"title":"Boats","sections":[{"level":1,"blocks":[${other}]}]}`
  const headers = { authorization, 'content-type': 'application/json' }
  const { statusCode, body } = await app.inject({ method: 'POST', url: articles, payload, headers })
  t.equal(statusCode, 400)
  const data = 'sections/0/blocks/0/data'
  t.strictSame(JSON.parse(body).errors, [
    { location: 'body', pointer: `/${data}/n/0`, code: 'invalid', detail: `"${data}/n/0" ${range}` },
    { location: 'body', pointer: `/${data}/o/__proto__`, code: 'invalid', detail: `"${data}/o/__proto__" ${named}` },
  ])
})
