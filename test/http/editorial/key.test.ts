import t from 'tap'
import { apiKey, isBrokenKey } from '../../../src/domain/access/key.ts'
import { ensureAdminKey } from '../../../src/editorial/key/admin.ts'
import { createKey } from '../../../src/editorial/key/create.ts'
import { revokeKey } from '../../../src/editorial/key/revoke.ts'
import { rotateKey } from '../../../src/editorial/key/rotate.ts'
import { numberedIds } from '../../domain/sample.ts'
import { hasMembers } from '../../has-members.ts'
import { articles, desk } from './desk.ts'

const keys = '/v1/editorial/keys'

t.test('POST /v1/editorial/keys returns the secret once and stores a hash', async t => {
  const { app, ask, store } = await desk(t)
  const wish = { name: 'Partner', scopes: ['articles:read'], rate: { requests: 60, perSeconds: 60 } }
  const { status, headers, body } = await ask('POST', keys, { body: wish })
  t.equal(status, 201)
  t.equal(headers['cache-control'], 'no-store')
  const secret = String(body['secret'])
  t.match(secret, /^offp_[0-9A-Za-z]{49}$/)
  t.notOk(isBrokenKey(secret))
  const key = apiKey.parse(body['key'])
  hasMembers(t, key, { ...wish, prefix: secret.slice(0, 9) })
  const listed = await ask('GET', keys)
  t.notOk(JSON.stringify(listed.body).includes(secret))
  const names = (listed.body['items'] as { id: string; name: string }[]).map(({ id, name }) => [id, name])
  t.strictSame(
    names.find(([id]) => id === key.id),
    [key.id, 'Partner'],
  )
  const asked = (authorization: string) => app.inject({ url: articles, headers: { authorization } })
  t.equal((await asked(`Bearer ${secret}`)).statusCode, 200)
  t.equal((await asked(`bearer  ${secret}`)).statusCode, 200)
  t.equal((await store.key(key.id))?.lastUsedAt, '2026-11-22T12:00:00Z')
})

t.test('an unknown, broken, expired or revoked key gets 401 with WWW-Authenticate', async t => {
  const { app, ask, time } = await desk(t)
  const made = await ask('POST', keys, {
    body: { name: 'x', scopes: ['articles:read'], expiresAt: '2026-11-22T13:00:00Z' },
  })
  const { secret, key } = made.body as unknown as { secret: string; key: { id: string } }
  const asked = async (headers: Record<string, string>) => {
    const { statusCode, headers: said, body } = await app.inject({ url: articles, headers })
    return [statusCode, JSON.parse(body).code, said['www-authenticate']]
  }
  const refused = [401, 'key-required', 'Bearer realm="Offprint", error="invalid_token"']
  t.strictSame(await asked({}), [401, 'key-required', 'Bearer realm="Offprint"'])
  for (const authorization of [
    `Bearer ${secret.slice(0, -1)}`,
    'Bearer x',
    `Basic ${secret}`,
    `Bearer ${secret}x`,
    `Bearer ${'x'.repeat(9000)}`,
  ]) {
    t.strictSame(await asked({ authorization }), refused, authorization.slice(0, 80))
  }
  const authorization = `Bearer ${secret}`
  t.equal((await asked({ authorization }))[0], 200)
  time.now = new Date('2026-11-22T13:00:00Z')
  t.strictSame(await asked({ authorization }), refused)
  time.now = new Date('2026-11-22T12:00:00Z')
  t.equal((await ask('DELETE', `${keys}/${key.id}`)).status, 204)
  t.strictSame(await asked({ authorization }), refused)
  t.equal((await ask('DELETE', `${keys}/nobody`)).status, 404)
})

t.test('a key cannot grant a scope that it lacks, also by rotation of another key', async t => {
  const { ask, store } = await desk(t)
  const scopes = ['keys:manage'] as const
  const wide = await ask('POST', keys, { body: { name: 'Wide', scopes: ['articles:publish'] } })
  const { id } = wide.body['key'] as { id: string }
  const before = await store.keys()
  for (const [url, body] of [
    [keys, { name: 'x', scopes: ['articles:publish'] }],
    [`${keys}/${id}/rotate`, {}],
  ] as const) {
    const answer = await ask('POST', url, { body, scopes })
    hasMembers(t, answer, {
      status: 403,
      body: { code: 'scope-missing' },
      headers: { 'www-authenticate': /scope="articles:publish"/ },
    })
  }
  t.equal((await store.keys()).length, before.length + 1, 'only the requesting key is new')
})

type Made = { secret: string; key: { id: string; expiresAt?: string; rate?: object } }

