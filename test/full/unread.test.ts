import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { type Test, test } from 'tap'
import { hasMembers } from '../has-members.ts'
import { type Server, serve } from './server.ts'

const get = (target: string) => `GET ${target} HTTP/1.1\r\nHost: x\r\n\r\n`

/** A server with twenty articles of half a megabyte: the responses are larger than the socket buffers of any system. */
async function serving(t: Test, env: Record<string, string>, descriptors?: number): Promise<Server> {
  const news = Object.fromEntries(
    Array.from({ length: 20 }, (_, number) => [
      `${number}.txt`,
      `Ferry ${number}\n\n${'It sails at noon. '.repeat(30_000)}\n`,
    ]),
  )
  const folder = t.testdir({ news })
  const own = { DATABASE_URL: join(folder, 'offprint.db'), ...env }
  return serve(t, [join(folder, 'news')], own, undefined, descriptors)
}

/** Sends a request and never reads the response. */
async function unread(t: Test, { address }: Server, sent: string): Promise<Socket> {
  const { hostname, port } = new URL(address)
  const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true })
  socket.on('error', () => undefined)
  t.teardown(() => socket.destroy())
  await once(socket, 'connect')
  socket.pause()
  await new Promise<void>(resolve => socket.write(sent, () => resolve()))
  return socket
}

/** Repeats a request on new connections until its status is 200. */
async function answered({ address }: Server, target: string): Promise<void> {
  for (;;) {
    const status = await fetch(`${address}${target}`, { headers: { connection: 'close' } }).then(
      async answer => {
        await answer.body?.cancel()
        return answer.status
      },
      () => 0,
    )
    if (status === 200) return
    await setTimeout(100)
  }
}

test('the server limits exports that are not read, and ends them after WRITE_TIMEOUT', async t => {
  const server = await serving(t, { WRITE_TIMEOUT: '1', MAX_EXPORTS: '2', MAX_EXPORTS_PER_CLIENT: '2' })
  const path = '/v1/export.ndjson'
  await Promise.all([unread(t, server, get(path)), unread(t, server, get(path))])
  let third = await fetch(`${server.address}${path}`)
  while (third.status === 200) {
    await third.body?.cancel()
    third = await fetch(`${server.address}${path}`)
  }
  t.equal(third.status, 503)
  t.equal(third.headers.get('retry-after'), '5')
  hasMembers(t, await third.json(), { code: 'too-many-exports', status: 503 })
  await answered(server, path)
  t.equal(await server.stop('SIGTERM'), 0)
})

test('the server ends responses that are not read after WRITE_TIMEOUT, from the store and from memory', async t => {
  const server = await serving(t, { WRITE_TIMEOUT: '1', MAX_CONNECTIONS_PER_ADDRESS: '8' })
  const targets = ['/v1/articles?include=body', '/feeds/rss.xml', '/llms-full.txt', '/v1/sync?include=body']
  // After this, the response is in memory.
  await answered(server, '/v1/articles?include=body')
  // One response per connection, then several.
  for (const target of targets) await unread(t, server, get(target))
  for (const target of targets) await unread(t, server, get(target).repeat(4))
  await answered(server, '/health/live')
  t.equal(await server.stop('SIGTERM'), 0)
})

test('a slow reader receives the complete response', async t => {
  const server = await serving(t, { WRITE_TIMEOUT: '1' })
  const { hostname, port } = new URL(server.address)
  const socket = connect(Number(port), hostname)
  socket.write(`GET /v1/articles?include=body HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
  const chunks: Buffer[] = []
  for await (const chunk of socket) {
    chunks.push(chunk)
    if (chunks.length % 20 === 0) await setTimeout(20)
  }
  const whole = Buffer.concat(chunks)
  const body = whole.subarray(whole.indexOf('\r\n\r\n') + 4)
  t.equal(JSON.parse(body.toString()).items.length, 20)
  t.equal(await server.stop('SIGTERM'), 0)
})

test('the server answers again after more silent clients than it may have open time out', async t => {
  const server = await serving(t, { REQUEST_TIMEOUT: '2' }, 256)
  const silent = await Promise.all(Array.from({ length: 300 }, () => unread(t, server, '')))
  t.equal(silent.length, 300)
  await answered(server, '/health/live')
  const slow = await Promise.all(Array.from({ length: 300 }, () => unread(t, server, 'GET /v1 HTTP/1.1\r\n')))
  t.equal(slow.length, 300)
  await answered(server, '/health/live')
  for (const socket of [...silent, ...slow]) socket.destroy()
  t.equal(await server.stop('SIGTERM'), 0)
})
