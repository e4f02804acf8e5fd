import t from 'tap'
import { build } from '../build.ts'
import { ferries } from './sample.ts'

const path = '/v1/export.ndjson'

t.test('GET /v1/export.ndjson: every article as it is delivered, and a token that sync goes on from', async t => {
  const { app, publish } = await build(t)
  for (let number = 1; number <= 150; number += 1) {
    await publish(`key-${number}`, { ...ferries, title: `Ferry ${number}`, slug: `ferry-${number}`, views: number })
  }
  const { statusCode, headers, body } = await app.inject(path)
  t.equal(statusCode, 200)
  t.match(headers, { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' })
  const lines = body.trimEnd().split('\n')
  t.equal(lines.length, 151)
  const { token } = JSON.parse(lines.pop() ?? '')
  const slugs = lines.map(line => JSON.parse(line).slug as string)
  t.equal(new Set(slugs).size, 150)
  for (const at of [0, 99, 149]) t.equal((await app.inject(`/v1/articles/${slugs[at]}`)).body, lines[at])

  const nothing = (await app.inject(`/v1/sync?token=${token}`)).json()
  t.match(nothing, { articles: [], tombstones: [], more: false })
  await publish('key-7', { ...ferries, title: 'Ferry 7', slug: 'ferry-7', summary: 'Changed.' })
  const changed = (await app.inject(`/v1/sync?token=${token}`)).json()
  t.match(changed, { articles: [{ slug: 'ferry-7', summary: 'Changed.', sections: [] }], tombstones: [] })
  t.equal(changed.articles.length, 1)
})

t.test('GET /v1/export.ndjson: an empty store has a token, and parameters are refused', async t => {
  const { app } = await build(t)
  t.match((await app.inject(path)).body, /^\{"token":"[\w-]+"\}\n$/)
  t.equal((await app.inject(`${path}?limit=2`)).statusCode, 400)
})

t.test('GET /v1/export.ndjson: nothing is read that the client does not take', async t => {
  let pages = 0
  const { app, publish, store } = await build(t)
  for (let number = 1; number <= 100; number += 1) {
    await publish(`key-${number}`, { ...ferries, title: `Ferry ${number}`, summary: 'word '.repeat(40_000) })
  }
  const { syncWalk } = store
  store.syncWalk = (...args) => {
    pages += 1
    return syncWalk(...args)
  }
  t.teardown(() => {
    store.syncWalk = syncWalk
  })
  const address = await app.listen({ port: 0, host: '127.0.0.1' })
  const answer = await fetch(`${address}${path}`)
  const reader = answer.body?.getReader()
  await reader?.read()
  await reader?.cancel()
  t.ok(pages >= 1 && pages < 6, `${pages} of 10 pages were read`)
  t.comment(`${pages} of 10 pages were read`)
})
