import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { program } from '../program.ts'
import { serve, type Teardown } from './server.ts'

// Replaces the workers of a server under load, and prints what happened as JSON. The test runs this program in a network of
// its own, whose kernel moves waiting connections.

const secret = 'admin-key-of-this-test-0123456789'
const [folder = ''] = process.argv.slice(2)

export type Outcome = {
  /** Process ids of the workers: at first, after the upgrade, and after one to a program that cannot start. */
  workers: [number[], number[], number[]]
  /** How often the new program started. */
  starts: number
  failures: string[]
  requests: number
  refused: number
  code: number | null
}

async function workersOf(pid: number): Promise<number[]> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')
  return children.trim().split(' ').filter(Boolean).map(Number)
}

/** Refusals of a server with too much to do, which a client repeats. They do not tell of an interruption. */
const refusals = ['store-busy', 'overloaded']

/** Sends requests one after the other, and keeps each failure of the connection and each status of 500 and more. */
function startLoad(t: Teardown, address: string, articles: readonly string[]) {
  const failures: string[] = []
  let [count, refused, isOver] = [0, 0, false]
  const ask = (agent: Agent, method: string, path: string, body?: string) =>
    new Promise<void>(resolve => {
      const headers = { authorization: `Bearer ${secret}`, 'content-type': 'application/json' }
      const failed = (how: string) => {
        if (refusals.some(code => how.includes(code))) refused += 1
        else failures.push(`${method} ${path}: ${how}`)
        resolve()
      }
      const sent = request(`${address}${path}`, { method, agent, headers }, async response => {
        const answer = await text(response).catch(String)
        if ((response.statusCode ?? 500) >= 500 || !response.complete) return failed(`${response.statusCode} ${answer}`)
        count += 1
        return resolve()
      })
      sent.once('error', error => failed(error.message))
      sent.end(body)
    })
  const client = async (keepAlive: boolean, number: number) => {
    const agent = new Agent({ keepAlive, maxSockets: 1 })
    t.teardown(() => agent.destroy())
    for (let turn = number; !isOver; turn += 1) {
      const path = `/v1/articles/${articles[turn % articles.length]}${turn % 5 === 0 ? '?include=html' : ''}`
      if (turn % 19 === 0) await ask(agent, 'POST', '/v1/editorial/articles', JSON.stringify({ title: `T ${turn}` }))
      else await ask(agent, 'GET', path)
      await setTimeout(5)
    }
  }
  const clients = [...Array.from({ length: 8 }, (_, at) => client(true, at)), client(false, 100), client(false, 200)]
  return {
    count: () => count,
    refused: () => refused,
    async end() {
      isOver = true
      await Promise.all(clients)
      return failures
    },
  }
}

/** Installs a program in a folder of its own, and switches the symbolic link to it in one step. */
function install(version: number, program: string): string {
  const release = join(folder, `release-${version}`)
  const current = join(folder, 'current')
  mkdirSync(release)
  writeFileSync(join(release, 'offprint.mjs'), program)
  symlinkSync(release, `${current}.new`)
  renameSync(`${current}.new`, current)
  return join(current, 'offprint.mjs')
}

async function run(t: Teardown): Promise<Outcome> {
  const file = install(1, `import ${JSON.stringify(pathToFileURL(program))}\n`)
  const env = {
    DATABASE_URL: join(folder, 'offprint.db'),
    OFFPRINT_ADMIN_KEY: secret,
    WORKERS: '2',
    RATE_LIMIT: 'none',
    KEY_RATE_LIMIT: 'none',
    LOG_LEVEL: 'info',
  }
  const server = await serve(t, [join(import.meta.dirname, '../../examples/articles')], env, file)
  const pid = server.child.pid ?? 0
  const listed = await fetch(`${server.address}/v1/articles?limit=5`)
  const { items } = (await listed.json()) as { items: { id: string }[] }
  const load = startLoad(
    t,
    server.address,
    items.map(({ id }) => id),
  )
  const old = await workersOf(pid)
  const logged = async (message: string) => {
    while (!server.lines.some(line => line.includes(message))) await setTimeout(20)
  }
  const work = async () => {
    for (const goal = load.count() + 200; load.count() < goal; ) await setTimeout(20)
  }

  await work()
  install(2, `console.log('the new program')\nimport ${JSON.stringify(pathToFileURL(program))}\n`)
  server.child.kill('SIGUSR2')
  await logged('all workers were replaced')
  const next = await workersOf(pid)
  await work()
  install(3, 'process.exit(3)\n')
  server.child.kill('SIGUSR2')
  await logged('the workers were not replaced')
  const last = await workersOf(pid)
  await work()
  const failures = await load.end()
  const starts = server.lines.filter(line => line === 'the new program').length
  return {
    workers: [old, next, last],
    starts,
    failures,
    requests: load.count(),
    refused: load.refused(),
    code: await server.stop(),
  }
}

const ends: (() => unknown)[] = []
const outcome = await run({ teardown: (end: () => unknown) => void ends.push(end) })
for (const end of ends) end()
process.stdout.write(JSON.stringify(outcome))
