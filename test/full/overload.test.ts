import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { Agent, type IncomingHttpHeaders, request } from 'node:http'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { problem } from '../../src/http/problem/problem.ts'
import { hasMembers } from '../has-members.ts'
import { type Server, serve } from './server.ts'

t.setTimeout(300_000)

const key = 'k'.repeat(40)
const article = { title: 'Harbour', text: 'Two boats left.\n\n'.repeat(2000) }

type Answer = { status: number | undefined; headers: IncomingHttpHeaders; body: string }

/** A server that memory answers `/v1/articles` for, with a turn that every burst exceeds. */
async function start(t: Test, env: Record<string, string> = {}): Promise<Server> {
  const folder = t.testdir({ news: { 'a.md': `---\ntitle: A\ndate: 2026-11-01\n---\n\n${'word '.repeat(50_000)}\n` } })
  const server = await serve(t, [join(folder, 'news')], {
    DATABASE_URL: join(folder, 'offprint.db'),
    OFFPRINT_ADMIN_KEY: key,
    RATE_LIMIT: 'none',
    KEY_RATE_LIMIT: 'none',
    MAX_WAITING_TIME: '1',
    OVERLOAD_RETRY: '7',
    LOG_LEVEL: 'error',
    ...env,
  })
  hasMembers(t, await fetch(`${server.address}/v1/articles`), { status: 200 })
  return server
}

function ask(agent: Agent, url: string, method = 'GET', body?: object): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  const sent = request(url, { agent, method, ...(body && { headers }) }, async response => {
    let text = ''
    for await (const chunk of response.setEncoding('utf8')) text += chunk
    resolve({ status: response.statusCode, headers: response.headers, body: text })
  })
  sent.once('error', reject)
  sent.end(body && JSON.stringify(body))
  return promise
}

t.test('beyond capacity, cold reads and writes are answered or refused with 503, and memory answers all', async t => {
  const { address } = await start(t)
  const agent = new Agent({ keepAlive: true })
  t.teardown(() => agent.destroy())
  const cold: Answer[] = []
  const writes: Answer[] = []
  const hot: Answer[] = []
  for (let round = 0; round < 20 && (round < 3 || !cold.some(({ status }) => status === 503)); round += 1) {
    const each = <Value>(count: number, work: (index: number) => Promise<Value>) =>
      Promise.all(Array.from({ length: count }, (_, index) => work(index)))
    const [reads, made, kept] = await Promise.all([
      each(150, index => ask(agent, `${address}/v1/articles/unknown-${round}-${index}`)),
      each(5, () => ask(agent, `${address}/v1/editorial/articles`, 'POST', article)),
      each(20, () => ask(agent, `${address}/v1/articles`)),
    ])
    cold.push(...reads)
    writes.push(...made)
    hot.push(...kept)
  }
  t.strictSame([...new Set(hot.map(({ status }) => status))], [200], 'memory answers')
  t.strictSame([...new Set(cold.map(({ status }) => status))].sort(), [404, 503])
  for (const { status } of writes) t.ok(status === 201 || status === 503, `a write is ${status}`)
  const refused = [...cold, ...writes].filter(({ status }) => status === 503)
  for (const { headers, body } of refused) {
    if (headers['retry-after'] !== '7') t.equal(headers['retry-after'], '7')
    if (JSON.parse(body).code !== 'overloaded') t.equal(JSON.parse(body).code, 'overloaded')
  }
  const [one] = refused
  hasMembers(t, one?.headers, {
    'cache-control': 'no-store',
    'content-type': 'application/problem+json',
    'access-control-allow-origin': '*',
    'x-content-type-options': 'nosniff',
  })
  problem.parse(JSON.parse(one?.body ?? ''))
  const created = writes.filter(({ status }) => status === 201).length
  const authorization = `Bearer ${key}`
  const list = await fetch(`${address}/v1/editorial/articles?count=true`, { headers: { authorization } })
  t.equal(Object(await list.json()).page?.total, created + 1, 'a refused write wrote nothing')
  t.equal((await ask(agent, `${address}/health/ready`)).status, 200)
})

t.test('slow readers, slow heads and idle connections take a bounded amount of memory', async t => {
  const server = await start(t, { MAX_CONNECTIONS_PER_ADDRESS: '20000', MAX_WAITING_TIME: '10000' })
  const port = Number(new URL(server.address).port)
  const sockets: Socket[] = []
  t.teardown(() => {
    for (const socket of sockets) socket.destroy()
  })
  const open = async (count: number, sent: string) => {
    const before = memoryOf(server)
    for (let made = 0; made < count; made += 100) {
      await Promise.all(
        Array.from({ length: 100 }, async () => {
          const socket = connect(port, '127.0.0.1').on('error', () => undefined)
          sockets.push(socket.pause())
          await once(socket, 'connect')
          if (sent !== '') socket.write(sent)
        }),
      )
    }
    t.equal((await fetch(`${server.address}/v1/articles`)).status, 200)
    return (memoryOf(server) - before) / count
  }
  const perIdle = await open(10_000, '')
  const idle = memoryOf(server)
  const perHead = await open(500, 'GET /v1/articles HTTP/1.1\r\nHost: x\r\nX-Slow: ')
  const get = 'GET /v1/articles/a HTTP/1.1\r\nHost: x\r\n\r\n'
  const perReader = await open(100, get.repeat(50))
  for (let count = 0; count < 1000; count += 1) await (await fetch(`${server.address}/v1/articles`)).arrayBuffer()
  const later = memoryOf(server)
  t.comment(`bytes of a connection: ${perIdle} idle, ${perHead} slow head, ${perReader} slow reader`)
  t.comment(
    `resident memory: ${idle} with 10,000 idle connections, ${later} after more of each kind and 1,000 requests`,
  )
  t.ok(perIdle < 30_000, `${perIdle} bytes for an idle connection`)
  t.ok(perHead < 60_000, `${perHead} bytes for a slow head`)
  t.ok(perReader < 1_000_000, `${perReader} bytes for a reader that requests 50 large responses and reads none`)
})

/** Resident memory of the server, in bytes. */
function memoryOf({ child }: Server): number {
  const [, kilobytes = '0'] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? []
  return Number(kilobytes) * 1024
}
