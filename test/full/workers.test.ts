import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { Agent, type IncomingMessage, request } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import t, { type Test, test } from 'tap'
import { offprint } from '../cli/offprint.ts'
import { type Server, serve } from './server.ts'

t.setTimeout(600_000)

const secret = 'admin-key-of-this-test-0123456789'
const authorization = `Bearer ${secret}`

/** Two processes that answer, and the one that started them. */
async function two(t: Test, env: Record<string, string> = {}): Promise<Server & { pid: number }> {
  const own = { DATABASE_URL: join(t.testdir(), 'offprint.db'), OFFPRINT_ADMIN_KEY: secret, WORKERS: '2' }
  const server = await serve(t, [], { ...own, ...env })
  return { ...server, pid: server.child.pid ?? 0 }
}

function workersOf(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
  return text.trim().split(' ').filter(Boolean).map(Number)
}

function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

/** Connections to both workers: the kernel chooses, and request ids begin with the name of a process. */
async function both(address: string, t: Test) {
  const known = new Map<string, ReturnType<typeof connection>>()
  await until(async () => {
    const one = connection(address, t)
    const { headers } = await one.ask('/v1/nowhere')
    known.set(String(headers['x-request-id']).replace(/-[^-]*$/, ''), one)
    return known.size === 2
  })
  return [...known.values()]
}

async function until(what: () => boolean | Promise<boolean>): Promise<void> {
  for (let round = 0; round < 1200; round += 1) {
    if (await what()) return
    await setTimeout(50)
  }
  throw new Error('it did not come to that')
}

/** Sends all requests over one kept connection, so that they reach one worker. */
function connection(address: string, t: Test) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  t.teardown(() => agent.destroy())
  const open = (path: string, method = 'GET', headers = {}, body = '') =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const asked = request(`${address}${path}`, { agent, method, headers }, resolve)
      asked.once('error', reject)
      asked.end(body)
    })
  async function ask(path: string, method?: string, said?: unknown, etag?: string) {
    const headers = {
      ...(path.includes('/editorial/') && { authorization }),
      ...(said !== undefined && { 'content-type': 'application/json' }),
      ...(etag !== undefined && { 'if-match': etag }),
    }
    const answer = await open(path, method, headers, said === undefined ? '' : JSON.stringify(said))
    let text = ''
    for await (const chunk of answer.setEncoding('utf8')) text += chunk
    return { status: answer.statusCode, headers: answer.headers, body: text === '' ? {} : JSON.parse(text) }
  }
  return { ask, open }
}

test('WORKERS=2: both processes answer at one address, which is logged once, and see each write at once', async t => {
  const server = await two(t)
  t.equal(workersOf(server.pid).length, 2)
  t.equal(server.lines.filter(line => line.includes('Offprint answers at')).length, 1)
  const [one, other] = await both(server.address, t)
  if (!one || !other) throw new Error('there are not two')
  let { id, etag } = (await one.ask('/v1/editorial/articles', 'POST', { title: 'Round 0' })).body
  let slug = ''
  for (let round = 1; round <= 100; round += 1) {
    const [writer, reader] = round % 2 === 0 ? [one, other] : [other, one]
    const path = `/v1/editorial/articles/${id}`
    const patched = await writer.open(
      path,
      'PATCH',
      { authorization, 'content-type': 'application/merge-patch+json', 'if-match': etag },
      JSON.stringify({ summary: `Round ${round}` }),
    )
    await patched.resume().once('end', () => undefined)
    t.equal(patched.statusCode, 200)
    const published = await writer.ask(`${path}/publish`, 'POST', undefined, String(patched.headers.etag))
    etag = published.body.etag
    slug ||= published.body.slug
    for (const each of [reader, writer, reader]) {
      const { status, body } = await each.ask(`/v1/articles/${slug}`)
      if (status !== 200 || body.summary !== `Round ${round}`) t.fail(`${status} ${body.summary} in round ${round}`)
    }
  }
  t.equal(await server.stop(), 0)
})

test('WORKERS=2: a killed worker is replaced, and only its own connections break', async t => {
  const server = await two(t)
  const before = workersOf(server.pid)
  const connections = await both(server.address, t)
  process.kill(Number(before[0]), 'SIGKILL')
  let isOver = false
  const fresh: (number | string | undefined)[] = []
  const asking = (async () => {
    while (!isOver) {
      const { ask } = connection(server.address, t)
      fresh.push(
        await ask('/v1/articles').then(
          ({ status }) => status,
          () => 'reset',
        ),
      )
    }
  })()
  const outcomes = await Promise.all(
    connections.map(async ({ ask }) => {
      try {
        for (let round = 0; round < 100; round += 1) await ask('/v1/articles')
        return 'stayed'
      } catch {
        return 'cut'
      }
    }),
  )
  // The primary may not have noticed the end yet.
  await until(() => workersOf(server.pid).length === 2 && !workersOf(server.pid).includes(Number(before[0])))
  const after = workersOf(server.pid)
  t.ok(after.includes(Number(before[1])), 'the other worker still runs')
  // A request after a disconnection opens a new connection, so at most one of the two was cut.
  t.ok(outcomes.filter(outcome => outcome === 'cut').length <= 1)
  isOver = true
  await asking
  t.ok(fresh.length > 0 && fresh.filter(status => status !== 200).length <= 1, 'new connections are answered')
  await both(server.address, t)
  process.kill(Number(after[0]), 'SIGTERM')
  await until(() => !workersOf(server.pid).includes(Number(after[0])) && workersOf(server.pid).length === 2)
  t.equal((await connection(server.address, t).ask('/health/ready')).status, 200)
  t.equal(await server.stop(), 0)
})

