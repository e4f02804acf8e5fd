import { once } from 'node:events'
import { Webhook } from 'standardwebhooks'
import t from 'tap'
import { createDispatcher } from '../../../../src/change/leased/webhook/dispatcher.ts'
import { startWebhooks } from '../../../../src/change/leased/webhook/webhook.ts'
import { createWebhook, editWebhook, rotateSecret } from '../../../../src/editorial/webhook/webhook.ts'
import { hasMembers } from '../../../has-members.ts'
import { ferries } from '../../../http/sample.ts'
import { dispatching, receiver } from './receiver.ts'

const who = { actor: 'cli' }

t.test('sends a signed event for each change, and its token continues just after the change', async t => {
  const { app, time, publish, end, run, requests, secret, deliveries } = await dispatching(t)
  time.now = new Date()
  const { id } = await publish('ferries', ferries)
  await run()
  const [first] = requests
  t.strictSame(new Webhook(secret).verify(first?.body ?? '', first?.headers as Record<string, string>), first?.json)
  const { token, groups, ...data } = first?.json.data ?? {}
  t.strictSame(data, {
    id,
    slug: 'harbour-trust-buys-two-electric-ferries',
    revision: 1,
    url: 'https://news.example.org/v1/articles/harbour-trust-buys-two-electric-ferries',
  })
  t.equal(first?.json.type, 'article.published')
  t.equal((groups as string[]).length, 7)
  hasMembers(t, first, { method: 'POST', headers: { 'content-type': 'application/json', 'user-agent': 'Offprint' } })
  const page = (await app.inject(`/v1/sync?token=${token}`)).json()
  hasMembers(t, page, { articles: [], tombstones: [], more: false })
  await end(id, { reason: 'withdrawn' })
  const next = (await app.inject(`/v1/sync?token=${token}`)).json()
  t.equal(next.tombstones[0].id, id)
  await run()
  hasMembers(t, requests[1]?.json, { type: 'article.withdrawn', data: { id, revision: 2, reason: 'withdrawn' } })
  hasMembers(t, (await app.inject(`/v1/sync?token=${requests[1]?.json.data['token']}`)).json(), { tombstones: [] })
  const [last] = await deliveries()
  hasMembers(t, last, {
    id: requests[1]?.headers['webhook-id'] ?? '',
    state: 'delivered',
    event: 'article.withdrawn',
    attempts: 1,
    attempt: { request: { method: 'POST', body: requests[1]?.body.toString() ?? '' }, response: { status: 204 } },
  })
})

t.test('sends nothing about changes before the webhook existed, outside of its filter or of other types', async t => {
  const { store, app, publish, run, tools, requests, end } = await dispatching(t)
  await publish('before', { title: 'Before', tags: ['Sea'], language: 'de' })
  await run()
  t.equal(requests.length, 1)
  const other = await receiver(t)
  const filter = { tag: ['sea'], language: ['de'] }
  await createWebhook({ url: other.url, filter }, who, tools)
  await publish('a', { title: 'A', tags: ['Sea'], language: 'de-AT' })
  await publish('b', { title: 'B', tags: ['Sea'], language: 'en' })
  await publish('c', { title: 'C', language: 'de' })
  await run()
  t.strictSame(
    other.requests.map(({ json }) => json.data['slug']),
    ['a'],
  )
  const token = String(other.requests[0]?.json.data['token'])
  hasMembers(t, (await app.inject(`/v1/sync?token=${token}`)).json(), { articles: [], tombstones: [], more: false })
  const { id } = await publish('a', { title: 'A', tags: ['Land'], language: 'de-AT' })
  await run()
  hasMembers(t, other.requests[1]?.json, { type: 'article.withdrawn', data: { id, reason: 'left-filter' } })
  await end(id, { reason: 'deleted' })
  await run()
  t.equal(other.requests.length, 2, 'the article had left the filter before')
  t.equal((await store.webhooks()).length, 2)
})

