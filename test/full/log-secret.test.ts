import { join } from 'node:path'
import t from 'tap'
import { reservePort } from '../../src/http/server/reserve-port.ts'
import { hasMembers } from '../has-members.ts'
import { serve } from './server.ts'

t.setTimeout(300_000)

const admin = 'admin-key-of-this-test-0123456789'

for (const workers of ['1', '2']) {
  t.test(`with ${workers} processes, the log contains no secret and the metrics cover the whole server`, async t => {
    const { port } = await reservePort({ host: '127.0.0.1', port: 0 })
    const server = await serve(t, [], {
      DATABASE_URL: join(t.testdir(), 'offprint.db'),
      OFFPRINT_ADMIN_KEY: admin,
      LOG_LEVEL: 'trace',
      ACCESS_LOG: 'true',
      WORKERS: workers,
      METRICS_PORT: String(port),
      // Nobody listens there: the error is logged.
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://user:password-of-a-collector@127.0.0.1:1/path-of-a-collector',
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer key-of-a-collector',
    })
    const ask = async (path: string, key?: string, body?: unknown, headers: Record<string, string> = {}) => {
      const response = await fetch(`${server.address}${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: {
          connection: 'close',
          ...(key !== undefined && { authorization: `Bearer ${key}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      const text = await response.text()
      return { status: response.status, text, json: text.startsWith('{') ? JSON.parse(text) : {} }
    }
    const key = (await ask('/v1/editorial/keys', admin, { name: 'Monitor', scopes: ['metrics:read'] })).json
    const { id } = (await ask('/v1/editorial/articles', admin, { title: 'Ferries', text: 'Two.' })).json
    const preview = (await ask('/v1/editorial/previews', admin, { articleId: id })).json
    const { token } = preview
    const wrong = `${String(key.secret).slice(0, -1)}x`
    const hook = (
      await ask('/v1/editorial/webhooks', admin, {
        url: 'https://127.0.0.1:1/path-of-a-hook?key=query-of-a-hook',
        headers: { authorization: 'Bearer header-of-a-hook' },
      })
    ).json
    const test = await ask(`/v1/editorial/webhooks/${hook.webhook?.id}/test`, admin, {})
    t.equal(test.status, 200, `${JSON.stringify(hook)} ${test.text}`)
    const secrets = [
      ...[admin, key.secret, token, wrong, 'idempotency-secret-4711', 'password-of-a-url', hook.secret],
      ...['password-of-a-collector', 'key-of-a-collector'],
      ...['path-of-a-hook', 'query-of-a-hook', 'header-of-a-hook'],
    ]
    t.ok(secrets.every(secret => typeof secret === 'string' && secret.length > 10))

    for (const [path, secret] of [
      ['/v1/editorial/articles', key.secret],
      ['/v1/editorial/articles', wrong],
      [`/v1/articles/ferries?preview=${token}`, undefined],
      [`/v1/articles/ferries.html?preview=${token}`, undefined],
      [`/v1/articles/other?preview=${token}`, undefined],
      [`/v1/articles/ferries?preview=${token}x`, undefined],
      [`/v1/articles?preview=${token}&nonsense=1`, undefined],
      [`/v1/nowhere/${key.secret}?key=${admin}`, undefined],
    ] as const) {
      await ask(path, secret)
    }
    await ask('/v1/editorial/articles', admin, { title: 7 }, { 'idempotency-key': 'idempotency-secret-4711' })
    await ask('/v1/editorial/imports', admin, { url: 'http://user:password-of-a-url@127.0.0.1/x' })
    await ask('/v1/editorial/articles', admin, 'not an article', { 'content-type': 'text/plain' })

    const ownPort = await fetch(`http://127.0.0.1:${port}/metrics`)
    const text = await ownPort.text()
    const sum = (all: string, name: string) =>
      all
        .split('\n')
        .filter(line => line.startsWith(name))
        .reduce((total, line) => total + Number(line.slice(line.lastIndexOf(' '))), 0)
    t.equal(sum(text, 'offprint_http_requests_total'), 16, 'the metrics count the requests of all processes')
    t.equal(sum(text, 'offprint_processes'), workers === '1' ? 1 : 3)
    const withKey = await ask('/metrics', key.secret)
    t.equal(withKey.status, 200)
    t.equal(sum(withKey.text, 'offprint_http_requests_total'), 16)
    t.equal((await fetch(`http://127.0.0.1:${port}/other`)).status, 404)
    hasMembers(t, await ask('/metrics'), { status: 401, json: { code: 'key-required' } })

    t.equal(await server.stop(), 0)
    const log = server.lines.join('\n')
    t.ok(log.includes('"msg":"request"'))
    for (const secret of secrets)
      t.notOk(log.includes(String(secret)), `${String(secret).slice(0, 12)}… is not in the log`)
  })
}
