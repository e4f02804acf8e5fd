import t, { type Test } from 'tap'
import type { AppDeps } from '../../src/app/deps.ts'
import { type Scope, scopes } from '../../src/domain/access/key.ts'
import { createKey } from '../../src/editorial/key/create.ts'
import { openapiDocument } from '../../src/http/service/openapi-document.ts'
import { build } from '../build.ts'
import { numberedIds } from '../domain/sample.ts'
import { ferries, fillable, outspoken } from '../http/sample.ts'

/** Routes that need no key even when PUBLIC_READ is false: the service itself and files for crawlers. */
const open = [
  '/',
  '/v1',
  '/docs',
  '/docs/*',
  '/openapi.json',
  '/health/live',
  '/health/ready',
  '/problems',
  '/problems/:code',
  '/robots.txt',
  '/favicon.ico',
  '/.well-known/security.txt',
  '/.well-known/api-catalog',
  '/.well-known/tdmrep.json',
]

type Route = { method: string; url: string }

const paths = openapiDocument('').paths as Record<string, Record<string, { security: { apiKey: Scope[] }[] }>>

/** The application with a key for each scope, and every route that it registers. */
async function serving(t: Test, more: Partial<AppDeps>) {
  const routes: Route[] = []
  const built = await build(t, { site: outspoken, ...more }, undefined, async app => {
    app.addHook('onRoute', ({ method, url }) => {
      for (const one of [method].flat()) if (url !== '*') routes.push({ method: one, url })
    })
  })
  await built.publish('ferries', ferries)
  const newId = numberedIds('0cee0000')
  const deps = { store: built.store, clock: () => built.time.now, newId }
  const secrets = new Map<Scope, string>()
  for (const scope of scopes) {
    const { secret } = await createKey({ name: scope, scopes: [scope] }, undefined, { actor: 'cli' }, deps)
    secrets.set(scope, secret)
  }
  return { ...built, routes, secrets }
}

/** Second addresses, which the OpenAPI document does not name, with the first ones. */
const aliases: Record<string, string> = { '/v1/editorial/views:import': '/v1/editorial/view-imports' }

/** The scope that the OpenAPI document names for an editorial route. */
function editorialScope({ method, url }: Route): Scope {
  const path = url
    .replaceAll('::', '\u0000')
    .replace(/:(\w+)/g, '{$1}')
    .replaceAll('\u0000', ':')
  const operation = paths[aliases[path] ?? path]?.[method === 'HEAD' ? 'get' : method.toLowerCase()]
  const scope = operation?.security[0]?.apiKey[0]
  if (scope === undefined) throw new Error(`${method} ${url} is not described with a scope`)
  return scope
}

function addressOf({ url }: Route): string {
  // The stream does not end: this invalid token is refused after the check of access.
  if (url === '/v1/stream') return '/v1/stream?since=none'
  return url
    .replaceAll('::', '\u0000')
    .replace(/:(\w+)/g, (_, name: string) => fillable[name] ?? 'none')
    .replaceAll('\u0000', ':')
    .replace('*', 'none')
}

for (const publicRead of [true, false]) {
  t.test(`every route accepts only keys with its scope, with ${publicRead ? 'public' : 'closed'} reading`, async t => {
    const { app, routes, secrets } = await serving(t, { publicRead })
    t.ok(routes.length > 100, `${routes.length} routes`)
    for (const method of ['GET', 'HEAD']) {
      const missing = routes.filter(
        one => one.method === 'GET' && !routes.some(has => has.method === method && has.url === one.url),
      )
      t.strictSame(missing, [], `every address with GET also has ${method}`)
    }
    for (const route of routes) {
      const isEditorial = route.url.startsWith('/v1/editorial') || route.url === '/metrics'
      const scope = isEditorial
        ? editorialScope(route)
        : open.includes(route.url) || publicRead
          ? undefined
          : 'content:read'
      const wrong: string[] = []
      for (const held of [undefined, ...scopes]) {
        const answer = await app.inject({
          method: route.method as 'GET',
          url: addressOf(route),
          headers: held === undefined ? {} : { authorization: `Bearer ${secrets.get(held)}` },
        })
        const wanted = scope === undefined || held === scope ? 'passes' : held === undefined ? 401 : 403
        const is = [401, 403].includes(answer.statusCode) ? answer.statusCode : 'passes'
        if (is !== wanted) wrong.push(`${held ?? 'no key'}: ${answer.statusCode} instead of ${wanted}`)
        if (route.method === 'HEAD' && answer.body !== '') wrong.push('HEAD has a body')
        if (answer.statusCode >= 500) wrong.push(`${held ?? 'no key'}: ${answer.statusCode}`)
      }
      t.strictSame(wrong, [], `${route.method} ${route.url}: ${scope ?? 'everyone'}`)
    }
  })
}
