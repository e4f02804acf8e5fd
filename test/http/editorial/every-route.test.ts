import t from 'tap'
import { type Scope, scopes } from '../../../src/domain/access/key.ts'
import { problem } from '../../../src/http/problem/problem.ts'
import { openapiDocument } from '../../../src/http/service/openapi-document.ts'
import { articles, desk, type Said } from './desk.ts'

type Route = {
  name: string
  method: string
  path: string
  scope: Scope
  /** Whether it is described to take a body. */
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

/** A path with what there is: a term, the article, its first section or takeaway. */
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

    t.test(`${name}: 401 without a key and with a wrong one, before anything else`, async t => {
      for (const authorization of [undefined, 'Bearer offp_x', `Bearer ${'x'.repeat(40)}`]) {
        const headers = { ...(authorization && { authorization }), 'content-type': 'text/xml' }
        const answer = await app.inject({
          method: method as 'POST',
          url,
          headers,
          ...(takesBody && { payload: '<x>' }),
        })
        t.equal(answer.statusCode, 401)
        t.match(answer.headers, { 'www-authenticate': /^Bearer realm="Offprint"/, 'cache-control': 'no-store' })
        t.match(problem.parse(answer.json()), { code: 'key-required' })
      }
      t.ok(
        ['401', '403', 'default'].every(status => responses.includes(status)),
        'and the document says so',
      )
    })

    t.test(`${name}: 403 that names the scope, for a key with every other`, async t => {
      const others = scopes.filter(one => one !== scope)
      const answer = await ask(method, url, { scopes: others, ...(takesBody && { body: {} }), version: 1 })
      t.match(answer, refusal(403, 'scope-missing'))
      t.match(answer.headers['www-authenticate'], `error="insufficient_scope", scope="${scope}"`)
    })

    t.test(`${name}: 405 for a method that it does not take`, async t => {
      const answer = await app.inject({ method: 'TRACE' as 'GET', url })
      t.equal(answer.statusCode, 405)
      t.match(answer.headers['allow'], method)
    })

    t.test(`${name}: 400 for a parameter that it does not know`, async t => {
      const answer = await ask(method, `${url}?utm_source=x`, { ...(takesBody && { body: {} }), version: 1 })
      t.match(answer, { status: 400, body: { code: 'invalid-request' } })
    })

    if (path.includes('{') && responses.includes('404')) {
      t.test(`${name}: 404 for what is not there`, async t => {
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
        t.match(await ask(method, url, { ...(takesBody && { body }) }), refusal(428, 'version-required'))
        const stale = await ask(method, url, { ...(takesBody && { body }), version: 99 })
        t.match(stale, refusal(412, 'version-conflict'))
        t.match(stale, { headers: { etag: /^"v1\./ }, body: { version: 1 } })
      })
    }

    // What it takes is no JSON: see import-hostile.test.ts.
    const isUpload = /^POST \/v1\/editorial\/imports(:upload)?$/.test(name)
    if (method === 'POST' && !isUpload) {
      t.test(`${name}: Idempotency-Key is taken or refused, never ignored`, async t => {
        const body = bodies[path.split('/').at(-1) ?? ''] ?? {}
        const headers = { 'idempotency-key': 'no string in quotes' }
        const answer = await ask(method, url, { ...(takesBody && { body }), version: 1, headers })
        t.match(answer, refusal(400, 'invalid-request'))
        t.match(answer.body.errors, [{ location: 'header', name: 'Idempotency-Key' }])
      })
    }

    if (takesBody && !isUpload) {
      t.test(`${name}: 4xx for a hostile body, and nothing is written`, async t => {
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

  t.test('and after all that nothing has changed', async t => {
    t.equal(JSON.stringify([await store.article(copy.id), await store.lastChange()]), before)
    t.equal(((await ask('GET', articles)).body['items'] as unknown[]).length, 1)
  })
})

/** Bodies that the schema takes, by the last segment of the address; elsewhere an empty one is. */
const bodies: Record<string, unknown> = {
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
}
