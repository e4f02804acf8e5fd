import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { offprint } from '../cli/offprint.ts'
import { checkout } from '../program.ts'
import { collector } from './collector.ts'
import { serve } from './server.ts'

t.setTimeout(300_000)

/** Prints the packages of OpenTelemetry that a process loads, whether by `import` or `require`. */
const watching = `
  import { registerHooks } from 'node:module'
  import { writeSync } from 'node:fs'
  registerHooks({
    load(url, context, next) {
      const name = /@opentelemetry\\/[a-z-]+/.exec(url)
      if (name) writeSync(1, 'loaded ' + name[0] + '\\n')
      return next(url, context)
    },
  })
`
const options = `--import=data:text/javascript,${encodeURIComponent(watching)}`

t.test('nothing of OpenTelemetry is loaded unless a collector is configured', async t => {
  const { url, received } = await collector(t)
  for (const [env, isLoaded] of [
    [{}, false],
    [{ OTEL_SERVICE_NAME: 'news', OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_SDK_DISABLED: 'true' }, false],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: url }, true],
  ] as const) {
    const DATABASE_URL = join(t.testdir(), 'offprint.db')
    const settings = { DATABASE_URL, ACCESS_LOG: 'true', NODE_OPTIONS: options, ...env }
    // In the built program, the modules have other names.
    const server = await serve(t, [], settings, checkout)
    for (let count = 0; count < 2; count += 1) {
      const headers = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' }
      await (await fetch(`${server.address}/v1/articles`, { headers })).arrayBuffer()
    }
    t.equal(await server.stop('SIGTERM'), 0)
    const loaded = server.lines.filter(line => line.startsWith('loaded @opentelemetry/'))
    t.equal(loaded.length > 0, isLoaded, JSON.stringify(env))
  }
  t.strictSame([...received].map(line => line.split(' ')[0]).toSorted(), ['/v1/metrics', '/v1/traces'])
})

t.test('each of several processes sends its traces and metrics', async t => {
  const { url, received } = await collector(t)
  const DATABASE_URL = join(t.testdir(), 'offprint.db')
  const server = await serve(t, [], { DATABASE_URL, WORKERS: '2', OTEL_EXPORTER_OTLP_ENDPOINT: url })
  for (let count = 0; count < 50; count += 1) {
    await (await fetch(`${server.address}/v1/articles`, { headers: { connection: 'close' } })).arrayBuffer()
  }
  t.equal(await server.stop('SIGTERM'), 0)
  const of = (path: string) => [...received].filter(line => line.startsWith(path))
  t.equal(of('/v1/metrics').length, 2)
  t.equal(of('/v1/traces').length, 2)
})

/** A server that answers everything, and records the `traceparent` of each request by its method and path. */
async function recorder(t: Test) {
  const requests: { target: string; traceparent: unknown }[] = []
  const server = createServer((request, response) => {
    requests.push({ target: `${request.method} ${request.url}`, traceparent: request.headers['traceparent'] })
    request.resume()
    if (request.url === '/moved') return void response.writeHead(302, { location: '/page' }).end()
    response.setHeader('content-type', 'text/html')
    response.end('<!doctype html><title>Ferries</title><article><h1>Ferries</h1><p>Two ferries sail.</p></article>')
    server.emit('answered', request.url)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server, requests }
}

t.test(
  'imports by URL and pings of hubs send the traceparent of their spans, and none without a collector',
  async t => {
    for (const isTraced of [true, false]) {
      const { url: endpoint, traceparents } = await collector(t)
      const { url, server: web, requests } = await recorder(t)
      const env = {
        DATABASE_URL: join(t.testdir(), 'offprint.db'),
        PUBLIC_URL: 'https://news.example.org',
        WEBSUB_HUBS: `${url}/hub`,
        ...(isTraced && { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }),
      }
      const server = await serve(t, [], env)
      const pinged = new Promise<void>(resolve => {
        web.on('answered', path => {
          if (path === '/hub') resolve()
        })
      })
      const imported = await offprint(['import', '--url', `${url}/moved`, '--allow-private', '--publish'], env)
      t.equal(imported.code, 0, imported.out + imported.err)
      await pinged
      t.equal(await server.stop('SIGTERM'), 0)
      t.strictSame([...new Set(requests.map(({ target }) => target))], ['GET /moved', 'GET /page', 'POST /hub'])
      t.strictSame(
        requests.filter(({ traceparent }) => traceparent !== undefined).length,
        isTraced ? requests.length : 0,
      )
      for (const { target, traceparent } of requests) {
        if (isTraced) t.ok(traceparents.has(String(traceparent)), target)
      }
    }
  },
)
