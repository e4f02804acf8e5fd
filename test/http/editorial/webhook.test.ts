import { Webhook } from 'standardwebhooks'
import t from 'tap'
import { receiver } from '../../change/leased/webhook/receiver.ts'
import { hasMembers } from '../../has-members.ts'
import { desk } from './desk.ts'

const hooks = '/v1/editorial/webhooks'
const scopes = ['webhooks:manage'] as const

type Made = { webhook: { id: string; publicKey?: string; headerNames: string[] }; secret: string }

t.test('POST /v1/editorial/webhooks answers the secret once, and shows no values of header fields', async t => {
  const { ask } = await desk(t)
  const wish = { url: 'https://partner.example/hook?key=1', name: ' Partner ', headers: { 'X-Key': 'hidden' } }
  const { status, body } = await ask('POST', hooks, { body: { ...wish, ed25519: true }, scopes })
  const { webhook, secret } = body as unknown as Made
  t.equal(status, 201)
  t.match(secret, /^whsec_[\w+/]{43}=$/)
  t.match(webhook.publicKey, /^whpk_[\w+/]{43}=$/)
  const { publicKey: _, ...shown } = webhook
  t.strictSame(shown, {
    id: webhook.id,
    name: 'Partner',
    url: 'https://partner.example/hook?key=1',
    preset: 'standard',
    events: ['article.published', 'article.withdrawn', 'article.moved'],
    filter: {},
    payload: 'reference',
    debounceSeconds: 0,
    ed25519: true,
    headerNames: ['x-key'],
    state: 'active',
    createdAt: '2026-11-22T12:00:00Z',
    updatedAt: '2026-11-22T12:00:00Z',
  })
  const one = await ask('GET', `${hooks}/${webhook.id}`, { scopes })
  t.strictSame(one.body, webhook)
  t.strictSame((await ask('GET', hooks, { scopes })).body, { items: [webhook], page: { limit: 1 } })
  const audit = JSON.stringify((await ask('GET', '/v1/editorial/audit')).body)
  for (const hidden of [secret, 'hidden', 'key=1']) t.notOk(audit.includes(hidden), hidden)
  t.ok(audit.includes('webhook.create'))
  t.equal((await ask('GET', hooks, { scopes: ['keys:manage'] })).status, 403)
})

t.test('PATCH changes members, merges header fields, pauses and resumes; DELETE removes', async t => {
  const { ask } = await desk(t)
  const body = { url: 'https://partner.example/', preset: 'fastly', headers: { 'Fastly-Key': 'a', 'X-Other': 'b' } }
  const made = (await ask('POST', hooks, { body, scopes })).body as unknown as Made
  const url = `${hooks}/${made.webhook.id}`
  const patch = async (body: object) => (await ask('PATCH', url, { body, scopes })).body
  const events = ['article.published', 'article.reprinted', 'article.withdrawn', 'article.moved']
  hasMembers(t, made.webhook, { preset: 'fastly', events })
  hasMembers(t, await patch({ headers: { 'x-other': null, 'X-New': 'c' } }), { headerNames: ['fastly-key', 'x-new'] })
  hasMembers(t, await patch({ filter: { tag: ['sea'] }, name: 'CDN' }), { filter: { tag: ['sea'] }, name: 'CDN' })
  hasMembers(t, await patch({ filter: null, state: 'paused' }), { filter: {}, state: 'paused' })
  hasMembers(t, await patch({ payload: 'full' }), { state: 'paused', payload: 'full' })
  hasMembers(t, await patch({ state: 'active' }), { state: 'active', headerNames: ['fastly-key', 'x-new'] })
  const unnamed = await patch({ name: null })
  t.notOk('name' in unnamed)
  t.equal((await ask('DELETE', url, { scopes })).status, 204)
  for (const method of ['GET', 'DELETE']) {
    hasMembers(t, await ask(method, url, { scopes }), { status: 404, body: { code: 'webhook-not-found' } })
  }
})

