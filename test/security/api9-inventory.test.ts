import t from 'tap'
import { openapiDocument } from '../../src/http/service/openapi-document.ts'
import { build } from '../build.ts'

/** Routes that are not part of the contract: the pages of the documentation. */
const outside = ['/docs', '/docs/*', '/v1/editorial/views:import']

t.test('API9: every route is in the OpenAPI document or in the list of exceptions', async t => {
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
    'the document describes only existing routes',
  )
})
