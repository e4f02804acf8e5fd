import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import t, { type Test } from 'tap'
import { createSender } from '../../src/change/leased/webhook/attempt.ts'
import { parseConfig } from '../../src/config.ts'
import { startTelemetry } from '../../src/http/telemetry/start.ts'
import { traceSend } from '../../src/outbound/trace.ts'
import { build } from '../build.ts'
import { hasMembers } from '../has-members.ts'

type Attribute = { key: string; value: Record<string, unknown> }
type Span = {
  name: string
  kind: number
  traceId: string
  spanId: string
  parentSpanId?: string
  attributes: Attribute[]
  status: { code: number }
}
type Point = { attributes: Attribute[]; asDouble?: number; count?: number; bucketCounts?: number[]; sum?: number }
type Sent = {
  metrics: { name: string; unit: string; sum?: { dataPoints: Point[] }; histogram?: { dataPoints: Point[] } }[]
}

/** A collector that decodes OTLP over HTTP as JSON. */
async function collector(t: Test) {
  const spans: Span[] = []
  const metrics: Sent['metrics'] = []
  const resources: Record<string, unknown>[] = []
  const headers: IncomingHttpHeaders[] = []
  const server = createServer(async (request, response) => {
    headers.push(request.headers)
    const { resourceSpans = [], resourceMetrics = [] } = (await json(request)) as {
      resourceSpans?: { resource: { attributes: Attribute[] }; scopeSpans: { spans: Span[] }[] }[]
      resourceMetrics?: { resource: { attributes: Attribute[] }; scopeMetrics: Sent[] }[]
    }
    for (const { resource, scopeSpans } of resourceSpans) {
      resources.push(valuesOf(resource.attributes))
      for (const scope of scopeSpans) spans.push(...scope.spans)
    }
    for (const { resource, scopeMetrics } of resourceMetrics) {
      resources.push(valuesOf(resource.attributes))
      for (const scope of scopeMetrics) metrics.push(...scope.metrics)
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { url, spans, metrics, resources, headers }
}

function valuesOf(attributes: readonly Attribute[]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]))
}

function started(env: Record<string, string>) {
  const { telemetry: settings } = parseConfig(env)
  if (!settings) throw new Error('nothing would be sent')
  const failures: string[] = []
  const failed = (message: string) => void failures.push(message)
  return { telemetry: startTelemetry({ settings, version: '1.2.3', instanceId: 'one', failed }), failures }
}

const parent = { trace: '0af7651916cd43dd8448eb211c80319c', span: 'b7ad6b7169203331' }
const traceparent = `00-${parent.trace}-${parent.span}-01`

t.test('a span names the method, the route and the parent of a request, and no address', async t => {
  const { url, spans, resources } = await collector(t)
  const { telemetry } = started({ OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_SERVICE_NAME: 'news' })
  const { app, publish } = await build(t, { telemetry })
  await publish('a', { title: 'Ferries' })
  const address = await app.listen({ port: 0, host: '127.0.0.1' })
  for (const path of [
    '/v1/articles/ferries',
    '/v1/articles/ferries',
    '/v1/articles/ferries?preview=secret',
    '/secret',
  ]) {
    await (await fetch(`${address}${path}`, { headers: { traceparent, authorization: '' } })).arrayBuffer()
  }
  await app.close()
  await telemetry.close()
  const article = '/v1/articles/:ref'
  t.strictSame(
    spans.map(({ name, kind, traceId, parentSpanId, attributes }) => {
      const values = valuesOf(attributes)
      const [route, status, cache] = ['http.route', 'http.response.status_code', 'offprint.cache'].map(
        key => values[key],
      )
      return { name, kind, traceId, parentSpanId, route, status, cache }
    }),
    [
      [`GET ${article}`, article, 200, 'miss'],
      [`GET ${article}`, article, 200, 'hit'],
      [`GET ${article}`, article, 403, 'none'],
      ['GET', undefined, 404, 'none'],
    ].map(([name, route, status, cache]) => {
      return { name, kind: 2, traceId: parent.trace, parentSpanId: parent.span, route, status, cache }
    }),
  )
  t.notOk(JSON.stringify(spans).includes('secret'))
  hasMembers(t, resources[0], { 'service.name': 'news', 'service.version': '1.2.3', 'service.instance.id': 'one' })
})

