import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { postgresBinaries, startCluster } from '../postgres/cluster.ts'
import { type Client, createClient } from './client.ts'
import { get } from './load.ts'
import { heldMb, pinSelf, unpinned } from './machine.ts'
import { spread } from './measure.ts'
import { startServer } from './server.ts'

// `node test/bench/overload.ts`: waiting time and refusals at 0.5, 1 and 3 times the capacity of one process, with 90 % reads that
// memory does not answer and 10 % writes. `--engine postgres`; `--wait 1000` sets MAX_WAITING_TIME,
// and `--writes 10` MAX_WAITING_WRITES.

const { values } = parseArgs({
  options: {
    engine: { type: 'string', default: 'sqlite' },
    wait: { type: 'string', default: '1000' },
    writes: { type: 'string', default: '100' },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '5' },
  },
})
const rates = [0.5, 1, 3] as const
const articles = 500
const closedConnections = 32
/** Connections that are open before the requests. Node.js accepts one new connection in each turn, so none may be missing. */
const openConnections = 6000
/** Requests under way beyond which the server counts as stalled. */
const maxUnderWay = 10_000
const seconds = Number(values.seconds)
const secret = 'admin-key-of-this-bench-0123456789'
const program = new URL('../../bin/offprint.js', import.meta.url).pathname

type Figures = { reads: number; writes: number; admitted: number; refused: number; mb: number }

let sent = 0

/** Nine reads, then a write. */
function nextRequest(): { bytes: Buffer; isWrite: boolean } {
  sent += 1
  if (sent % 10 > 0) return { bytes: get(`/v1/articles/article-${(sent * 7919) % articles}`), isWrite: false }
  const body = JSON.stringify({ title: `Note ${sent}`, text: 'Two boats left.\n\n'.repeat(100) })
  const head = [
    'POST /v1/editorial/articles HTTP/1.1',
    'Host: 127.0.0.1',
    `Authorization: Bearer ${secret}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ]
  return { bytes: Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`), isWrite: true }
}

/** Requests per second that are answered when each connection waits for its response. */
async function capacity(client: Client): Promise<number> {
  const started = performance.now()
  const until = started + seconds * 1000
  let answered = 0
  const worker = async () => {
    while (performance.now() < until) {
      const { status } = await client.ask(nextRequest().bytes)
      if (status < 300) answered += 1
    }
  }
  await Promise.all(Array.from({ length: closedConnections }, worker))
  return (answered * 1000) / (performance.now() - started)
}

/** Sends requests at a rate, whether or not earlier ones were answered. Each wait counts from when the request was due. */
async function atRate(client: Client, perSecond: number, pid: number): Promise<Figures> {
  const waits = { reads: [] as number[], writes: [] as number[] }
  let [refused, underWay, mb, readAt] = [0, 0, 0, 0]
  const ends: Promise<void>[] = []
  const send = async (due: number) => {
    const { bytes, isWrite } = nextRequest()
    underWay += 1
    const { status, hasRetryAfter } = await client.ask(bytes)
    underWay -= 1
    if (status < 300) waits[isWrite ? 'writes' : 'reads'].push(performance.now() - due)
    else if ((status === 503 || status === 429) && hasRetryAfter) refused += 1
    else throw new Error(`${status}, with Retry-After: ${hasRetryAfter}`)
  }
  const started = performance.now()
  const count = Math.round(perSecond * seconds)
  for (let at = 0; at < count; ) {
    const due = Math.min(count, ((performance.now() - started) * perSecond) / 1000)
    for (; at < due; at += 1) ends.push(send(started + (at * 1000) / perSecond))
    if (underWay > maxUnderWay) throw new Error(`${underWay} requests under way`)
    if (performance.now() - readAt > 50) {
      readAt = performance.now()
      mb = Math.max(mb, heldMb(pid) ?? 0)
    }
    await setTimeout(1)
  }
  await Promise.all(ends)
  const admitted = waits.reads.length + waits.writes.length
  return {
    reads: p99(waits.reads),
    writes: p99(waits.writes),
    admitted: admitted / seconds,
    refused: refused / count,
    mb,
  }
}

function p99(waits: readonly number[]): number {
  return waits.toSorted((a, b) => a - b)[Math.floor(waits.length * 0.99)] ?? Number.NaN
}

async function run(folder: string, ends: (() => unknown)[]): Promise<void> {
  const cores = pinSelf()
  const news = join(folder, 'news')
  mkdirSync(news)
  for (let number = 0; number < articles; number += 1) {
    const text = `---\ntitle: Article ${number}\ndate: 2026-11-01\n---\n\n${'Three boats left the harbour.\n\n'.repeat(80)}`
    writeFileSync(join(news, `article-${number}.md`), text)
  }
  let url = join(folder, 'offprint.db')
  if (values.engine === 'postgres') {
    const binaries = await postgresBinaries()
    if (binaries === undefined) throw new Error('PostgreSQL is not installed.')
    const cluster = await startCluster({ teardown: end => void ends.push(end) }, binaries, one => unpinned(one, cores))
    url = await cluster.database()
  }
  const env = {
    DATABASE_URL: url,
    OFFPRINT_ADMIN_KEY: secret,
    CACHE_BYTES: '0',
    RATE_LIMIT: 'none',
    KEY_RATE_LIMIT: 'none',
    MAX_CONNECTIONS_PER_ADDRESS: '20000',
    REQUEST_TIMEOUT: '300',
    MAX_WAITING_TIME: values.wait,
    MAX_WAITING_WRITES: values.writes,
    LOG_LEVEL: 'fatal',
  }
  const server = await startServer(
    {
      args: () => [program, 'serve', news],
      env: port => ({ ...env, PORT: String(port) }),
      ready: '/health/ready',
      log: join(folder, 'server.log'),
    },
    cores,
  )
  ends.push(server.stop)
  const client = await createClient(server.port, openConnections)
  await capacity(client)
  const takes = new Map<number, Figures[]>(rates.map(rate => [rate, []]))
  for (let round = 0; round < Number(values.rounds); round += 1) {
    const full = await capacity(client)
    process.stderr.write(`round ${round + 1}: ${Math.round(full)} requests per second\n`)
    for (const rate of rates) {
      takes.get(rate)?.push(await atRate(client, full * rate, server.pid))
      await setTimeout(500)
    }
  }
  client.close()
  process.stdout.write(
    `${values.engine}, MAX_WAITING_TIME=${values.wait}, MAX_WAITING_WRITES=${values.writes}, ${cpus().length} cores\n`,
  )
  for (const [rate, figures] of takes) {
    const median = (of: keyof Figures) => spread(figures.map(one => one[of])).median
    const [reads, writes, mb] = [median('reads'), median('writes'), median('mb')].map(Math.round)
    const share = (median('refused') * 100).toFixed(1)
    const line = `${Math.round(median('admitted'))} admitted per second, p99 of reads ${reads} ms and of writes ${writes} ms`
    process.stdout.write(`${rate} × capacity: ${line}, ${share} % refused, ${mb} MB\n`)
  }
}

const folder = mkdtempSync(join(tmpdir(), 'offprint-overload-'))
const ends: (() => unknown)[] = []
try {
  await run(folder, ends)
} finally {
  for (const end of ends.toReversed()) await end()
  rmSync(folder, { recursive: true, force: true })
}