t.test('retries with the same id and body, a new timestamp and a new signature', async t => {
  const { publish, run, requests, state, later, deliveries, time, secret } = await dispatching(t)
  time.now = new Date()
  state.status = 500
  state.body = 'x'.repeat(5000)
  await publish('ferries', ferries)
  await run()
  later(4)
  await run()
  t.equal(requests.length, 1)
  hasMembers(t, (await deliveries('pending'))[0], { attempts: 1, attempt: { response: { status: 500 } } })
  t.equal((await deliveries('pending'))[0]?.attempt?.response?.body.length, 2048)
  later(1)
  state.status = 200
  await run()
  const [first, second] = requests
  t.equal(second?.headers['webhook-id'], first?.headers['webhook-id'])
  t.strictSame(second?.body, first?.body)
  t.not(second?.headers['webhook-timestamp'], first?.headers['webhook-timestamp'])
  t.not(second?.headers['webhook-signature'], first?.headers['webhook-signature'])
  for (const one of requests) new Webhook(secret).verify(one.body, one.headers as Record<string, string>)
})

t.test('sends one request at a time for each article, the newest revision, and does not wait for others', async t => {
  const { store, publish, requests, dispatcher, state, release, tools, run } = await dispatching(t)
  const fast = await receiver(t)
  await createWebhook({ url: fast.url }, who, tools)
  state.held = []
  for (let count = 0; count < 4; count += 1) {
    await publish('a', { title: `A ${count}` })
    while (fast.requests.length <= count) {
      await dispatcher.round()
      await dispatcher.idle(5)
    }
  }
  t.equal(requests.length, 1, 'the slow receiver has one request')
  t.equal(fast.requests.length, 4)
  release()
  await run()
  t.strictSame(
    requests.map(({ json }) => json.data['revision']),
    [1, 4],
  )
  t.equal(await store.lastChange(), 4)
})

t.test('another process repeats the requests of a dead one, and two live ones send each event once', async t => {
  const { publish, requests, run, tools, reports, dispatcher, later, state, release } = await dispatching(t)
  const other = createDispatcher(tools, reports)
  for (let count = 0; count < 20; count += 1) await publish(`a${count}`, { title: `A ${count}` })
  await Promise.all([run(), run(other)])
  t.equal(new Set(requests.map(({ headers }) => headers['webhook-id'])).size, 20)
  t.equal(requests.length, 20)
  state.held = []
  await publish('last', { title: 'Last' })
  while (requests.length < 21) {
    await dispatcher.round()
    await dispatcher.idle(5)
  }
  later(4)
  await other.round()
  t.equal(requests.length, 21)
  later(1)
  await other.round()
  while (requests.length < 22) await other.idle(5)
  t.equal(requests[21]?.headers['webhook-id'], requests[20]?.headers['webhook-id'])
  release()
  await Promise.all([run(), run(other)])
  await other.stop()
})

t.test('a running request is not repeated by another process, and a lost one is aborted', async t => {
  const { publish, requests, tools, reports, dispatcher, later, state, release, run, failures } = await dispatching(t)
  const other = createDispatcher(tools, reports)
  state.held = []
  await publish('a', { title: 'A' })
  const received = async (count: number) => {
    while (requests.length < count) {
      await dispatcher.round()
      await dispatcher.idle(5)
    }
  }
  await received(1)
  for (let second = 0; second < 20; second += 4) {
    later(4)
    await dispatcher.round()
    await other.round()
  }
  t.strictSame([requests.length, other.isIdle()], [1, true])
  later(5)
  await other.round()
  t.equal(other.isIdle(), false, 'the first process did not renew its claim')
  later(3)
  await dispatcher.round()
  while (!dispatcher.isIdle()) await dispatcher.idle(5)
  await received(2)
  release()
  await run(other)
  t.equal(requests[1]?.headers['webhook-id'], requests[0]?.headers['webhook-id'])
  t.strictSame(failures, [])
  await other.stop()
})

t.test('a process that stops leaves its running requests to the next one at once', async t => {
  const { publish, requests, tools, reports, dispatcher, state, release, run, deliveries } = await dispatching(t)
  state.held = []
  await publish('a', { title: 'A' })
  await dispatcher.round()
  while (requests.length === 0) await dispatcher.idle(5)
  await dispatcher.stop()
  hasMembers(t, (await deliveries())[0], { state: 'pending', attempts: 1 })
  release()
  const next = createDispatcher(tools, reports)
  await run(next)
  t.equal(requests.length, 2)
  hasMembers(t, (await deliveries())[0], { state: 'delivered', attempts: 2 })
})

