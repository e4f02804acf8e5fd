import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { createKey } from '../../src/editorial/key/create.ts'
import { createWebhook, editWebhook } from '../../src/editorial/webhook/webhook.ts'
import { counter, formatMetrics, gauge } from '../../src/http/metrics/metric.ts'
import { createProcessMetrics } from '../../src/http/metrics/process-metrics.ts'
import { createRequestMetrics } from '../../src/http/metrics/request-metrics.ts'
import { type Built, build } from '../build.ts'
import { firstCells, section } from '../docs/page.ts'
import { numberedIds } from '../domain/sample.ts'

const root = new URL('../../', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, root), 'utf8')
const docs = read('docs/operating.md')

/** Values by name and labels. */
function valuesIn(text: string): Record<string, number> {
  const lines = text.split('\n').filter(line => line !== '' && !line.startsWith('#'))
  return Object.fromEntries(
    lines.map(line => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  )
}

async function keyFor(
  { store, time }: Built,
  scope: 'metrics:read' | 'articles:read' | 'articles:write',
): Promise<string> {
  const wish = { name: 'Monitor', scopes: [scope], expiresAt: undefined, rate: undefined, site: undefined }
  const newId = numberedIds(scope === 'metrics:read' ? '0ddd0000' : '0eee0000')
  const { secret } = await createKey(wish, undefined, { actor: 'cli' }, { store, clock: () => time.now, newId })
  return `Bearer ${secret}`
}

async function listening(
  t: Test,
  more: Parameters<typeof build>[1] = {},
  wrapStore: Parameters<typeof build>[2] = store => store,
) {
  const built = await build(t, { metrics: { own: createProcessMetrics() }, ...more }, wrapStore)
  const address = await built.app.listen({ port: 0, host: '127.0.0.1' })
  const authorization = await keyFor(built, 'metrics:read')
  const metrics = async () => {
    const response = await fetch(`${address}/metrics`, { headers: { authorization } })
    return { response, text: await response.text() }
  }
  return { ...built, address, metrics }
}

t.test('GET /metrics counts cached and uncached requests by route and status', async t => {
  const { publish, edit, address, metrics } = await listening(t)
  const { id } = await publish('a', { title: 'Ferries' })
  const ask = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(`${address}${path}`, init)
    await response.arrayBuffer()
    return response
  }
  const first = await ask('/v1/articles/ferries')
  for (let count = 0; count < 3; count += 1) await ask('/v1/articles/ferries')
  await ask('/v1/articles/ferries', { method: 'HEAD' })
  await ask('/v1/articles/ferries', { headers: { 'if-none-match': first.headers.get('etag') ?? '' } })
  await edit(id, content => ({ ...content, title: 'Steamers' }))
  await ask('/v1/articles/ferries')
  await ask('/v1/articles/none-such')
  await ask('/no/such/address')
  await ask('/v1/articles?limit=1000')

  const { response, text } = await metrics()
  t.equal(response.status, 200)
  t.match(response.headers.get('content-type'), /^text\/plain; version=0\.0\.4/)
  t.equal(response.headers.get('cache-control'), 'no-store')
  const values = valuesIn(text)
  const requests = Object.fromEntries(
    Object.entries(values).filter(([name]) => name.startsWith('offprint_http_requests_total')),
  )
  const article = 'route="/v1/articles/:ref"'
  t.strictSame(requests, {
    [`offprint_http_requests_total{method="GET",${article},status="200"}`]: 5,
    [`offprint_http_requests_total{method="GET",${article},status="304"}`]: 1,
    [`offprint_http_requests_total{method="GET",${article},status="404"}`]: 1,
    [`offprint_http_requests_total{method="HEAD",${article},status="200"}`]: 1,
    'offprint_http_requests_total{method="GET",route="/v1/articles",status="400"}': 1,
    'offprint_http_requests_total{method="GET",route="none",status="404"}': 1,
  })
  t.equal(values[`offprint_http_request_duration_seconds_count{method="GET",${article}}`], 7)
  t.equal(values[`offprint_http_request_duration_seconds_bucket{le="+Inf",method="GET",${article}}`], 7)
  t.strictSame(
    [values['offprint_cache_requests_total{result="hit"}'], values['offprint_cache_requests_total{result="miss"}']],
    [5, 3],
  )
  t.strictSame(
    [
      'offprint_articles',
      'offprint_change_log_head',
      'offprint_change_log_lag{reader="cache"}',
      'offprint_cache_entries',
    ].map(name => values[name]),
    [1, 2, 0, 1],
  )
  t.ok((values['offprint_store_bytes{file="database"}'] ?? 0) > 0)
  t.ok((values['offprint_freshness_waits_total'] ?? 0) > 0)
})

