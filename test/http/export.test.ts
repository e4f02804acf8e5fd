import t from 'tap'
import { build } from '../build.ts'
import { hasMembers } from '../has-members.ts'
import { ferries } from './sample.ts'

const path = '/v1/export.ndjson'

t.test('GET /v1/export.ndjson has every article as delivered, and a token to continue with GET /v1/sync', async t => {
  const { app, publish } = await build(t)
  for (let number = 1; number <= 150; number += 1) {
    await publish(`key-${number}`, { ...ferries, title: `Ferry ${number}`, slug: `ferry-${number}`, views: number })
  }
  const { statusCode, headers, body } = await app.inject(path)
  t.equal(statusCode, 200)
  hasMembers(t, headers, { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' })
  const lines = body.trimEnd().split('\n')
  t.equal(lines.length, 151)
  const { token } = JSON.parse(lines.pop() ?? '')
  const slugs = lines.map(line => JSON.parse(line).slug as string)
  t.equal(new Set(slugs).size, 150)
  for (const at of [0, 99, 149]) t.equal((await app.inject(`/v1/articles/${slugs[at]}`)).body, lines[at])

  const nothing = (await app.inject(`/v1/sync?token=${token}`)).json()
  hasMembers(t, nothing, { articles: [], tombstones: [], more: false })
  await publish('key-7', { ...ferries, title: 'Ferry 7', slug: 'ferry-7', summary: 'Changed.' })
  const changed = (await app.inject(`/v1/sync?token=${token}`)).json()
  const whole = (await app.inject('/v1/articles/ferry-7')).json()
  t.equal(whole.summary, 'Changed.')
  hasMembers(t, changed, { articles: [whole], tombstones: [] })
})

t.test('GET /v1/export.ndjson returns only a token for an empty store, and refuses parameters', async t => {
  const { app } = await build(t)
  t.match((await app.inject(path)).body, /^\{"token":"[\w-]+"\}\n$/)
  t.equal((await app.inject(`${path}?limit=2`)).statusCode, 400)
})
