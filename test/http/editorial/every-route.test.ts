import t from 'tap'
import { type Scope, scopes } from '../../../src/domain/access/key.ts'
import { problem } from '../../../src/http/problem/problem.ts'
import { openapiDocument } from '../../../src/http/service/openapi-document.ts'
import { hasMembers } from '../../has-members.ts'
import { articles, desk, type Said } from './desk.ts'

type Route = {
  name: string
  method: string
  path: string
  scope: Scope
  /** Whether the description has a request body. */
  takesBody: boolean
  responses: string[]
}

function routesOf(): Route[] {
  const paths: Record<string, Record<string, unknown>> = Object(openapiDocument('').paths)
  return Object.entries(paths)
    .filter(([path]) => path.startsWith('/v1/editorial'))
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => {
        const { security, requestBody, responses } = Object(operation)
        return {
          name: `${method.toUpperCase()} ${path}`,
          method: method.toUpperCase(),
          path,
          scope: security[0].apiKey[0],
          takesBody: requestBody !== undefined,
          responses: Object.keys(responses),
        }
      }),
    )
}

/** A path with existing ids: a term, the article, its first section or takeaway. */
function filled(path: string, { id, ...copy }: Said['body'], terms: Record<string, string>): string {
  const [, collection = ''] = /^\/v1\/editorial\/(\w+)/.exec(path) ?? []
  const term = terms[collection]
  if (term !== undefined) return path.replace('{id}', term)
  const member = path.includes('key-takeaways') ? 'keyTakeaways' : 'sections'
  const [first] = copy[member] as { id: string }[]
  const values: Record<string, string> = { id, part: first?.id ?? '', externalId: 'cms:1', key: 'none' }
  return path.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? 'none')
}

const sample = {
  externalId: 'cms:1',
  title: 'Ferries',
  markdown: 'Two.\n\n## Who pays\n\nUs.',
  keyTakeaways: [{ text: 'A' }],
}

const hostile: [what: string, payload: string][] = [
  ['no JSON', '{'],
  ['no UTF-8', '{"title":"\u0000'],
  ['too deep', `${'['.repeat(100)}${']'.repeat(100)}`],
  ['an array', '[]'],
  ['a number', '1'],
  ['null', 'null'],
  ['a prototype', '{"__proto__":{"x":1}}'],
  ['a member that is not known', '{"titel":"x"}'],
  ['a lone surrogate and a NUL', '{"\\ud800\\u0000":1}'],
]

