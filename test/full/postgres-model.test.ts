import { setTimeout } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { reservePort } from '../../src/http/server/reserve-port.ts'
import { migrateStore } from '../../src/store/open.ts'
import { openClient } from '../../src/store/postgres/database/pool.ts'
import { openStream } from '../http/event-source.ts'
import { applied, contents, type Replica } from '../http/replica.ts'
import { type Cluster, postgresBinaries, startCluster } from '../postgres/cluster.ts'
import { type CutNetwork, startProxy } from '../postgres/proxy.ts'
import { type Server, serve } from './server.ts'

const wantedReads = Number(process.env['READS'] ?? 1000)
const wantedDisturbances = Number(process.env['DISTURBANCES'] ?? 6)
const lanes = 8
const scheduled = 20
const imported = 6
const secret = 'admin-key-of-this-test-0123456789'

t.setTimeout(3_600_000)

const binaries = await postgresBinaries()

if (binaries === undefined) t.test('PostgreSQL, which is not installed', { skip: true }, async () => undefined)
else runTests(await startCluster(t, binaries))

type Answer = { status: number; etag: string; body: Record<string, unknown> }

/** One of several machines: a server, and its network to the database. */
type Machine = { proxy: CutNetwork; port: number; isStrict: boolean; server: Server; start(): Promise<void> }

async function startMachine(t: Test, url: string, isStrict: boolean): Promise<Machine> {
  const proxy = await startProxy(t, url)
  const { port } = await reservePort({ host: '127.0.0.1', port: 0 })
  const env = {
    DATABASE_URL: proxy.url,
    DATABASE_CONNECT_TIMEOUT: '20',
    DATABASE_QUERY_TIMEOUT: '10',
    FRESHNESS: isStrict ? 'strict' : 'notify',
    OFFPRINT_ADMIN_KEY: secret,
    PUBLIC_URL: 'https://news.example.org',
    PORT: String(port),
    RATE_LIMIT: 'none',
    KEY_RATE_LIMIT: 'none',
    LOG_LEVEL: 'silent',
  }
  let isEnded = false
  t.teardown(() => {
    isEnded = true
  })
  /** Starts it again and again, as systemd does: the database may be down. */
  const start = async (): Promise<Server> => {
    for (;;) {
      if (isEnded) throw new Error('the test has ended')
      const server = await serve(t, [], env).catch(() => undefined)
      if (server) return server
    }
  }
  const machine: Machine = {
    ...{ proxy, port, isStrict, server: await start() },
    async start() {
      machine.server = await start()
    },
  }
  return machine
}

/** Sends a request; undefined if the connection failed. */
async function ask(
  port: number,
  path: string,
  method = 'GET',
  said?: unknown,
  more: Record<string, string> = {},
): Promise<Answer | undefined> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: {
        ...(path.startsWith('/v1/editorial') && { authorization: `Bearer ${secret}` }),
        ...(said !== undefined && { 'content-type': 'application/json' }),
        ...more,
      },
      ...(said !== undefined && { body: typeof said === 'string' ? said : JSON.stringify(said) }),
      signal: AbortSignal.timeout(60_000),
    })
    const text = await response.text()
    return {
      status: response.status,
      etag: response.headers.get('etag') ?? '',
      body: text === '' ? {} : JSON.parse(text),
    }
  } catch {
    return undefined
  }
}

