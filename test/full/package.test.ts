import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { hasMembers } from '../has-members.ts'
import { makePackage } from '../package.ts'
import { collector } from './collector.ts'
import { serve } from './server.ts'

const page = (title: string) => `---\ntitle: ${title}\n---\n\nThe first words.\n`
const key = 'k'.repeat(40)

/** Creates an article whose body is large enough to be read in a thread. */
function createLarge(address: string): Promise<Response> {
  return fetch(`${address}/v1/editorial/articles`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ title: 'Harbour', text: 'Two boats left.\n\n'.repeat(5000) }),
    signal: AbortSignal.timeout(60_000),
  })
}

/** The body of an address after its status becomes 200, at most a minute later. */
async function answer(url: string): Promise<string> {
  const start = performance.now()
  for (;;) {
    const response = await fetch(url)
    const text = await response.text()
    if (response.status === 200) return text
    if (performance.now() - start > 60_000) throw new Error(`${url} answers ${response.status}: ${text.slice(0, 300)}`)
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}

t.test(
  'the built package serves articles, imports in its threads, sends telemetry, and contains its API reference',
  async t => {
    const root = t.testdir({ news: { 'bridge.md': page('Bridge') } })
    const program = makePackage(join(root, 'package'))
    const env = { DATABASE_URL: join(root, 'offprint.db'), OFFPRINT_ADMIN_KEY: key }
    const { url: OTEL_EXPORTER_OTLP_ENDPOINT, received, traceparents } = await collector(t)
    const traced = { ...env, OTEL_EXPORTER_OTLP_ENDPOINT }
    const server = await serve(t, [join(root, 'news'), '--watch'], traced, program)
    const articles = `${server.address}/v1/articles`

    hasMembers(t, JSON.parse(await answer(`${articles}/bridge`)), { title: 'Bridge' })
    t.match(await answer(`${articles}/bridge.md`), 'The first words.')
    t.match(await answer(`${server.address}/docs/reference.js`), 'Scalar.createApiReference')
    t.match(await answer(`${server.address}/docs/document.json`), 'guide-getting-started')
    const document = JSON.parse(readFileSync(new URL('../../openapi/openapi.json', import.meta.url), 'utf8'))
    t.strictSame(JSON.parse(await answer(`${server.address}/openapi.json`)), {
      ...document,
      servers: [{ url: server.address }],
    })

    writeFileSync(join(root, 'news', 'boat.md'), page('Boat'))
    hasMembers(t, JSON.parse(await answer(`${articles}/boat`)), { title: 'Boat' })

    const { status } = await fetch(`${server.address}/v1/editorial/imports?publish=true&name=fish.html`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'text/html' },
      body: '<!doctype html><title>Fish</title><article><h1>Fish</h1><p>Three words here.</p></article>',
    })
    t.equal(status, 202)
    hasMembers(t, JSON.parse(await answer(`${articles}/fish`)), { title: 'Fish' })
    t.equal((await createLarge(server.address)).status, 201)
    t.equal(await server.stop(), 0)
    t.strictSame([...received].map(line => line.split(' ')[0]).toSorted(), ['/v1/metrics', '/v1/traces'])
    t.ok(traceparents.size > 5, 'each request has a span')

    rmSync(join(root, 'package/dist/thread/editorial.js'))
    const damaged = await serve(t, [], env, program)
    for (const attempt of ['first', 'second']) {
      t.equal(
        (await createLarge(damaged.address)).status,
        500,
        `${attempt} request: a thread that cannot start is a 500`,
      )
    }
    t.equal(await damaged.stop(), 0)
  },
)
