import t from 'tap'
import { articles, desk } from './desk.ts'

const key = { 'idempotency-key': '"8e03978e-40d5-43dd-bc93-6894a57f9324"' }
const body = { title: 'Ferries' }

t.test('POST with Idempotency-Key: the same request is answered as the first time, and done once', async t => {
  const { ask, store, time } = await desk(t)
  const first = await ask('POST', articles, { body, headers: key })
  t.equal(first.status, 201)
  const again = await ask('POST', articles, { body, headers: key })
  t.strictSame([again.status, again.body, again.headers['location']], [201, first.body, first.headers['location']])
  t.equal((await store.workingCopies({ limit: 9 })).articles.length, 1)
  time.now = new Date('2026-11-23T12:00:00Z')
  const later = await ask('POST', articles, { body, headers: key })
  t.not(later.body.id, first.body.id, 'after 24 hours the key is free')
})

t.test('POST with Idempotency-Key: transitions too, whatever the version has become', async t => {
  const { ask, make, store } = await desk(t)
  const { id } = await make(body)
  const first = await ask('POST', `${articles}/${id}/publish`, { version: 1, headers: key })
  const again = await ask('POST', `${articles}/${id}/publish`, { version: 1, headers: key })
  t.strictSame([again.status, again.body, again.headers['etag']], [200, first.body, first.body.etag])
  t.equal(await store.lastChange(), 1)
})

t.test('POST with Idempotency-Key: 422 for another request under the same key, of the same holder only', async t => {
  const { ask } = await desk(t)
  await ask('POST', articles, { body, headers: key })
  const other = await ask('POST', articles, { body: { title: 'Other' }, headers: key })
  t.match(other, { status: 422, body: { code: 'idempotency-mismatch' } })
  const holder = await ask('POST', articles, {
    body: { title: 'Other' },
    headers: key,
    scopes: ['articles:read', 'articles:write'],
  })
  t.equal(holder.status, 201)
})

t.test('POST with Idempotency-Key: 422 for the same body with another If-Match', async t => {
  const { ask, make } = await desk(t)
  const url = `${articles}/${(await make(body)).id}/publish`
  t.equal((await ask('POST', url, { version: 1, headers: key })).status, 200)
  t.match(await ask('POST', url, { headers: { ...key, 'if-match': '*' } }), { status: 422 })
})

t.test('POST with Idempotency-Key: of many at once one is done, the others wait or get its answer', async t => {
  const { ask, store } = await desk(t)
  const answers = await Promise.all(Array.from({ length: 20 }, () => ask('POST', articles, { body, headers: key })))
  const done = answers.filter(({ status }) => status === 201)
  t.ok(done.length >= 1)
  t.equal(new Set(done.map(answer => answer.body.id)).size, 1)
  for (const { status, body: said } of answers)
    if (status !== 201) t.match([status, said.code], [409, 'idempotency-running'])
  t.equal((await store.workingCopies({ limit: 9 })).articles.length, 1)
})

t.test('POST with Idempotency-Key: what failed is not kept', async t => {
  const { ask, make } = await desk(t)
  t.equal((await ask('POST', articles, { body: {}, headers: key })).status, 400)
  t.equal((await ask('POST', articles, { body, headers: key })).status, 201)
  const { id } = await make(body)
  const other = { 'idempotency-key': '"2"' }
  t.equal((await ask('POST', `${articles}/${id}/publish`, { version: 9, headers: other })).status, 412)
  t.equal((await ask('POST', `${articles}/${id}/publish`, { version: 1, headers: other })).status, 200)
})

t.test('POST with Idempotency-Key: a key is a string in quotes', async t => {
  const { ask } = await desk(t)
  for (const bad of ['8e03978e', '""', '"a', `"${'x'.repeat(256)}"`, '"a", "b"']) {
    const answer = await ask('POST', articles, { body, headers: { 'idempotency-key': bad } })
    t.match(answer, { status: 400, body: { errors: [{ location: 'header', name: 'Idempotency-Key' }] } }, bad)
  }
})

t.test('POST /v1/editorial/keys: an answer with a secret is kept under no key', async t => {
  const { ask, store } = await desk(t)
  const wish = { name: 'Desk', scopes: ['articles:read'] }
  const before = (await store.keys()).length
  const answer = await ask('POST', '/v1/editorial/keys', { body: wish, headers: key })
  t.match(answer, { status: 400, body: { errors: [{ location: 'header', name: 'Idempotency-Key' }] } })
  t.equal((await store.keys()).length - before, 1, 'the key of the desk itself, and no other')
})
