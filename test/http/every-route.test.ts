import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import t from 'tap'
import { problem } from '../../src/http/problem/problem.ts'
import { build } from '../build.ts'
import { hasMembers } from '../has-members.ts'
import { resolved } from '../openapi/resolved.ts'
import { everyAddress, ferries, isLenient, outspoken } from './sample.ts'

const security = {
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cross-origin-resource-policy': 'cross-origin',
}

t.test('every route', async t => {
  const { app, publish, time } = await build(t, { site: outspoken })
  await publish('ferries', ferries)
  time.now = new Date('2026-11-22T12:00:10Z')
  const routes = everyAddress()
  t.ok(routes.length >= 19, 'the document lists the routes')
  const ajv = new Ajv2020({ strict: false, schemas: [{ ...resolved(), $id: 'document' }] })
  addFormats.default(ajv)

  for (const { path, url } of routes) {
    const isHealth = path.startsWith('/health')
    const isStrict = path.startsWith('/v1') && !isLenient(path)
    // Other sites may frame the card.
    const isCard = path.endsWith('/card.html')
    // Streamed line by line and not cached.
    const isKept = !isHealth && path !== '/v1/export.ndjson'
    // The answer does not end: see stream.test.ts.
    const isStream = path === '/v1/stream'

    t.test(`GET ${path} answers 200 as the document describes`, { skip: isStream && 'it has no end' }, async t => {
      const { statusCode, headers, body } = await app.inject(url)
      t.equal(statusCode, 200)
      const { 'x-frame-options': frame, ...others } = security
      t.match(headers, others)
      t.equal(headers['x-frame-options'], isCard ? undefined : frame)
      const ancestors = isCard ? /frame-ancestors \*/ : /frame-ancestors 'none'/
      t.match(headers['content-security-policy'], /default-src 'none'/)
      t.match(headers['content-security-policy'], ancestors)
      hasMembers(t, headers, {
        'access-control-allow-origin': '*',
        'access-control-expose-headers': /ETag.*Repr-Digest/,
      })
      t.match(headers['x-request-id'], /^[\w-]{22}-[0-9a-z]+$/)
      t.equal(
        headers['cache-control'],
        !isKept ? 'no-store' : 'public, max-age=0, s-maxage=60, stale-while-revalidate=30, stale-if-error=86400',
      )
      const isCoded = isKept || path === '/v1/export.ndjson'
      t.equal(headers['vary'], isCoded ? 'Accept-Encoding' : undefined)
      const [type] = String(headers['content-type']).split(';')
      const place = path.replaceAll('~', '~0').replaceAll('/', '~1')
      const media = String(type).replaceAll('/', '~1')
      const pointer = `document#/paths/${place}/get/responses/200/content/${media}/schema`
      const validate = ajv.compile({ $ref: encodeURI(pointer) })
      validate(/[/+]json$/.test(String(type)) ? JSON.parse(body) : body)
      t.strictSame(validate.errors, null)
    })

    t.test(`HEAD ${path} has the headers of GET and no body`, { skip: isStream && 'GET has no end' }, async t => {
      const get = await app.inject(url)
      const head = await app.inject({ method: 'HEAD', url })
      t.equal(head.statusCode, 200)
      t.equal(head.body, '')
      for (const headers of [get.headers, head.headers])
        for (const name of ['date', 'x-request-id', 'transfer-encoding']) delete headers[name]
      t.strictSame(head.headers, get.headers)
    })

    // The only address that clients both read and write without a key.
    const isWritten = path === '/v1/articles/{ref}/views'
    const allow = isWritten ? 'GET, HEAD, OPTIONS, POST' : 'GET, HEAD, OPTIONS'

    t.test(`OPTIONS ${path} answers 204 with Allow`, async t => {
      const { statusCode, headers, body } = await app.inject({ method: 'OPTIONS', url })
      t.equal(statusCode, 204)
      t.equal(body, '')
      t.equal(headers['allow'], allow)
    })

    t.test(`OPTIONS ${path}: a preflight allows the methods and headers that editors need`, async t => {
      const origin = { origin: 'https://www.example.org', 'access-control-request-method': 'PATCH' }
      const { statusCode, headers } = await app.inject({ method: 'OPTIONS', url, headers: origin })
      t.equal(statusCode, 204)
      hasMembers(t, headers, {
        'access-control-allow-origin': '*',
        'access-control-allow-methods': /PUT, PATCH, DELETE/,
      })
      t.match(headers['access-control-allow-headers'], /Authorization.*Idempotency-Key.*If-Match/)
    })

    for (const method of ['POST', 'DELETE', 'PROPFIND', 'QUERY'] as const) {
      const skip = isWritten && method === 'POST' && 'it counts a view'
      t.test(`${method} ${path} answers 405 with Allow, for any body`, { skip }, async t => {
        const request = { method: method as 'POST', url, payload: '<x>', headers: { 'content-type': 'text/xml' } }
        const { statusCode, headers, body } = await app.inject(request)
        t.equal(statusCode, 405)
        hasMembers(t, headers, { ...security, allow, 'cache-control': 'no-store' })
        hasMembers(t, problem.parse(JSON.parse(body)), { code: 'method-not-allowed', status: 405 })
      })
    }

    if (!isKept) continue

    t.test(`GET ${path} answers 304 for its entity tag`, { skip: isStream && 'it has no tag' }, async t => {
      const { headers } = await app.inject(url)
      const etag = String(headers['etag'])
      t.match(etag, /^W\/"[\w.-]+"$/)
      for (const tags of [etag, etag.slice(2), `"other", ${etag}`, '*']) {
        for (const method of ['GET', 'HEAD'] as const) {
          const again = await app.inject({
            method,
            url,
            headers: { 'if-none-match': tags, 'cache-control': 'no-cache' },
          })
          t.equal(again.statusCode, 304, `${method} ${tags}`)
          t.equal(again.body, '')
          for (const name of ['etag', 'cache-control', 'vary', 'cache-groups', 'surrogate-key']) {
            t.equal(again.headers[name], headers[name], name)
          }
          t.notOk('content-type' in again.headers)
        }
      }
      t.equal((await app.inject({ url, headers: { 'if-none-match': '"other"' } })).statusCode, 200)
    })

    if (!isStrict) continue

    t.test(`GET ${path} answers 400 for an unknown parameter`, async t => {
      const { statusCode, headers, body } = await app.inject(`${url}${url.includes('?') ? '&' : '?'}utm_source=x`)
      t.equal(statusCode, 400)
      hasMembers(t, headers, { ...security, 'content-type': 'application/problem+json', 'cache-control': 'no-store' })
      hasMembers(t, problem.parse(JSON.parse(body)), {
        code: 'invalid-request',
        instance: url.split('?')[0],
        errors: [{ location: 'query', name: 'utm_source', code: 'unknown' }],
      })
    })

    t.test(`HEAD ${path} answers an error without a body`, async t => {
      const { statusCode, headers, body } = await app.inject({
        method: 'HEAD',
        url: `${url}${url.includes('?') ? '&' : '?'}utm_source=x`,
      })
      t.strictSame([statusCode, body, headers['content-type']], [400, '', 'application/problem+json'])
    })
  }
})