test('WORKERS=2: a worker that dies repeatedly is restarted after longer and longer pauses', async t => {
  const server = await two(t)
  const [steady, first] = workersOf(server.pid)
  let last = first
  for (let round = 0; round < 4; round += 1) {
    process.kill(Number(last), 'SIGKILL')
    const found = () => workersOf(server.pid).find(pid => pid !== steady && pid !== last)
    await until(() => found() !== undefined)
    last = found()
  }
  const told = server.lines.filter(line => line.includes('starting a replacement')).map(line => JSON.parse(line))
  t.strictSame(
    told.map(({ pause }) => pause),
    [0, 100, 200, 400],
  )
  await both(server.address, t)
  t.equal(await server.stop(), 0)
})

test('WORKERS=2: each scheduled article is published exactly once', async t => {
  const server = await two(t)
  const { ask } = connection(server.address, t)
  const ids: string[] = []
  const schedule = async (number: number, publishAt: string) => {
    const { id, etag } = (await ask('/v1/editorial/articles', 'POST', { title: `Article ${number}` })).body
    await ask(`/v1/editorial/articles/${id}/schedule`, 'PUT', { publishAt }, etag)
    ids.push(id)
  }
  const inSeconds = (seconds: number) => `${new Date(Date.now() + seconds * 1000).toISOString().slice(0, 19)}Z`
  const publishAt = inSeconds(5)
  for (let number = 0; number < 20; number += 1) await schedule(number, publishAt)
  const done = async () => (await ask('/v1/editorial/audit?actor=system&limit=100')).body.items
  await until(async () => (await done()).length >= ids.length)
  // After a later one is published, no worker still works on these.
  await schedule(20, inSeconds(2))
  await until(async () => (await done()).length >= ids.length)
  t.strictSame((await done()).map((entry: { articleId: string }) => entry.articleId).toSorted(), ids.toSorted())
  t.equal(await server.stop('SIGTERM'), 0)
})

test('WORKERS=2: each worker grants a key half of its rate', async t => {
  const server = await two(t)
  const { ask, open } = connection(server.address, t)
  const wish = { name: 'Partner', scopes: ['articles:read'], rate: { requests: 6, perSeconds: 3600 } }
  const { body } = await ask('/v1/editorial/keys', 'POST', wish)
  const statuses: (number | undefined)[] = []
  for (let round = 0; round < 4; round += 1) {
    const answer = await open('/v1/editorial/articles', 'GET', { authorization: `Bearer ${body.secret}` })
    answer.resume()
    await once(answer, 'end')
    t.equal(answer.headers['ratelimit-policy'], '"key";q=3;w=3600')
    statuses.push(answer.statusCode)
  }
  t.strictSame(statuses, [200, 200, 200, 429])
  t.equal(await server.stop(), 0)
})

test('WORKERS=2: Ctrl-C ends every process cleanly', async t => {
  const server = await two(t)
  const workers = workersOf(server.pid)
  t.strictSame(workers.map(isAlive), [true, true])
  const streams = await Promise.all(
    [1, 2, 3, 4].map(async () => (await connection(server.address, t).open('/v1/stream')).setEncoding('utf8')),
  )
  const ended = streams.map(async stream => {
    for await (const _ of stream);
    return stream.complete
  })
  const closed = once(server.child, 'close')
  for (const pid of [...workers, server.pid]) process.kill(pid, 'SIGINT')
  t.strictSame(await closed, [0, null])
  t.strictSame(await Promise.all(ended), [true, true, true, true], 'every stream ends with a complete response')
  t.strictSame(workers.filter(isAlive), [], 'no worker still runs')
})

test('WORKERS=2: workers end after the process that started them is killed', async t => {
  const server = await two(t)
  const workers = workersOf(server.pid)
  t.strictSame(workers.map(isAlive), [true, true])
  t.teardown(() => {
    for (const pid of workers.filter(isAlive)) process.kill(pid, 'SIGKILL')
  })
  // Workers keep its output open, so this waits for its exit.
  const ended = once(server.child, 'exit')
  server.child.kill('SIGKILL')
  await ended
  const late = performance.now() + 10_000
  while (workers.some(isAlive) && performance.now() < late) await setTimeout(50)
  t.strictSame(workers.filter(isAlive), [], 'no worker still runs')
})

test('WORKERS=2: reports an address that is in use, also one that other workers share', async t => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  t.teardown(() => other.close())
  const shared = await two(t)
  for (const port of [String((other.address() as AddressInfo).port), new URL(shared.address).port]) {
    const env = { DATABASE_URL: join(t.testdir(), 'offprint.db'), PORT: port, WORKERS: '2', LOG_LEVEL: 'silent' }
    const { code, err } = await offprint(['serve'], env)
    t.equal(code, 3)
    t.equal(
      err,
      `offprint: Cannot listen on 127.0.0.1:${port}: another program listens there.\nSet another address with HOST, PORT and METRICS_PORT. PORT=0 takes any free port.\n`,
    )
  }
  t.equal(await shared.stop(), 0)
})
