import t from 'tap'
import { hasMembers } from '../../has-members.ts'
import { articles, desk } from './desk.ts'

const key = { 'idempotency-key': '"8e03978e-40d5-43dd-bc93-6894a57f9324"' }
const body = { title: 'Ferries' }

t.test('POST with Idempotency-Key repeats the answer to the same request and does it once', async t => {
  const { ask, store, time } = await desk(t)
  const first = await ask('POST', articles, { body, headers: key })
  t.equal(first.status, 201)
  const again = await ask('POST', articles, { body, headers: key })
  t.strictSame([again.status, again.body, again.headers['location']], [201, first.body, first.headers['location']])
  t.equal((await store.workingCopies({ limit: 9 })).articles.length, 1)
  time.now = new Date('2026-11-23T12:00:00Z')
  const later = await ask('POST', articles, { body, headers: key })
  t.not(later.body.id, first.body.id, 'the key is free after 24 hours')
})

t.test('POST with Idempotency-Key repeats the answer to a transition after the version changed', async t => {
  const { ask, make, store } = await desk(t)
  const { id } = await make(body)
  const first = await ask('POST', `${articles}/${id}/publish`, { version: 1, headers: key })
  const again = await ask('POST', `${articles}/${id}/publish`, { version: 1, headers: key })
  t.strictSame([again.status, again.body, again.headers['etag']], [200, first.body, first.body.etag])
  t.equal(await store.lastChange(), 1)
})

t.test(
  'POST with Idempotency-Key answers 422 to another request with the same key, only for the same client',
  async t => {
    const { ask } = await desk(t)
    await ask('POST', articles, { body, headers: key })
    const other = await ask('POST', articles, { body: { title: 'Other' }, headers: key })
    hasMembers(t, other, { status: 422, body: { code: 'idempotency-mismatch' } })
    const holder = await ask('POST', articles, {
      body: { title: 'Other' },
      headers: key,
      scopes: ['articles:read', 'articles:write'],
    })
    t.equal(holder.status, 201)
  },
)

t.test('POST with Idempotency-Key answers 422 to the same body with another If-Match', async t => {
  const { ask, make } = await desk(t)
  const url = `${articles}/${(await make(body)).id}/publish`
  t.equal((await ask('POST', url, { version: 1, headers: key })).status, 200)
  hasMembers(t, await ask('POST', url, { headers: { ...key, 'if-match': '*' } }), { status: 422 })
})

t.test(
  'POST with Idempotency-Key does one of many simultaneous requests, and the others get 409 or its answer',
  async t => {
    const { ask, store } = await desk(t)
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask('POST', articles, { body, headers: key })))
    const done = answers.filter(({ status }) => status === 201)
    t.ok(done.length >= 1)
    t.equal(new Set(done.map(answer => answer.body.id)).size, 1)
    for (const { status, body: said } of answers)
      if (status !== 201) hasMembers(t, [status, said.code], [409, 'idempotency-running'])
    t.equal((await store.workingCopies({ limit: 9 })).articles.length, 1)
  },
)

t.test('POST with Idempotency-Key does not store a failed answer', async t => {
  const { ask, make } = await desk(t)
  t.equal((await ask('POST', articles, { body: {}, headers: key })).status, 400)
  t.equal((await ask('POST', articles, { body, headers: key })).status, 201)
  const { id } = await make(body)
  const other = { 'idempotency-key': '"2"' }
  t.equal((await ask('POST', `${articles}/${id}/publish`, { version: 9, headers: other })).status, 412)
  t.equal((await ask('POST', `${articles}/${id}/publish`, { version: 1, headers: other })).status, 200)
})

t.test('POST with Idempotency-Key takes only a string in quotes', async t => {
  const { ask } = await desk(t)
  for (const bad of ['8e03978e', '""', '"a', `"${'x'.repeat(256)}"`, '"a", "b"']) {
    const answer = await ask('POST', articles, { body, headers: { 'idempotency-key': bad } })
    hasMembers(t, answer, { status: 400, body: { errors: [{ location: 'header', name: 'Idempotency-Key' }] } }, bad)
  }
})

t.test('POST /v1/editorial/keys refuses Idempotency-Key, so an answer with a secret is never stored', async t => {
  const { ask, store } = await desk(t)
  const wish = { name: 'Desk', scopes: ['articles:read'] }
  const before = (await store.keys()).length
  const answer = await ask('POST', '/v1/editorial/keys', { body: wish, headers: key })
  hasMembers(t, answer, { status: 400, body: { errors: [{ location: 'header', name: 'Idempotency-Key' }] } })
  t.equal((await store.keys()).length - before, 1, 'only the key of the desk is new')
})

t.test('POST with Idempotency-Key answers 410 after its article was erased, and creates nothing', async t => {
  const { ask, make, store } = await desk(t)
  const first = await ask('POST', articles, { body, headers: key })
  const publishing = { 'idempotency-key': '"publish"', 'if-match': '*' }
  const url = `${articles}/${first.body.id}`
  t.equal((await ask('POST', `${url}/publish`, { headers: publishing })).status, 200)
  const batch = { 'idempotency-key': '"batch"' }
  const items = [{ type: 'publish', id: first.body.id, ifMatch: '*' }]
  t.equal((await ask('POST', `${articles}:batch`, { body: items, headers: batch })).status, 207)
  const writer = ['articles:write'] as const
  t.equal((await ask('POST', articles, { body, headers: key, scopes: writer })).status, 204, 'a key that reads nothing')
  const [other] = (await store.workingCopies({ limit: 1 })).articles
  for (const id of [first.body.id, other?.id]) {
    t.equal((await ask('POST', `${articles}/${id}/erase`, { headers: { 'if-match': '*' } })).status, 204)
  }
  const gone = { status: 410, body: { code: 'response-erased' } }
  hasMembers(t, await ask('POST', articles, { body, headers: key }), gone)
  hasMembers(t, await ask('POST', articles, { body, headers: key, scopes: writer }), gone)
  hasMembers(t, await ask('POST', `${url}/publish`, { headers: publishing }), gone)
  hasMembers(t, await ask('POST', `${articles}:batch`, { body: items, headers: batch }), gone)
  hasMembers(t, await ask('POST', articles, { body: { title: 'Other' }, headers: key }), { status: 422 })
  t.strictSame((await store.workingCopies({ limit: 9 })).articles, [])
  await make(body)
})

t.test('POST with Idempotency-Key answers 410 after its author was erased or deleted', async t => {
  const { ask, make } = await desk(t)
  const any = { 'if-match': '*' }
  const authors = '/v1/editorial/authors'
  const wishes = ['One', 'Two'].map(name => ({ body: { name }, headers: { 'idempotency-key': `"${name}"` } }))
  const [one, two] = [await ask('POST', authors, wishes[0]), await ask('POST', authors, wishes[1])]
  t.strictSame([one.status, two.status], [201, 201])
  const { id } = await make({ title: 'By one', authors: [{ name: 'One' }] })
  t.equal((await ask('POST', `${articles}/${id}/erase`, { headers: any })).status, 204)
  t.equal((await ask('DELETE', `${authors}/${two.body.id}`, { headers: any })).status, 204)
  for (const wish of wishes) {
    hasMembers(t, await ask('POST', authors, wish), { status: 410, body: { code: 'response-erased' } })
  }
  t.strictSame((await ask('GET', authors)).body['items'], [])
})
