import { once } from 'node:events'
import { type AddressInfo, connect, type Socket } from 'node:net'
import t, { type Test } from 'tap'
import type { App, AppDeps } from '../../src/app/deps.ts'
import { problem } from '../../src/http/problem/problem.ts'
import { build } from '../build.ts'
import { hasMembers } from '../has-members.ts'
import { askPort } from './wire.ts'

const limits = { bodyBytes: 1024, urlLength: 2000, headerBytes: 4096, jsonDepth: 8 }

/** Sends bytes over a new socket and reads until the server closes it. */
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

t.test('a malformed HTTP request is answered with a problem', async t => {
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
    hasMembers(t, problem.parse(JSON.parse(body)), { status, code })
  }
})

t.test('a request without Host, or with an unknown expectation, is answered with a problem', async t => {
  const { port, publish } = await listening(t)
  await publish('a', { title: 'A' })
  const target = '/v1/articles/a'
  const close = 'Connection: close\r\n\r\n'
  // The second one is answered from memory.
  for (const _ of [1, 2]) await exchange(port, `GET ${target} HTTP/1.1\r\nHost: x\r\n${close}`)
  const cases = [
    {
      fields: '',
      name: 'host',
      code: 'required',
      detail: 'A request must have a “Host” field (RFC 9112 section 3.2).',
    },
    {
      fields: 'Host: x\r\nExpect: x\r\n',
      name: 'expect',
      code: 'invalid',
      detail: '“Expect” must be 100-continue. Leave it out, or send 100-continue.',
    },
  ]
  for (const method of ['GET', 'POST']) {
    for (const { fields, ...fault } of cases) {
      const { head, body } = await exchange(port, `${method} ${target} HTTP/1.1\r\n${fields}${close}`)
      t.match(head, /^HTTP\/1\.1 400 /)
      t.match(head.toLowerCase(), /content-type: application\/problem\+json/)
      const requestId = /^x-request-id: (.+)$/im.exec(head)?.[1]
      t.strictSame(JSON.parse(body), {
        type: 'https://news.example.org/problems/invalid-request',
        title: 'The request is not valid',
        status: 400,
        detail: fault.detail,
        instance: target,
        code: 'invalid-request',
        requestId,
        errors: [{ location: 'header', ...fault }],
      })
    }
  }
})

t.test('HTTP/1.0 needs no Host, and Expect: 100-continue is accepted', async t => {
  const { port } = await listening(t)
  const close = 'Connection: close\r\n\r\n'
  t.match((await exchange(port, `GET /v1 HTTP/1.0\r\n${close}`)).head, /^HTTP\/1\.1 200 /)
  const { head } = await exchange(port, `GET /v1 HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n${close}`)
  t.match(head, /^HTTP\/1\.1 100 Continue$/)
})

t.test('a target in absolute form is used by its path, and the Host header is ignored', async t => {
  const { port, publish } = await listening(t)
  await publish('a', { title: 'A' })
  const lines = 'Host: evil.example\r\nConnection: close\r\n\r\n'
  const { head, body } = await exchange(port, `GET http://evil.example/v1/articles/a?fields=url HTTP/1.1\r\n${lines}`)
  t.match(head, /^HTTP\/1\.1 200 /)
  hasMembers(t, JSON.parse(body), { url: 'https://news.example.org/v1/articles/a' })
  t.notMatch(head, /evil/)
})

t.test('a request that does not arrive in time is answered with 408', async t => {
  const { port } = await listening(t, { timeouts: { requestMs: 100, writeMs: 30_000, keepAliveMs: 1000 } })
  const { head, body } = await exchange(port, 'GET /v1 HTTP/1.1\r\nHost: x\r\n')
  t.match(head, /^HTTP\/1\.1 408 /)
  hasMembers(t, problem.parse(JSON.parse(body)), { status: 408, code: 'request-timeout' })
})

