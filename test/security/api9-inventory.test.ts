import t from 'tap'
import { openapiDocument } from '../../src/http/service/openapi-document.ts'
import { build } from '../build.ts'

/** Routes that are not part of the contract: pages for people, and HEAD of described addresses. */
const outside = ['/docs', '/docs/*']

t.test('API9: every route is in the OpenAPI document, or known to be outside of it', async t => {
  const found: string[] = []
  await build(t, {}, undefined, async app => {
    app.addHook('onRoute', ({ method, url }) => {
      if (url !== '*') for (const one of [method].flat()) found.push(`${one} ${url}`)
    })
  })
  const described = Object.entries(openapiDocument('').paths ?? {}).flatMap(([path, methods]) =>
    Object.keys(Object(methods)).map(method => `${method.toUpperCase()} ${path}`),
  )
  const named = (route: string) =>
    route
      .replaceAll('::', '\u0000')
      .replace(/:(\w+)/g, '{$1}')
      .replaceAll('\u0000', ':')
  const hidden = found
    .map(named)
    .filter(
      route => !described.includes(route.replace(/^HEAD /, 'GET ')) && !outside.includes(route.split(' ')[1] ?? ''),
    )
  t.strictSame(hidden, [])
  t.strictSame(
    described.filter(route => !found.map(named).includes(route)),
    [],
    'and it describes no route that is not there',
  )
})