t.test('GET /metrics counts open streams and evictions', async t => {
  const { publish, address, metrics, app } = await listening(t, { cacheBytes: 20_000 })
  const slugs: string[] = []
  for (let number = 0; number < 12; number += 1)
    slugs.push((await publish(`${number}`, { title: `Article ${number}` })).slug)
  for (const slug of slugs) await (await fetch(`${address}/v1/articles/${slug}.txt`)).arrayBuffer()
  const closing = new AbortController()
  await fetch(`${address}/v1/stream`, { signal: closing.signal })
  const values = valuesIn((await metrics()).text)
  t.equal(values['offprint_streams'], 1)
  t.equal(values['offprint_change_log_lag{reader="stream"}'], 0)
  t.ok((values['offprint_cache_evictions_total'] ?? 0) > 0)
  closing.abort()
  await app.close()
})

t.test('GET /metrics requires a key with metrics:read', async t => {
  const built = await build(t)
  const ask = (headers = {}) => built.app.inject({ url: '/metrics', headers })
  t.equal((await ask()).statusCode, 401)
  t.equal((await ask({ authorization: await keyFor(built, 'articles:read') })).statusCode, 403)
  t.equal((await ask({ authorization: await keyFor(built, 'metrics:read') })).statusCode, 200)
})

t.test('formatMetrics adds the metrics of several processes or takes their maximum', async t => {
  const requests = createRequestMetrics()
  requests.of('GET', '/a').add(200, 0.004)
  const one = [counter('x_total', 'X.', [[{ a: 'b' }, 2]]), gauge('y', 'Y.', 3, 'max'), gauge('z', 'Z.', 4, 'sum')]
  const text = await formatMetrics([
    [...one, ...requests.metrics()],
    [...one, ...requests.metrics()],
  ])
  const values = valuesIn(text)
  t.strictSame([values['x_total{a="b"}'], values['y'], values['z']], [4, 3, 8])
  t.strictSame(
    ['0.0025', '0.005', '+Inf'].map(
      le => values[`offprint_http_request_duration_seconds_bucket{le="${le}",method="GET",route="/a"}`],
    ),
    [0, 2, 2],
  )
  t.equal(values['offprint_http_requests_total{method="GET",route="/a",status="200"}'], 2)
})