t.test('every editorial route', async t => {
  const { app, ask, make, store, secretOf } = await desk(t)
  await app.ready()
  const copy = await make(sample)
  const terms: Record<string, string> = {}
  for (const collection of ['categories', 'tags', 'authors']) {
    const made = await ask('POST', `/v1/editorial/${collection}`, { body: { name: 'Boats' } })
    terms[collection] = made.body.id
  }
  const routes = routesOf()
  t.ok(routes.length >= 25, `${routes.length} routes`)
  const before = JSON.stringify([await store.article(copy.id), await store.lastChange()])
  const refusal = (status: number, code: string) => ({
    status,
    headers: { 'cache-control': 'no-store' },
    body: { code, status },
  })

  for (const { name, method, path, scope, takesBody, responses } of routes) {
    const url = filled(path, copy, terms)

    t.test(`${name}: 401 without a key and with a wrong one, before any other check`, async t => {
      for (const authorization of [undefined, 'Bearer offp_x', `Bearer ${'x'.repeat(40)}`]) {
        const headers = { ...(authorization && { authorization }), 'content-type': 'text/xml' }
        const answer = await app.inject({
          method: method as 'POST',
          url,
          headers,
          ...(takesBody && { payload: '<x>' }),
        })
        t.equal(answer.statusCode, 401)
        hasMembers(t, answer.headers, { 'www-authenticate': /^Bearer realm="Offprint"/, 'cache-control': 'no-store' })
        hasMembers(t, problem.parse(answer.json()), { code: 'key-required' })
      }
      t.ok(
        ['401', '403', 'default'].every(status => responses.includes(status)),
        'the document describes it',
      )
    })

    t.test(`${name}: 403 with the scope for a key with every other scope`, async t => {
      const others = scopes.filter(one => one !== scope)
      const answer = await ask(method, url, { scopes: others, ...(takesBody && { body: {} }), version: 1 })
      hasMembers(t, answer, refusal(403, 'scope-missing'))
      t.match(answer.headers['www-authenticate'], `error="insufficient_scope", scope="${scope}"`)
    })

    t.test(`${name}: 405 for an unsupported method`, async t => {
      const answer = await app.inject({ method: 'TRACE' as 'GET', url })
      t.equal(answer.statusCode, 405)
      t.match(answer.headers['allow'], method)
    })

    t.test(`${name}: 400 for an unknown parameter`, async t => {
      const answer = await ask(method, `${url}?utm_source=x`, { ...(takesBody && { body: {} }), version: 1 })
      hasMembers(t, answer, { status: 400, body: { code: 'invalid-request' } })
    })

    if (path.includes('{') && responses.includes('404')) {
      t.test(`${name}: 404 for unknown ids`, async t => {
        for (const id of ['0193a1c4-7b1e-7c3a-9f52-5d0e8a2b6c11', 'nobody', '%F0%9F%9A%A2', `${"'"}--`]) {
          const missing = path.replace(/\{\w+\}/, id).replace(/\{\w+\}/, 'x')
          const body = bodies[path.split('/').at(-1) ?? ''] ?? {}
          const answer = await ask(method, missing, { ...(takesBody && { body }), version: 1 })
          t.equal(answer.status, 404, `${id} ${JSON.stringify(answer.body)}`)
          t.equal(answer.headers['cache-control'], 'no-store')
        }
      })
    }

    if (responses.includes('428')) {
      t.test(`${name}: 428 without If-Match, 412 with another version`, async t => {
        const body = bodies[path.split('/').at(-1) ?? ''] ?? {}
        hasMembers(t, await ask(method, url, { ...(takesBody && { body }) }), refusal(428, 'version-required'))
        const stale = await ask(method, url, { ...(takesBody && { body }), version: 99 })
        hasMembers(t, stale, refusal(412, 'version-conflict'))
        hasMembers(t, stale, { headers: { etag: /^"v1\./ }, body: { version: 1 } })
      })
    }

    // Uploads are not JSON: see import-hostile.test.ts.
    const isUpload = /^POST \/v1\/editorial\/imports(:upload)?$/.test(name)
    if (method === 'POST' && !isUpload) {
      t.test(`${name}: 400 for an invalid Idempotency-Key`, async t => {
        const body = bodies[path.split('/').at(-1) ?? ''] ?? {}
        const headers = { 'idempotency-key': 'no string in quotes' }
        const answer = await ask(method, url, { ...(takesBody && { body }), version: 1, headers })
        hasMembers(t, answer, refusal(400, 'invalid-request'))
        hasMembers(t, answer.body.errors, [{ location: 'header', name: 'Idempotency-Key' }])
      })
    }

    if (takesBody && !isUpload) {
      t.test(`${name}: 4xx for a hostile body`, async t => {
        const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json'
        const authorization = `Bearer ${await secretOf(scopes)}`
        for (const [what, payload] of hostile) {
          const headers = { authorization, 'content-type': type, 'if-match': '"v1"' }
          const answer = await app.inject({ method: method as 'POST', url, headers, payload })
          t.ok(answer.statusCode >= 400 && answer.statusCode < 500, `${what}: ${answer.statusCode} ${answer.body}`)
          problem.parse(answer.json())
        }
        const headers = { authorization, 'content-type': 'text/xml', 'if-match': '"v1"' }
        t.equal((await app.inject({ method: method as 'POST', url, headers, payload: '<x/>' })).statusCode, 415)
      })
    }
  }

  t.test('the requests above changed nothing', async t => {
    t.equal(JSON.stringify([await store.article(copy.id), await store.lastChange()]), before)
    t.equal(((await ask('GET', articles)).body['items'] as unknown[]).length, 1)
  })
})

/** Valid bodies by the last segment of the address; other routes take an empty one. */
const bodies: Record<string, unknown> = {
  'view-imports': { items: [{ slug: 'no-such', date: '2026-11-22', count: 1 }] },
  articles: { title: 'New' },
  'tags:apply': { tag: 'boats', action: 'add', articleIds: ['0193a1c4-7b1e-7c3a-9f52-5d0e8a2b6c12'] },
  'articles:batch': [{ type: 'create', body: { title: 'New' } }],
  categories: { name: 'New' },
  tags: { name: 'New' },
  authors: { name: 'New' },
  keys: { name: 'New', scopes: ['articles:read'] },
  sections: { heading: 'New', blocks: [] },
  'section-order': { ids: [] },
  'key-takeaways': { text: 'New' },
  'key-takeaway-order': { ids: [] },
  restore: { edition: 1 },
  translation: { of: '0193a1c4-7b1e-7c3a-9f52-5d0e8a2b6c12' },
  merge: { into: '0193a1c4-7b1e-7c3a-9f52-5d0e8a2b6c12' },
  webhooks: { url: 'https://partner.example/' },
  replay: { since: '2026-11-22T12:00:00Z' },
}
