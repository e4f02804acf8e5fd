import { type AddressInfo, connect, type Socket } from 'node:net'
import t, { type Test } from 'tap'
import type { App, AppDeps } from '../../src/app.ts'
import { problem } from '../../src/http/problem.ts'
import { build } from '../build.ts'

const limits = { bodyBytes: 1024, urlLength: 2000, headerBytes: 4096, jsonDepth: 8 }

/** Sends bytes over a socket of its own and reads until the server closes it. */
async function exchange(port: number, sent: string): Promise<{ head: string; body: string }> {
  const socket = connect(port, '127.0.0.1')
  socket.write(sent, 'latin1')
  const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n')
  return { head, body }
}

async function listening(t: Test, more: Partial<AppDeps> = {}, prepare: (app: App) => Promise<void> = async () => {}) {
  const built = await build(t, { limits, ...more })
  await prepare(built.app)
  await built.app.listen({ host: '127.0.0.1', port: 0 })
  return { ...built, port: (built.app.server.address() as AddressInfo).port }
}

t.test('a request that HTTP cannot read is answered with a problem', async t => {
  const { port } = await listening(t)
  const end = 'Host: x\r\nConnection: close\r\n\r\n'
  const cases: [string, number, string][] = [
    ['NONSENSE\r\n\r\n', 400, 'invalid-request'],
    [`GET /v1 HTTP/1.1\r\nX: ${'a'.repeat(5000)}\r\n${end}`, 431, 'headers-too-large'],
    [`GET /${'a'.repeat(5000)} HTTP/1.1\r\n${end}`, 414, 'uri-too-long'],
    [`GET /${'a'.repeat(2500)} HTTP/1.1\r\n${end}`, 414, 'uri-too-long'],
    [`GET /v1/articles/\xe6\xb8\xaf HTTP/1.1\r\n${end}`, 400, 'invalid-request'],
    [`GET /a b HTTP/1.1\r\n${end}`, 400, 'invalid-request'],
    [`POST /v1 HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n${end}`, 400, 'invalid-request'],
  ]
  for (const [sent, status, code] of cases) {
    const { head, body } = await exchange(port, sent)
    t.match(head, new RegExp(`^HTTP/1\\.1 ${status} `), sent.slice(0, 30))
    t.match(head.toLowerCase(), /content-type: application\/problem\+json/)
    t.match(head.toLowerCase(), /x-content-type-options: nosniff/)
    t.match(problem.parse(JSON.parse(body)), { status, code })
  }
})

t.test('a target in absolute form is taken by its path; the Host header is never read', async t => {
  const { port, publish } = await listening(t)
  await publish('a', { title: 'A' })
  const lines = 'Host: evil.example\r\nConnection: close\r\n\r\n'
  const { head, body } = await exchange(port, `GET http://evil.example/v1/articles/a?fields=url HTTP/1.1\r\n${lines}`)
  t.match(head, /^HTTP\/1\.1 200 /)
  t.match(JSON.parse(body), { url: 'https://news.example.org/v1/articles/a' })
  t.notMatch(head, /evil/)
})

t.test('a request that does not arrive in time is answered 408', async t => {
  const { port } = await listening(t, { timeouts: { requestMs: 100, keepAliveMs: 1000 } })
  const { head, body } = await exchange(port, 'GET /v1 HTTP/1.1\r\nHost: x\r\n')
  t.match(head, /^HTTP\/1\.1 408 /)
  t.match(problem.parse(JSON.parse(body)), { status: 408, code: 'request-timeout' })
})

t.test('closing: what is under way is answered, ready turns 503, then the connection ends', async t => {
  const { store } = await build(t)
  const [asked, answerable, closing] = [signal(), signal(), signal()]
  const find: typeof store.find = async ref => {
    asked.resolve()
    await answerable.promise
    return store.find(ref)
  }
  const { port, app } = await listening(t, { store: { ...store, find } }, async app => {
    app.addHook('preClose', async () => closing.resolve())
  })
  const socket = connect(port, '127.0.0.1')
  const answered = text(socket)
  // The second has begun to arrive when the server begins to close. The first is with its route already: what comes to a
  // route later is the last on its connection.
  socket.write('GET /v1/articles/none? HTTP/1.1\r\nHost: x\r\n\r\nGET /health/ready HTTP/1.1\r\nHost: x\r\n')
  await asked.promise
  app.server.once('request', () => answerable.resolve())
  const closed = app.close()
  await closing.promise
  socket.write('\r\n')
  const both = await answered
  await closed
  t.match(both, /^HTTP\/1\.1 404 .*HTTP\/1\.1 503 /s)
  t.match(both, /"code":"unavailable"/)
})

function signal() {
  return Promise.withResolvers<void>()
}

async function text(socket: Socket): Promise<string> {
  let all = ''
  for await (const chunk of socket) all += chunk
  return all
}