t.test('a key grants no later expiry or higher rate than its own, and by default its own', async t => {
  const { ask, app, store } = await desk(t)
  const make = async (wish: object) =>
    (await ask('POST', keys, { body: { name: 'x', ...wish } })).body as unknown as Made
  const rate = { requests: 20, perSeconds: 3600 }
  const expiresAt = '2026-11-23T00:00:00Z'
  const limited = await make({ scopes: ['keys:manage', 'articles:read'], expiresAt, rate })
  const free = await make({ scopes: ['articles:read'] })
  const post = async (url: string, body: object) => {
    const headers = { authorization: `Bearer ${limited.secret}` }
    const answer = await app.inject({ method: 'POST', url, headers, payload: body })
    const said = answer.json()
    return [answer.statusCode, said.code, said.errors?.map(({ pointer }: { pointer: string }) => pointer)]
  }
  const wish = { name: 'y', scopes: ['articles:read'] }
  const before = await store.keys()
  const late = { ...wish, expiresAt: '2026-11-23T00:00:01Z' }
  t.strictSame(await post(keys, late), [403, 'grant-exceeded', ['/expiresAt']])
  for (const more of [
    { requests: 21, perSeconds: 7200 },
    { requests: 20, perSeconds: 3599 },
    { requests: 1, perSeconds: 60 },
  ]) {
    t.strictSame(await post(keys, { ...wish, rate: more }), [403, 'grant-exceeded', ['/rate']], JSON.stringify(more))
  }
  const rotated = await post(`${keys}/${free.key.id}/rotate`, {})
  t.strictSame(rotated, [403, 'grant-exceeded', ['/expiresAt', '/rate']])
  t.strictSame(
    await store.keys(),
    before.map(key => (key.id === limited.key.id ? { ...key, lastUsedAt: '2026-11-22T12:00:00Z' } : key)),
  )
  t.equal((await post(keys, wish))[0], 201)
  const [made] = (await store.keys()).filter(({ name }) => name === 'y')
  hasMembers(t, made, { expiresAt, rate })
  const less = { ...wish, name: 'z', expiresAt: '2026-11-22T13:00:00Z', rate: { requests: 10, perSeconds: 1800 } }
  t.equal((await post(keys, less))[0], 201)
  hasMembers(
    t,
    (await store.keys()).filter(({ name }) => name === 'z'),
    [less],
  )
})

t.test(
  'a key cannot revoke a key with a scope that it lacks, and a key with all scopes can revoke every key',
  async t => {
    const { ask, store } = await desk(t)
    await ensureAdminKey('a'.repeat(40), {
      store,
      clock: () => new Date('2026-11-22T12:00:00Z'),
      newId: numberedIds('0add0000'),
    })
    const [admin] = await store.keys()
    const scopes = ['keys:manage', 'articles:read'] as const
    const url = `${keys}/${admin?.id}`
    hasMembers(t, await ask('DELETE', url, { scopes }), {
      status: 403,
      body: { code: 'scope-missing' },
      headers: { 'www-authenticate': /scope="content:read"/ },
    })
    t.equal((await store.key(admin?.id ?? ''))?.revokedAt, undefined)
    const narrow = await ask('POST', keys, { body: { name: 'x', scopes: ['articles:read'] } })
    const { id } = narrow.body['key'] as { id: string }
    t.equal((await ask('DELETE', `${keys}/${id}`, { scopes })).status, 204)
    t.equal((await ask('DELETE', url)).status, 204)
    t.equal((await store.key(admin?.id ?? ''))?.revokedAt, '2026-11-22T12:00:00Z')
  },
)

t.test('a key that is revoked during its request creates, rotates and revokes nothing', async t => {
  const { ask, store, time } = await desk(t)
  const made = (await ask('POST', keys, { body: { name: 'x', scopes: ['keys:manage'] } })).body as unknown as Made
  const { id } = made.key
  const deps = { store, clock: () => time.now, newId: numberedIds('0add0000') }
  const caller = { keyId: id, scopes: ['keys:manage'] as const }
  const who = { actor: `key:${id}` }
  await revokeKey(id, undefined, { actor: 'cli' }, deps)
  const before = await store.keys()
  const ended = { code: 'key-required' }
  await t.rejects(createKey({ name: 'y', scopes: ['keys:manage'] }, caller, who, deps), ended)
  await t.rejects(rotateKey(id, 0, caller, who, deps), ended)
  await t.rejects(revokeKey(id, caller, who, deps), ended)
  t.strictSame(await store.keys(), before)
})

t.test('POST /v1/editorial/keys/{key}/rotate refuses a key with a valid successor', async t => {
  const { ask } = await desk(t)
  const made = (await ask('POST', keys, { body: { name: 'x', scopes: ['articles:read'] } })).body as unknown as Made
  const url = `${keys}/${made.key.id}/rotate`
  const next = (await ask('POST', url, { body: { overlapSeconds: 3600 } })).body as unknown as Made
  const again = { status: 409, body: { code: 'transition-refused', detail: new RegExp(next.key.id) } }
  hasMembers(t, await ask('POST', url, { body: { overlapSeconds: 3600 } }), again)
  await ask('DELETE', `${keys}/${next.key.id}`)
  t.equal((await ask('POST', url)).status, 201)
})