t.test('docs/operating.md has one row per metric, and the dashboard and alerts use only these metrics', async t => {
  // As PostgreSQL has them.
  const connections = { open: 3, idle: 1, waiting: 4 }
  const { metrics } = await listening(t, {}, store => ({
    ...store,
    figures: async () => ({ ...(await store.figures()), connections }),
  }))
  const { text } = await metrics()
  const values = valuesIn(text)
  t.strictSame(
    [
      values['offprint_database_connections{state="busy"}'],
      values['offprint_database_connections{state="idle"}'],
      values['offprint_database_waiting'],
    ],
    [2, 1, 4],
  )
  const names = [...text.matchAll(/^# TYPE (\S+) /gm)].map(([, name = '']) => name)
  const rows = firstCells(section(docs, 'Metrics')).map(cell => cell.replaceAll('`', ''))
  t.strictSame(names.toSorted(), rows.toSorted())
  const known = new Set([
    ...names,
    ...['bucket', 'sum', 'count'].map(part => `offprint_http_request_duration_seconds_${part}`),
  ])
  for (const file of ['examples/deploy/dashboard.json', 'examples/deploy/alerts.yml']) {
    const used = read(file).match(/\b(?:offprint|process|nodejs)_[a-z_]+\b/g) ?? []
    t.ok(used.length > 5, file)
    t.strictSame(
      used.filter(name => !known.has(name)),
      [],
      file,
    )
  }
  const dashboard = JSON.parse(read('examples/deploy/dashboard.json'))
  const shown = JSON.stringify(dashboard.panels)
  t.strictSame(
    names.filter(name => !shown.includes(name)),
    [],
    'the dashboard shows every metric',
  )
})

/** A server with an access log, and the lines of the requests in it. */
async function logging(t: Test) {
  const lines: string[] = []
  const logger = { level: 'info', stream: { write: (line: string) => void lines.push(line) } }
  const built = await listening(t, { accessLog: true, logger })
  await built.publish('a', { title: 'Ferries' })
  lines.length = 0
  const logged = async (count: number) => {
    const entries = () => lines.map(line => JSON.parse(line)).filter(line => line.msg === 'request')
    while (entries().length < count) await setImmediate()
    return entries().map(({ level, time, pid, hostname, msg, ...entry }) => entry)
  }
  return { ...built, lines, logged }
}

t.test('ACCESS_LOG writes one line for each request, without its address and query', async t => {
  const { address, lines, logged } = await logging(t)
  const seen: { requestId: string | null; bytes: number }[] = []
  const ask = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(`${address}${path}`, init)
    seen.push({ requestId: response.headers.get('x-request-id'), bytes: (await response.arrayBuffer()).byteLength })
    return response
  }
  const etag = (await ask('/v1/articles/ferries')).headers.get('etag') ?? ''
  await ask('/v1/articles/ferries')
  await ask('/v1/articles/ferries', { headers: { 'if-none-match': etag } })
  await ask('/v1/articles/ferries', { method: 'HEAD' })
  await ask('/v1/articles/ferries.txt', { headers: { 'if-none-match': '*' } })
  await ask('/v1/articles/no-such?preview=secret')
  await ask('/secret')
  const entries = await logged(7)
  const line = (index: number, route: string, status: number, cache: string, method = 'GET') => ({
    ...{ requestId: seen[index]?.requestId, method, route, status, bytes: seen[index]?.bytes, cache },
  })
  t.strictSame(
    entries.map(({ milliseconds, ...entry }) => entry),
    [
      line(0, '/v1/articles/:ref', 200, 'miss'),
      line(1, '/v1/articles/:ref', 200, 'hit'),
      line(2, '/v1/articles/:ref', 304, 'hit'),
      line(3, '/v1/articles/:ref', 200, 'hit', 'HEAD'),
      line(4, '/v1/articles/:ref.txt', 304, 'miss'),
      line(5, '/v1/articles/:ref', 403, 'none'),
      line(6, 'none', 404, 'none'),
    ],
  )
  t.ok(entries.every(({ milliseconds }) => milliseconds > 0))
  t.notOk(lines.join('').includes('secret'))
})

t.test('ACCESS_LOG says that the client of a stream has gone, and how much it was sent', async t => {
  const { address, logged } = await logging(t)
  const closing = new AbortController()
  const response = await fetch(`${address}/v1/stream`, { signal: closing.signal })
  await response.body?.getReader().read()
  closing.abort()
  const [{ milliseconds, bytes, ...entry }] = await logged(1)
  t.ok(milliseconds > 0)
  t.ok(bytes > 0)
  const requestId = response.headers.get('x-request-id')
  t.strictSame(entry, { requestId, method: 'GET', route: '/v1/stream', status: 200, cache: 'none', aborted: true })
})

t.test('ACCESS_LOG has status 499 for a client that has gone before its response', async t => {
  const built = await logging(t)
  const authorization = await keyFor(built, 'articles:write')
  const socket = connect(Number(new URL(built.address).port), '127.0.0.1')
  built.app.server.once('request', () => socket.destroy())
  const head = ['POST /v1/editorial/articles HTTP/1.1', 'host: a', `authorization: ${authorization}`]
  socket.write([...head, 'content-type: application/json', 'content-length: 100', '', '{'].join('\r\n'))
  const [{ status, bytes, aborted, route }] = await built.logged(1)
  t.strictSame(
    { status, bytes, aborted, route },
    { status: 499, bytes: 0, aborted: true, route: '/v1/editorial/articles' },
  )
})

t.test(
  'GET /metrics has the state, queue and requests of webhooks, and no lag of a webhook that is paused',
  async t => {
    const built = await listening(t)
    const { store, time, metrics } = built
    const deps = { store, clock: () => time.now, newId: numberedIds('0fff0000') }
    const who = { actor: 'cli' }
    const active = await createWebhook({ url: 'https://partner.example/' }, who, deps)
    const paused = await createWebhook({ url: 'https://partner.example/' }, who, deps)
    await editWebhook(paused.webhook.id, ({ settings }) => ({ ...settings, state: 'paused' }), who, deps)
    await built.publish('a', { title: 'Ferries' })
    const values = valuesIn((await metrics()).text)
    const { id } = active.webhook
    t.equal(values['offprint_webhooks{state="active"}'], 1)
    t.equal(values['offprint_webhooks{state="paused"}'], 1)
    t.equal(values[`offprint_webhook_deliveries{webhook="${id}",state="pending"}`], 0)
    t.equal(values[`offprint_webhook_requests_total{webhook="${id}",result="failure"}`], 0)
    t.equal(values[`offprint_change_log_lag{reader="webhook:${id}"}`], 1)
    t.notOk(`offprint_change_log_lag{reader="webhook:${paused.webhook.id}"}` in values)
  },
)