/** Requests until the answer is a success. Other answers than 503 and broken connections are faults. */
async function insist(machines: readonly Machine[], faults: string[], path: string, method?: string, said?: unknown) {
  for (let turn = Math.floor(Math.random() * machines.length); ; turn += 1) {
    const answer = await ask(machines[turn % machines.length]?.port ?? 0, path, method, said)
    if (answer && answer.status < 300) return answer
    if (answer && answer.status !== 503)
      faults.push(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
    await setTimeout(100)
  }
}

const externalId = (lane: number) => `desk:article-${lane}`

/** Puts and publishes an article in one transaction, on any machine, until one acknowledges it. Returns its revision. */
async function publish(machines: readonly Machine[], faults: string[], lane: number, round: number): Promise<unknown> {
  const body = {
    title: `Article ${lane}`,
    slug: `article-${lane}`,
    summary: `Round ${round}`,
    sections: [{ blocks: [{ type: 'paragraph', content: [{ text: `Text of round ${round}.` }] }] }],
  }
  const items = [
    { type: 'put', externalId: externalId(lane), body },
    { type: 'publish', externalId: externalId(lane) },
  ]
  for (;;) {
    const { body: answer } = await insist(machines, faults, '/v1/editorial/articles:batch?atomic=true', 'POST', items)
    const results = Object(answer)['items'] as { status: number; article: { revision: number } }[]
    if (results.every(({ status }) => status < 300)) return results[1]?.article.revision
    // The first attempt may have been written although its answer was lost: then there is nothing to publish.
    if (results.every(({ status }) => [200, 201, 204, 409, 424].includes(status))) {
      const read = await insist(machines, faults, `/v1/articles/article-${lane}`)
      if (read.body['summary'] === `Round ${round}`) return read.body['revision']
    }
    if (results.some(({ status }) => status >= 500 && status !== 503)) faults.push(JSON.stringify(answer))
    await setTimeout(100)
  }
}

/** Follows the stream of a machine, and connects again whenever it ends. */
function follow(machine: Machine) {
  const seen = new Map<string, number>()
  const faults: string[] = []
  let isOver = false
  let id: string | undefined
  let close: () => void = () => undefined
  const done = (async () => {
    while (!isOver) {
      try {
        const source = await openStream(
          `http://127.0.0.1:${machine.port}/v1/stream`,
          id === undefined ? {} : { 'last-event-id': id },
        )
        close = source.close
        if (source.status !== 200 && source.status !== 503) faults.push(`the stream answered ${source.status}`)
        for (let block = await source.next(); block && source.status === 200; block = await source.next()) {
          id = block.id ?? id
          if (block.event !== 'article') continue
          const { id: article, revision } = block.data as { id: string; revision: number }
          seen.set(article, Math.max(revision, seen.get(article) ?? 0))
        }
        source.close()
      } catch {
        // The machine is down.
      }
      await setTimeout(100)
    }
  })()
  return {
    seen,
    faults,
    async stop() {
      isOver = true
      close()
      await done
    },
  }
}

/** Reads the next page of a copy, if the machine answers. */
async function step(copy: Replica, machine: Machine): Promise<{ copy: Replica; more: boolean }> {
  const query = copy.token === undefined ? 'include=body' : `token=${encodeURIComponent(copy.token)}`
  const answer = await ask(machine.port, `/v1/sync?${query}&limit=5`)
  if (answer?.status === 410) return { copy: { articles: new Map() }, more: true }
  if (answer?.status !== 200) return { copy, more: true }
  const page = answer.body as Parameters<typeof applied>[1]
  return { copy: applied(copy, page), more: page.more }
}

function runTests(cluster: Cluster): void {
  t.test('three servers on one database lose nothing and deliver nothing old, whatever is killed or cut', async t => {
    const url = await cluster.database()
    await migrateStore(url)
    const machines = await Promise.all([
      startMachine(t, url, true),
      startMachine(t, url, true),
      startMachine(t, url, false),
    ])
    const [faults, stale]: [string[], string[]] = [[], []]
    let [reads, refused, commits] = [0, 0, 0]
    let isOver = false
    const streams = machines.map(follow)

    // Scheduled articles: each is to be published once.
    const publishAt = new Date(Date.now() + 60_000).toISOString().replace(/\.\d{3}/, '')
    for (let number = 0; number < scheduled; number += 1) {
      const id = `desk:later-${number}`
      await insist(machines, faults, '/v1/editorial/articles:batch', 'POST', [
        { type: 'put', externalId: id, body: { title: `Later ${number}`, slug: `later-${number}`, summary: 'Later.' } },
        { type: 'schedule', externalId: id, body: { publishAt } },
      ])
    }

    /** Reads an article, one path after the other, from a machine after a commit that was acknowledged. */
    async function check({ port }: Machine, lane: number, round: number, revision: unknown): Promise<void> {
      for (const path of [`/v1/articles/article-${lane}`, `/v1/articles/article-${lane}/metadata`]) {
        for (let again = 0; again < 3; again += 1) {
          const answer = await ask(port, path)
          if (answer?.status !== 200) {
            refused += 1
            if (answer && answer.status !== 503) stale.push(`${path} in round ${round}: ${answer.status}`)
            if (/select|insert|update .* set/i.test(JSON.stringify(answer?.body ?? ''))) faults.push('SQL in an answer')
            continue
          }
          reads += 1
          if (!answer.etag.startsWith(`W/"${revision}.`)) stale.push(`${path} in round ${round}: ${answer.etag}`)
          if (path.endsWith('metadata')) continue
          if (answer.body['summary'] !== `Round ${round}`)
            stale.push(`${path} in round ${round}: ${answer.body['summary']}`)
        }
      }
    }

    // Imports, each sent again with the same key until it is accepted: each is to run once, on any machine.
    const jobs: string[] = []
    for (let number = 0; number < imported; ) {
      const path = `/v1/editorial/imports?publish=true&name=in-${number}.md`
      const headers = { 'content-type': 'text/markdown', 'idempotency-key': `"import-${number}"` }
      const port = machines[number % machines.length]?.port ?? 0
      const answer = await ask(port, path, 'POST', `# Import ${number}\n\nThe text of import ${number}.\n`, headers)
      if (answer?.status === 202) {
        jobs.push(String(answer.body['id']))
        number += 1
      } else if (answer?.status !== 503) faults.push(`import: ${JSON.stringify(answer?.body)}`)
    }

    const last = new Map<number, number>()
    const writing = Array.from({ length: lanes }, async (_, lane) => {
      for (let round = 1; !isOver && stale.length === 0; round += 1) {
        const revision = await publish(machines, faults, lane, round)
        last.set(lane, round)
        commits += 1
        const strict = machines.filter(({ isStrict }) => isStrict)
        await Promise.all(strict.map(machine => check(machine, lane, round, revision)))
      }
    })

    const copies: Replica[] = [{ articles: new Map() }, { articles: new Map() }]
    const copying = copies.map(async (_, at) => {
      while (!isOver) {
        const machine = machines[(at + reads) % machines.length] ?? machines[0]
        if (machine) copies[at] = (await step(copies[at] ?? { articles: new Map() }, machine)).copy
        await setTimeout(200)
      }
    })

    const chaos: Record<string, () => Promise<void>> = {
      async 'kill a server'() {
        const machine = machines[Math.floor(Math.random() * machines.length)]
        if (!machine) return
        await machine.server.stop('SIGKILL')
        await machine.start()
      },
      async 'kill the database'() {
        await cluster.kill()
        await setTimeout(500)
        await cluster.start()
      },
      async 'terminate all backends'() {
        const client = await openClient({ url, connectMs: 5000, queryMs: 5000 })
        const text = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'offprint' AND pid <> pg_backend_pid()`
        await client.query({ text })
        await client.close()
      },
      async 'cut the network'() {
        const machine = machines[Math.floor(Math.random() * machines.length)]
        machine?.proxy.cut()
        await setTimeout(7000)
        machine?.proxy.restore()
      },
    }
    let disturbances = 0
    const startedAt = performance.now()
    const state = () =>
      `${commits} commits, ${reads} reads after them, ${refused} refused, ${disturbances} disturbances, ${stale.length} stale`
    const reporting = setInterval(
      () => t.comment(`${Math.round((performance.now() - startedAt) / 1000)} s: ${state()}`),
      30_000,
    )
    t.teardown(() => clearInterval(reporting))
    while ((reads < wantedReads || disturbances < wantedDisturbances) && stale.length === 0) {
      const names = Object.keys(chaos)
      await chaos[names[disturbances % names.length] ?? '']?.()
      disturbances += 1
      // Most reads would be refused if disturbances followed each other without a pause.
      const enough = (disturbances * wantedReads) / wantedDisturbances
      for (let pause = 0; pause < 10 && (pause < 1 || reads < enough); pause += 1) await setTimeout(1500)
    }
    isOver = true
    await Promise.all([...writing, ...copying])
    clearInterval(reporting)
    t.comment(state())
    t.strictSame([faults, stale], [[], []])

    const [first] = machines
    if (!first) return
    for (const [lane, round] of last) {
      const { body } = await insist([first], faults, `/v1/articles/article-${lane}`)
      t.equal(body['summary'], `Round ${round}`, `article ${lane} has what was acknowledged last`)
    }
    for (let number = 0; number < scheduled; number += 1) {
      const { body } = await insist([first], faults, `/v1/articles/later-${number}`)
      t.equal(body['edition'], 1, `article later-${number} was published once`)
    }
    for (const job of jobs) {
      const read = () => insist([first], faults, `/v1/editorial/imports/${job}`)
      while (['waiting', 'running'].includes(String((await read()).body['state']))) await setTimeout(200)
      const { body } = await read()
      t.strictSame([body['state'], Object(body['counts']).published], ['done', 1], 'an import published its article')
      const { body: results } = await insist([first], faults, `/v1/editorial/imports/${job}/items`)
      const [item] = results['items'] as { article: { slug: string } }[]
      const { body: article } = await insist([first], faults, `/v1/articles/${item?.article.slug}`)
      t.equal(article['edition'], 1, 'it was imported once')
    }
    const { body: served } = await insist([first], faults, '/v1/articles?include=body&limit=100')
    const items = served['items'] as { id: string; revision: number }[]
    const delivered = contents(items as never)
    for (const [at, machine] of [first, first].entries()) {
      let copy = copies[at] ?? { articles: new Map() }
      for (let more = true; more; ) ({ copy, more } = await step(copy, machine))
      t.strictSame(contents(copy.articles.values()), delivered, `copy ${at} equals the server`)
    }
    const expected = new Map(items.map(({ id, revision }) => [id, revision]))
    const sorted = (map: Map<string, number>) => [...map].toSorted()
    for (const stream of streams) {
      while (sorted(stream.seen).join() !== sorted(expected).join() && stream.faults.length === 0) await setTimeout(100)
      t.strictSame([sorted(stream.seen), stream.faults], [sorted(expected), []], 'the stream brought every change')
      await stream.stop()
    }
    for (const { server } of machines) t.equal(await server.stop(), 0)
  })
}
