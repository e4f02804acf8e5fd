import Fastify from 'fastify'
import t from 'tap'
import { acceptJson, parseJson } from '../../src/http/message/json-body.ts'
import { errorHandler } from '../../src/http/server/error-handler.ts'

t.test('parseJson parses like JSON.parse and refuses JSON deeper than the limit', async t => {
  const cases: [string, number][] = [
    ['{"a":[1,{"b":"c"}]}', 3],
    ['"[[[[[[\\"[[["', 0],
    ['[[],[],{}]', 2],
    ['1', 0],
    ['{"__proto__":{"x":1}}', 2],
  ]
  for (const [text, deep] of cases) {
    t.strictSame(parseJson(Buffer.from(text), deep), JSON.parse(text))
    if (deep > 0) t.throws(() => parseJson(Buffer.from(text), deep - 1), { code: 'malformed-body' })
  }
  for (const broken of ['', '{', '\u0000', '[1,]', 'NaN', '{"a":"\\']) {
    t.throws(() => parseJson(Buffer.from(broken), 5), { code: 'malformed-body' }, broken)
  }
  t.throws(() => parseJson(Buffer.from([0x22, 0xff, 0x22]), 5), { code: 'malformed-body' })
  t.throws(() => parseJson(Buffer.from('['.repeat(1_000_000)), 200), { code: 'malformed-body' })
})

t.test('POST: a wrong media type, size, depth or syntax is refused with a problem', async t => {
  const app = Fastify({ bodyLimit: 100 })
  app.setErrorHandler(
    errorHandler({ publicUrl: 'https://news.example.org', urlLength: 1000, logRefusal: () => undefined }),
  )
  acceptJson(app, 5)
  app.post('/', async ({ body }) => ({ body }))
  const post = async (type: string, payload: string) => {
    const { statusCode, body } = await app.inject({
      method: 'POST',
      url: '/',
      headers: { 'content-type': type },
      payload,
    })
    return [statusCode, JSON.parse(body).code]
  }
  for (const type of ['application/json', 'application/json; charset=utf-8', 'application/merge-patch+json']) {
    t.strictSame(await post(type, '{"a":1}'), [200, undefined], type)
  }
  for (const type of ['text/plain', 'text/xml', 'application/jsonp', 'x']) {
    t.strictSame(await post(type, '{}'), [415, 'unsupported-media-type'], type)
  }
  t.strictSame(await post('application/json', '{"a":'), [400, 'malformed-body'])
  t.strictSame(await post('application/json', '[[[[[[]]]]]]'), [400, 'malformed-body'])
  t.strictSame(await post('application/json', `"${'a'.repeat(100)}"`), [413, 'body-too-large'])
})