t.test('an error of the store is reported, and the delivery is sent when its claim has ended', async t => {
  const { publish, requests, tools, dispatcher, store, later, run, reports, failures } = await dispatching(t)
  await dispatcher.stop()
  const broken = new Error('the file cannot be read')
  let isBroken = true
  const filterTerms: typeof store.filterTerms = async filter => {
    if (isBroken) throw broken
    return store.filterTerms(filter)
  }
  const own = createDispatcher({ ...tools, store: { ...store, filterTerms } }, reports)
  await publish('a', { title: 'A' })
  await run(own)
  t.strictSame([failures, requests.length], [[broken], 0])
  isBroken = false
  later(5)
  await run(own)
  t.equal(requests.length, 1)
  await own.stop()
})

t.test('changes of articles that wait for a slow receiver join their events, however many', async t => {
  const { publish, requests, dispatcher, state, release, run } = await dispatching(t)
  state.held = []
  for (let article = 0; article < 210; article += 1) await publish(`a${article}`, { title: `A ${article}` })
  while (requests.length < 8) {
    await dispatcher.round()
    await dispatcher.idle(5)
  }
  for (let count = 0; count < 3; count += 1) {
    for (let article = 0; article < 60; article += 1) await publish(`a${article}`, { title: `B ${count}` })
    await dispatcher.round()
  }
  release()
  await run()
  const last = new Map(requests.map(({ json }) => [json.data['id'], json.data['revision']]))
  t.strictSame([last.size, Math.max(...[...last.values()].map(Number))], [210, 390])
  t.ok(requests.length < 330, `${requests.length} requests for 390 changes of 210 articles`)
})

t.test('a queue takes no more than its room, the log keeps the rest, and the last 100 successes are kept', async t => {
  const { publish, requests, run, state, deliveries, later, disabled, webhook, tools } = await dispatching(t)
  state.status = 410
  for (let count = 0; count < 240; count += 1) await publish(`a${count}`, { title: `A ${count}` })
  await run()
  t.strictSame(disabled, ['The receiver answered 410 Gone.'])
  t.ok((await deliveries('pending')).length <= 200)
  const refused = requests.length
  later(86_400)
  await run()
  t.ok(refused <= 8)
  t.equal(requests.length, refused, 'a disabled webhook sends nothing')
  state.status = 200
  await editWebhook(webhook.id, ({ settings }) => ({ ...settings, state: 'active' }), who, tools)
  await run()
  t.equal(new Set(requests.map(({ json }) => json.data['slug'])).size, 240)
  t.strictSame([(await deliveries('delivered')).length, (await deliveries('pending')).length], [100, 0])
})

t.test('a private address is refused when connecting, and redirects are not followed', async t => {
  const { publish, requests, run, deliveries } = await dispatching(t, {}, true)
  await publish('a', { title: 'A' })
  await run()
  t.strictSame(requests, [])
  t.equal((await deliveries())[0]?.attempt?.error, 'The address is one of this machine or of a private network.')
  const open = await dispatching(t)
  const target = await receiver(t)
  open.state.status = 307
  open.state.headers = { location: target.url }
  await open.publish('a', { title: 'A' })
  await open.run()
  t.strictSame([open.requests.length, target.requests.length], [1, 0])
  hasMembers(t, (await open.deliveries())[0], { state: 'pending', attempt: { response: { status: 307 } } })
})

t.test('a receiver that switches to another protocol has failed, and holds no request', async t => {
  const { publish, run, deliveries, state } = await dispatching(t)
  state.status = 101
  state.headers = { connection: 'Upgrade', upgrade: 'other' }
  await publish('a', { title: 'A' })
  await run()
  hasMembers(t, (await deliveries())[0], {
    state: 'pending',
    attempt: { error: 'The connection was closed without a response.' },
  })
})