/** Sends bytes and reads until the server ends its side; the client side stays open. */
async function held(port: number, sent: string): Promise<{ text: string; socket: Socket }> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  socket.on('error', () => undefined)
  socket.write(sent)
  return { text: await text(socket), socket }
}

t.test('the server closes a connection after an error, also if the client never closes its side', async t => {
  const timeouts = { requestMs: 100, writeMs: 30_000, keepAliveMs: 1000 }
  const { port, app } = await listening(t, { timeouts })
  const cases = { '': 408, 'GET /v1 HTTP/1.1\r\nHo': 408, 'NONSENSE\r\n\r\n': 400 }
  const opened = await Promise.all(
    Object.entries(cases).map(async ([sent, status]) => ({ ...(await held(port, sent)), status })),
  )
  for (const { text, status } of opened) t.match(text, new RegExp(`^HTTP/1\\.1 ${status} `))
  while ((await connections(app)) > 0) await new Promise(setImmediate)
  t.equal(await connections(app), 0)
  for (const { socket } of opened) socket.destroy()
})

t.test('a client that closes its side within a request receives 400, and the connection is closed', async t => {
  const { port, app } = await listening(t)
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  socket.end('GET /v1 HTTP/1.1\r\nHost')
  t.match(await text(socket), /^HTTP\/1\.1 400 /)
  while ((await connections(app)) > 0) await new Promise(setImmediate)
  socket.destroy()
})

t.test('a client that closes its side after a whole request receives the answer', async t => {
  const { port } = await listening(t)
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  socket.end('GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n')
  t.match(await text(socket), /^HTTP\/1\.1 200 .*\{"status":"ok"\}$/s)
})

t.test('connections per address are limited, except for trusted proxies', async t => {
  const bounds = { connections: { max: 8, maxPerAddress: 2 } }
  const { port } = await listening(t, bounds)
  const held = await openSockets(port, 2)
  await t.rejects(askPort(port, '/health/live'), { code: 'ECONNRESET' })
  t.equal((await askPort(port, '/health/live', {}, 'GET', '127.0.0.2')).status, 200)
  held[0]?.destroy()
  let freed: number | undefined
  while (freed === undefined)
    freed = await askPort(port, '/health/live').then(
      answer => answer.status,
      () => undefined,
    )
  t.equal(freed, 200, 'a closed connection makes room')
  held[1]?.destroy()

  const trusting = await listening(t, { ...bounds, trustedProxies: ['127.0.0.1'] })
  const proxied = await openSockets(trusting.port, 4)
  t.equal((await askPort(trusting.port, '/health/live')).status, 200)
  for (const socket of proxied) socket.destroy()
})

t.test('connections per process are limited, and only 10 refusals are logged', async t => {
  const lines: string[] = []
  const logger = { level: 'warn', stream: { write: (line: string) => void lines.push(line) } }
  const { port } = await listening(t, { connections: { max: 3, maxPerAddress: 1000 }, logger })
  const held = await openSockets(port, 3)
  for (let round = 0; round < 30; round += 1) await t.rejects(askPort(port, '/health/live'))
  const logged = lines.map(line => JSON.parse(line)).filter(({ msg }) => msg === 'too many connections')
  t.equal(logged.length, 10)
  hasMembers(t, logged[0], { level: 40, address: '127.0.0.1', skipped: 0 })
  for (const socket of held) socket.destroy()
})

function connections(app: App): Promise<number> {
  return new Promise((resolve, reject) =>
    app.server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
  )
}

/** Opens connections that the server has accepted. */
async function openSockets(port: number, count: number): Promise<Socket[]> {
  return Promise.all(
    Array.from({ length: count }, async () => {
      const socket = connect(port, '127.0.0.1')
      socket.on('error', () => undefined)
      socket.write('GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n')
      await once(socket, 'data')
      return socket
    }),
  )
}

t.test('close answers running requests, answers 503 to new ones and then ends the connection', async t => {
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
  // The second request is incomplete when the server starts to close. The first has reached its route: a request that
  // reaches its route later is the last on its connection.
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
