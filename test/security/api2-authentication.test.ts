import t from 'tap'
import { hasMembers } from '../has-members.ts'
import { articles, desk } from '../http/editorial/desk.ts'

t.test('API2: only a complete valid key in “Authorization: Bearer” is accepted', async t => {
  const { app, secretOf } = await desk(t)
  const secret = await secretOf(['articles:read'])
  const wrong: [headers: Record<string, string>, url?: string][] = [
    [{}],
    [{ authorization: secret }],
    [{ authorization: `Basic ${Buffer.from(`${secret}:`).toString('base64')}` }],
    [{ authorization: `Bearer ${secret.slice(0, -1)}` }],
    [{ authorization: `Bearer ${secret}x` }],
    [{ authorization: `Bearer ${secret.toUpperCase()}` }],
    [{ authorization: 'Bearer ' }],
    [{ authorization: `Bearer ${secret}, Bearer ${secret}` }],
    [{ cookie: `key=${secret}` }],
    [{ 'x-api-key': secret }],
  ]
  for (const [headers] of wrong) {
    const answer = await app.inject({ url: articles, headers })
    t.equal(answer.statusCode, 401, JSON.stringify(Object.keys(headers)))
    hasMembers(t, answer.headers, { 'www-authenticate': /^Bearer realm="Offprint"/, 'cache-control': 'no-store' })
    t.notMatch(answer.body, secret)
  }
  t.equal((await app.inject({ url: articles, query: { key: secret } })).statusCode, 401)
  t.equal((await app.inject({ url: articles, headers: { authorization: `Bearer ${secret}` } })).statusCode, 200)
})

t.test('API2: refused keys are logged and audited without the secret, at most 10 times a minute', async t => {
  const lines: string[] = []
  const logger = { level: 'warn', stream: { write: (line: string) => void lines.push(line) } }
  const { app, store, secretOf, time, ask } = await desk(t, { logger })
  const reader = await secretOf(['content:read'])
  const asked = async (authorization: string) => {
    await app.inject({ url: articles, headers: { authorization, 'x-request-id': 'r1' }, remoteAddress: '198.51.100.1' })
  }
  await app.inject(articles)
  await asked('Bearer offp_none')
  await asked(`Bearer ${reader}`)
  const refusals = async () => {
    const { entries } = await store.audit({ limit: 100 })
    return entries.filter(({ action }) => action === 'key.refuse').reverse()
  }
  const [unknown, lacking, ...others] = await refusals()
  t.strictSame(others, [], 'a request without a key is not audited')
  const at = { at: '2026-11-22T12:00:00Z', requestId: 'r1', address: '198.51.100.1' }
  const detail = { method: 'GET', route: articles, skipped: 0 }
  hasMembers(t, unknown, { ...at, actor: 'unknown', detail: { ...detail, code: 'key-required' } })
  hasMembers(t, lacking, { ...at, actor: /^key:/, detail: { ...detail, code: 'scope-missing' } })
  const logged = () => lines.map(line => JSON.parse(line)).filter(({ msg }) => msg === 'a key was refused')
  hasMembers(t, logged(), [
    { level: 40, code: 'key-required', actor: 'unknown', address: '198.51.100.1', reqId: undefined },
    { level: 40, code: 'scope-missing', actor: lacking?.actor },
  ])

  for (let round = 0; round < 50; round += 1) await asked('Bearer offp_none')
  t.equal(logged().length, 10)
  t.equal((await refusals()).length, 10)
  time.now = new Date(time.now.getTime() + 60_000)
  await asked('Bearer offp_none')
  hasMembers(t, logged().at(-1), { skipped: 42 })
  hasMembers(t, (await refusals()).at(-1), { detail: { skipped: 42 } })
  t.notMatch(JSON.stringify([lines, await refusals()]), reader)
  t.equal((await ask('GET', '/v1/editorial/audit?actor=unknown')).status, 200)
})

t.test('API2: batch items outside the scopes of a key and refused preview tokens are logged and audited', async t => {
  const lines: string[] = []
  const logger = { level: 'warn', stream: { write: (line: string) => void lines.push(line) } }
  const { app, store, secretOf } = await desk(t, { logger })
  const headers = { authorization: `Bearer ${await secretOf(['articles:write'])}` }
  const items = [
    { type: 'create', body: { externalId: 'cms:1', title: 'Boats', text: 'Two boats.' } },
    { type: 'publish', externalId: 'cms:1' },
    { type: 'publish', externalId: 'cms:1' },
  ]
  for (const payload of [items, [...items, { type: 'put', externalId: 'cms:2', body: { title: 'T' } }]]) {
    t.equal((await app.inject({ method: 'POST', url: `${articles}:batch`, headers, payload })).statusCode, 207)
  }
  const token = 'p'.repeat(43)
  t.equal((await app.inject(`/v1/articles/boats?preview=${token}`)).statusCode, 403)

  const { entries } = await store.audit({ limit: 100 })
  const refusals = entries.filter(({ action }) => action === 'key.refuse').reverse()
  hasMembers(t, refusals, [
    { actor: /^key:/, detail: { code: 'scope-missing', method: 'POST', route: /batch$/ } },
    { actor: /^key:/, detail: { code: 'scope-missing' } },
    { actor: 'unknown', detail: { code: 'preview-invalid', method: 'GET', route: '/v1/articles/:ref' } },
  ])
  t.equal(refusals.length, 3, 'one entry per request')
  t.strictSame(
    lines.map(line => JSON.parse(line)).map(({ msg, code }) => [msg, code]),
    [
      ['a key was refused', 'scope-missing'],
      ['a key was refused', 'scope-missing'],
      ['a preview token was refused', 'preview-invalid'],
    ],
  )
  t.notMatch(JSON.stringify([lines, refusals]), token)
})