t.test('invalid webhooks are refused with the member that is wrong', async t => {
  const { ask } = await desk(t)
  const url = 'https://partner.example/'
  const wrong: [body: object, pointer: string][] = [
    [{}, '/url'],
    [{ url: 'ftp://partner.example/' }, '/url'],
    [{ url: 'https://user:secret@partner.example/' }, '/url'],
    [{ url: 'partner.example' }, '/url'],
    [{ url, preset: 'github' }, '/preset'],
    [{ url, events: [] }, '/events'],
    [{ url, events: ['article.deleted'] }, '/events/0'],
    [{ url, filter: { author: ['x'] } }, '/filter/author'],
    [{ url, filter: { language: ['english language'] } }, '/filter/language/0'],
    [{ url, payload: 'all' }, '/payload'],
    [{ url, debounceSeconds: 3601 }, '/debounceSeconds'],
    [{ url, headers: { Host: 'x' } }, '/headers'],
    [{ url, headers: { 'Webhook-Id': 'x' } }, '/headers'],
    [{ url, headers: { 'x y': 'x' } }, '/headers'],
    [{ url, headers: { 'X-Key': 'a\r\nb' } }, '/headers/X-Key'],
    [{ url, secret: 'x' }, '/secret'],
  ]
  for (const [body, pointer] of wrong) {
    const answer = await ask('POST', hooks, { body, scopes })
    hasMembers(t, answer, { status: 400, body: { code: 'invalid-request' } }, JSON.stringify(body))
    t.ok(
      answer.body.errors?.some(one => one.pointer === pointer),
      `${JSON.stringify(body)}: ${JSON.stringify(answer.body.errors)}`,
    )
  }
})

t.test('rotate answers a new secret, and both sign until the overlap ends', async t => {
  const { ask } = await desk(t)
  const made = (await ask('POST', hooks, { body: { url: 'https://partner.example/' }, scopes })).body as unknown as Made
  const url = `${hooks}/${made.webhook.id}`
  const rotated = await ask('POST', `${url}/rotate`, { body: { overlapSeconds: 60 }, scopes })
  hasMembers(t, rotated, { status: 200, body: { webhook: { oldSecretExpiresAt: '2026-11-22T12:01:00Z' } } })
  t.not(rotated.body['secret'], made.secret)
  const usual = await ask('POST', `${url}/rotate`, { scopes })
  hasMembers(t, usual.body['webhook'], { oldSecretExpiresAt: '2026-11-23T12:00:00Z' })
  const without = await ask('POST', `${url}/rotate`, { body: { overlapSeconds: 0 }, scopes })
  t.notOk('oldSecretExpiresAt' in Object(without.body['webhook']))
})

t.test('test sends a signed request now, and lists it among the deliveries', async t => {
  const { ask, time } = await desk(t, { allowPrivateWebhooks: true })
  time.now = new Date()
  const one = await receiver(t)
  one.state.status = 202
  one.state.body = 'thanks'
  const made = (await ask('POST', hooks, { body: { url: one.url, headers: { 'X-Key': 'hidden' } }, scopes }))
    .body as unknown as Made
  const url = `${hooks}/${made.webhook.id}`
  const { status, body } = await ask('POST', `${url}/test`, { scopes })
  t.equal(status, 200)
  hasMembers(t, body, { state: 'delivered', event: 'webhook.test', attempts: 1 })
  const [request] = one.requests
  hasMembers(t, request, { headers: { 'x-key': 'hidden' }, json: { type: 'webhook.test' } })
  t.ok(new Webhook(made.secret).verify(request?.body ?? '', request?.headers as Record<string, string>))
  hasMembers(t, body['attempt'], { response: { status: 202, body: 'thanks' } })
  hasMembers(t, Object(body['attempt']).request.headers, { 'x-key': '…', 'webhook-id': body.id })
  t.strictSame((await ask('GET', `${url}/deliveries?deliveryState=delivered`, { scopes })).body['items'], [body])
  t.strictSame((await ask('GET', `${url}/deliveries/${body.id}`, { scopes })).body, body)
  hasMembers(t, await ask('POST', `${url}/deliveries/${body.id}/replay`, { scopes }), {
    status: 409,
    body: { code: 'transition-refused' },
  })
  hasMembers(t, await ask('GET', `${url}/deliveries/none`, { scopes }), {
    status: 404,
    body: { code: 'webhook-delivery-not-found' },
  })
})

t.test('test reports a private receiver as refused', async t => {
  const { ask } = await desk(t)
  const one = await receiver(t)
  const made = (await ask('POST', hooks, { body: { url: one.url }, scopes })).body as unknown as Made
  const { body } = await ask('POST', `${hooks}/${made.webhook.id}/test`, { scopes })
  hasMembers(t, body, { state: 'failed' })
  hasMembers(t, body['attempt'], { error: 'The address is one of this machine or of a private network.' })
  t.strictSame(one.requests, [])
})