t.test('POST /v1/editorial/keys/{key}/rotate ends the old secret at once or later', async t => {
  const { app, ask, time } = await desk(t)
  const status = async (secret: unknown) =>
    (await app.inject({ url: articles, headers: { authorization: `Bearer ${secret}` } })).statusCode
  const made = await ask('POST', keys, { body: { name: 'x', scopes: ['articles:read'] } })
  const first = made.body as unknown as { secret: string; key: { id: string } }
  const rotated = await ask('POST', `${keys}/${first.key.id}/rotate`, { body: { overlapSeconds: 3600 } })
  const second = rotated.body as unknown as { secret: string; key: { id: string } }
  hasMembers(t, second.key, { rotatedFrom: first.key.id, name: 'x', scopes: ['articles:read'] })
  t.strictSame([await status(first.secret), await status(second.secret)], [200, 200])
  time.now = new Date('2026-11-22T13:00:00Z')
  t.strictSame([await status(first.secret), await status(second.secret)], [401, 200])
  await ask('POST', `${keys}/${second.key.id}/rotate`)
  t.equal(await status(second.secret), 401)
  hasMembers(t, await ask('POST', `${keys}/${second.key.id}/rotate`), { status: 409 })
})

t.test('PUBLIC_READ=false: delivery needs a key, and its answers are not shared', async t => {
  const { app, make, secretOf } = await desk(t, { publicRead: false })
  await make({ title: 'Ferries' }, true)
  for (const url of ['/v1/articles', '/v1/articles/ferries', '/v1/sync']) {
    t.equal((await app.inject(url)).statusCode, 401, url)
    const writer = { authorization: `Bearer ${await secretOf(['articles:write'])}` }
    t.equal((await app.inject({ url, headers: writer })).statusCode, 403, url)
    const reader = { authorization: `Bearer ${await secretOf(['content:read'])}` }
    for (const round of [1, 2, 3]) {
      const { statusCode, headers } = await app.inject({ url, headers: reader })
      t.equal(statusCode, 200, `${url} ${round}`)
      t.match(headers['cache-control'], /^(private|no-store)/)
      t.notOk('surrogate-key' in headers)
    }
    t.equal((await app.inject(url)).statusCode, 401, `${url} is not answered from the cache`)
  }
  for (const url of ['/health/live', '/openapi.json', '/problems/key-required', '/v1']) {
    t.equal((await app.inject(url)).statusCode, 200, url)
  }
  t.equal((await app.inject({ method: 'POST', url: '/v1/articles' })).statusCode, 405)
})

t.test('OFFPRINT_ADMIN_KEY is created once, a new value replaces it, and a revoked one stays revoked', async t => {
  const { store, time, app } = await desk(t)
  const deps = { store, clock: () => time.now, newId: numberedIds('0add0000') }
  const secret = 'a'.repeat(40)
  const status = async (key: string) =>
    (await app.inject({ url: keys, headers: { authorization: `Bearer ${key}` } })).statusCode
  await ensureAdminKey(secret, deps)
  await ensureAdminKey(secret, deps)
  t.equal((await store.keys()).length, 1)
  t.equal(await status(secret), 200)
  await ensureAdminKey('b'.repeat(40), deps)
  t.strictSame([await status(secret), await status('b'.repeat(40))], [401, 200])
  await ensureAdminKey(secret, deps)
  t.equal(await status(secret), 401)
})

t.test('GET /v1/editorial/audit lists who did what, by article and actor, newest first', async t => {
  const { ask, make } = await desk(t)
  const made = await make({ title: 'Ferries' }, true)
  await make({ title: 'Other' })
  const { body } = await ask('GET', `/v1/editorial/audit?articleId=${made.id}`)
  const items = body['items'] as Record<string, unknown>[]
  hasMembers(t, items, [
    {
      action: 'article.publish',
      version: 2,
      actor: /^key:/,
      address: '127.0.0.1',
      requestId: /./,
      at: '2026-11-22T12:00:00Z',
    },
    { action: 'article.create', version: 1 },
  ])
  t.equal(items.length, 2)
  const all = await ask('GET', '/v1/editorial/audit?limit=1')
  const { next } = all.body['page'] as { next: string }
  hasMembers(t, (await ask('GET', `/v1/editorial/audit?cursor=${next}`)).body['items'], [{ action: 'article.publish' }])
  hasMembers(t, (await ask('GET', '/v1/editorial/audit?actor=cli')).body['items'], [
    { action: 'key.create', detail: { name: 'Desk' } },
  ])
})