t.test('payload=full has the article up to 256 KiB, and the token includes bodies', async t => {
  const { app, publish, run, requests } = await dispatching(t, { payload: 'full' })
  await publish('ferries', { ...ferries, views: 7 })
  await run()
  const article = (await app.inject('/v1/articles/harbour-trust-buys-two-electric-ferries')).json()
  t.strictSame(requests[0]?.json.data['article'], article)
  const token = requests[0]?.json.data['token']
  await publish('b', { title: 'B' })
  const page = (await app.inject(`/v1/sync?token=${token}`)).json()
  t.ok('sections' in page.articles[0])
  const text = 'x'.repeat(270_000)
  const blocks = [{ type: 'paragraph' as const, content: [{ text }] }]
  await publish('long', { title: 'Long', sections: [{ level: 1, blocks }] })
  await run()
  const long = requests.find(({ json }) => json.data['slug'] === 'long')
  t.equal(long?.json.data['article'], undefined)
})

t.test('both secrets sign during the overlap of a rotation', async t => {
  const { publish, run, requests, secret, webhook, tools, time, later } = await dispatching(t)
  time.now = new Date()
  const next = await rotateSecret(webhook.id, 3600, who, tools)
  await publish('a', { title: 'A' })
  await run()
  const verify = (key: string, index: number) => {
    const { body, headers } = requests[index] ?? { body: '', headers: {} }
    return new Webhook(key).verify(body, headers as Record<string, string>)
  }
  t.ok(verify(secret, 0))
  t.ok(verify(next.secret, 0))
  later(3600)
  await publish('a', { title: 'B' })
  await run()
  t.equal(requests[1]?.headers['webhook-signature']?.split(' ').length, 1)
})

t.test('a resumed webhook continues where it stopped', async t => {
  const { publish, run, requests, webhook, tools } = await dispatching(t)
  const set = (state: 'active' | 'paused') =>
    editWebhook(webhook.id, ({ settings }) => ({ ...settings, state }), who, tools)
  await set('paused')
  await publish('a', { title: 'A' })
  await run()
  t.equal(requests.length, 0)
  await set('active')
  await run()
  t.equal(requests.length, 1)
})

t.test('presets send what their receivers expect', async t => {
  const headers = { 'Fastly-Key': 'secret' }
  const { publish, run, requests, tools, webhook, deliveries } = await dispatching(t, { preset: 'fastly', headers })
  const others = await Promise.all(
    (['cloudflare', 'varnish', 'slack', 'vercel'] as const).map(async preset => {
      const one = await receiver(t)
      await createWebhook({ url: one.url, preset, debounceSeconds: 0 }, who, tools)
      return [preset, one] as const
    }),
  )
  const { id } = await publish('a', { title: 'Boats & <ferries>' })
  await run()
  const [purge] = requests
  const groups = purge?.headers['surrogate-key']?.split(' ') ?? []
  t.equal(groups.length, 3)
  hasMembers(t, purge, { method: 'POST', headers: { 'fastly-key': 'secret' } })
  const sent = Object.fromEntries(others.map(([preset, one]) => [preset, one.requests[0]]))
  t.strictSame(sent['cloudflare']?.json, { tags: groups })
  hasMembers(t, sent['varnish'], { method: 'PURGE', headers: { 'surrogate-key': groups.join(' ') } })
  t.strictSame(sent['slack']?.json, {
    text: 'Published: <https://news.example.org/v1/articles/boats-ferries.html|Boats &amp; &lt;ferries&gt;>',
  })
  t.strictSame(sent['vercel']?.json, {})
  t.strictSame([webhook.headerNames, id.length], [['fastly-key'], 36])
  const shown = JSON.stringify(await deliveries())
  t.notOk(shown.includes('secret'), 'values of header fields are not kept with deliveries')
})

t.test('startWebhooks sends in the background, and stops without an error', async t => {
  const { tools, publish, requests, server } = await dispatching(t)
  const failures: unknown[] = []
  const task = startWebhooks(
    tools,
    error => failures.push(error),
    () => undefined,
  )
  const received = once(server, 'received')
  await publish('a', { title: 'A' })
  await received
  await task.stop()
  t.strictSame([requests.length, failures], [1, []])
})
