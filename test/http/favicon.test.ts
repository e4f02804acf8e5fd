import t from 'tap'
import { build } from '../build.ts'
import { hasMembers } from '../has-members.ts'
import { desk } from './editorial/desk.ts'

t.test('GET /favicon.ico returns a cacheable icon', async t => {
  const { app } = await build(t)
  const { statusCode, headers, rawPayload } = await app.inject('/favicon.ico')
  t.equal(statusCode, 200)
  hasMembers(t, headers, { 'content-type': 'image/vnd.microsoft.icon', 'cache-control': /^public/ })
  t.equal(rawPayload.subarray(0, 4).toString('hex'), '00000100')
  t.equal(rawPayload.subarray(22, 26).toString('latin1'), '\x89PNG')
})

t.test('CORS allows trace headers and exposes WWW-Authenticate', async t => {
  const { app } = await build(t)
  const { headers } = await app.inject({
    method: 'OPTIONS',
    url: '/v1/articles',
    headers: {
      origin: 'https://x.example',
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'baggage,traceparent,tracestate',
    },
  })
  t.match(headers['access-control-allow-headers'], /Authorization.*traceparent, tracestate, baggage.*, \*/)
  t.match((await app.inject('/v1/articles')).headers['access-control-expose-headers'], /WWW-Authenticate/)
})

t.test('GET /v1/articles suggests the right parameter for common parameters of other APIs', async t => {
  const { app } = await build(t)
  const suggested = async (name: string) => {
    const [error] = (await app.inject(`/v1/articles?${name}=2`)).json().errors
    return [error.suggestion, /full-text search/.test(error.detail)]
  }
  t.strictSame(await Promise.all(['page', 'offset', 'skip', 'exclude', 'q', 'search', 'per_page'].map(suggested)), [
    ['cursor', false],
    ['cursor', false],
    ['cursor', false],
    ['fields', false],
    [undefined, true],
    [undefined, true],
    ['limit', false],
  ])
})

t.test('control characters and lone surrogates of a request are removed from the working copy', async t => {
  const { make } = await desk(t)
  const made = await make({ title: 'a\u0001b', keyTakeaways: [{ text: 'c\ud83d' }], text: 'Words.' })
  t.match(made['title'], /^ab$/)
})