t.test('a request without traceparent starts a trace, unless the sampler decides otherwise', async t => {
  for (const [sampler, count] of [
    ['always_on', 1],
    ['always_off', 0],
    ['parentbased_traceidratio', 0],
  ] as const) {
    const { url, spans } = await collector(t)
    const env = { OTEL_TRACES_SAMPLER: sampler, OTEL_TRACES_SAMPLER_ARG: '0' }
    const { telemetry } = started({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${url}/own/path`, ...env })
    const { app } = await build(t, { telemetry })
    await app.inject('/health/live')
    await app.close()
    await telemetry.close()
    t.equal(spans.length, count, sampler)
    t.ok(spans.every(({ parentSpanId }) => !parentSpanId))
  }
})

t.test('a request to a webhook has a span without the path of the receiver, and sends its traceparent', async t => {
  const { url, spans } = await collector(t)
  const { telemetry } = started({ OTEL_EXPORTER_OTLP_ENDPOINT: url })
  const received: IncomingHttpHeaders[] = []
  const receiver = createServer((request, response) => {
    received.push(request.headers)
    response.writeHead(500).end()
  }).listen(0, '127.0.0.1')
  t.teardown(() => receiver.close())
  await once(receiver, 'listening')
  const { port } = receiver.address() as AddressInfo
  const { send, close } = createSender(true)
  const body = new TextEncoder().encode('{}')
  const traced = traceSend(send, telemetry.traceOutbound)
  const request = { method: 'POST', headers: { 'webhook-id': '1' }, body }
  await traced({ ...request, url: `http://127.0.0.1:${port}/hook/secret?key=secret` })
  await t.rejects(traced({ ...request, url: 'http://127.0.0.1:1/secret' }))
  close()
  await telemetry.close()
  const [first, second] = spans
  t.strictSame(received[0]?.['traceparent'], `00-${first?.traceId}-${first?.spanId}-01`)
  t.strictSame(received[0]?.['webhook-id'], '1')
  t.strictSame(
    [first, second].map(span => ({
      ...{ name: span?.name, kind: span?.kind, status: span?.status.code },
      ...valuesOf(span?.attributes ?? []),
    })),
    [
      {
        ...{ name: 'POST', kind: 3, status: 2 },
        'http.request.method': 'POST',
        'url.full': `http://127.0.0.1:${port}/REDACTED`,
        'server.address': '127.0.0.1',
        'server.port': port,
        'http.response.status_code': 500,
        'error.type': '500',
      },
      {
        ...{ name: 'POST', kind: 3, status: 2 },
        'http.request.method': 'POST',
        'url.full': 'http://127.0.0.1:1/REDACTED',
        'server.address': '127.0.0.1',
        'server.port': 1,
        'error.type': 'Error',
      },
    ],
  )
  t.notOk(JSON.stringify(spans).includes('secret'))
})

t.test('metrics have the names, labels and values of /metrics', async t => {
  const { url, metrics } = await collector(t)
  const { telemetry } = started({ OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_TRACES_EXPORTER: 'none' })
  const { app } = await build(t, { telemetry, metrics: { own: () => [] } })
  await app.inject('/health/live')
  await app.inject('/health/live')
  await telemetry.close()
  const names = (await app.collectMetrics()).filter(({ values }) => values.length > 0).map(({ name }) => name)
  t.strictSame(
    metrics.map(({ name }) => name),
    names,
  )
  const found = (name: string) => metrics.find(metric => metric.name === name)
  t.strictSame(
    found('offprint_http_requests_total')?.sum?.dataPoints.map(({ attributes, asDouble }) => {
      return { ...valuesOf(attributes), asDouble }
    }),
    [{ method: 'GET', route: '/health/live', status: '200', asDouble: 2 }],
  )
  const duration = found('offprint_http_request_duration_seconds')
  t.equal(duration?.unit, 's')
  const [point] = duration?.histogram?.dataPoints ?? []
  t.strictSame([point?.count, point?.bucketCounts?.reduce((sum, count) => sum + count, 0)], [2, 2])
  t.strictSame(valuesOf(point?.attributes ?? []), { method: 'GET', route: '/health/live' })
})

t.test('a collector that cannot be reached is reported and delays nothing', async t => {
  const { telemetry, failures } = started({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' })
  const { app } = await build(t, { telemetry })
  t.equal((await app.inject('/health/live')).statusCode, 200)
  await telemetry.close()
  t.equal(failures.length, 1)
})

t.test('nothing is sent without an endpoint, or if it is disabled', t => {
  const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318/' }
  t.equal(parseConfig({}).telemetry, undefined)
  t.equal(parseConfig({ ...endpoint, OTEL_SDK_DISABLED: 'true' }).telemetry, undefined)
  t.equal(
    parseConfig({ ...endpoint, OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none' }).telemetry,
    undefined,
  )
  const { tracesUrl, metricsUrl } = parseConfig(endpoint).telemetry ?? {}
  t.strictSame([tracesUrl, metricsUrl], ['http://collector:4318/v1/traces', 'http://collector:4318/v1/metrics'])
  t.throws(() => parseConfig({ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' }), { code: 'config-invalid' })
  t.end()
})
