import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import t from 'tap'
import { createProcessMetrics } from '../../src/http/metrics/process-metrics.ts'
import { build } from '../build.ts'
import { get, load } from './load.ts'

// `node test/bench/metrics-cost.ts`: CPU time of a response from memory with metrics, compared with one without. CPU time and not
// throughput, in many short slices by turns, so that other programs on the machine change both alike. Two processes with the
// same code differ too, by how V8 compiled it and where their memory is: so the processes are started again several times, and a
// third one without metrics shows how much of a difference is noise.

const kinds = ['without', 'with metrics', 'without, again'] as const
const generations = 5
const slices = 60
const requests = 1000
const warmUp = 12_000
const path = '/v1/articles/ferries'

t.setTimeout(0)

type Kind = (typeof kinds)[number]
type Server = { child: ChildProcess; port: number; used(): Promise<number> }

/** Serves one article, and answers each message with the CPU time in microseconds. */
async function serve(kind: Kind): Promise<void> {
  const { app, publish } = await build(t, kind !== 'with metrics' ? {} : { metrics: { own: createProcessMetrics() } })
  await publish('a', { title: 'Ferries' })
  const address = new URL(await app.listen({ port: 0, host: '127.0.0.1' }))
  process.on('message', () => {
    const { user, system } = process.cpuUsage()
    process.send?.(user + system)
  })
  process.send?.(Number(address.port))
  await once(process, 'disconnect')
  process.exit()
}

/** The next number that a process sends. tap sends objects. */
async function numberOf(child: ChildProcess): Promise<number> {
  for (;;) {
    const [message] = await once(child, 'message')
    if (typeof message === 'number') return message
  }
}

async function start(kind: Kind): Promise<Server> {
  const child = fork(import.meta.filename, [kind], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const port = await numberOf(child)
  const used = async () => {
    child.send('used')
    return numberOf(child)
  }
  return { child, port, used }
}

/** CPU time of a response in microseconds. */
async function measure({ port, used }: Server, count: number): Promise<number> {
  const request = get(path)
  let left = count
  const before = await used()
  const { responses, errors } = await load({
    port,
    next: () => (left-- > 0 ? request : undefined),
    expect: { status: 200 },
    connections: 16,
  })
  if (errors.length > 0) throw new Error(errors[0])
  return ((await used()) - before) / responses
}

/** The median, and the limits between which it is with a probability of 95 % (order statistics, normal approximation). */
function medianOf(ratios: readonly number[]): string {
  const sorted = ratios.toSorted((a, b) => a - b)
  const at = (index: number) => (sorted[Math.round(index)] ?? Number.NaN).toFixed(3)
  const middle = (sorted.length - 1) / 2
  const half = 0.98 * Math.sqrt(sorted.length)
  return `${at(middle)} (${at(middle - half)}–${at(middle + half)})`
}

async function compare(): Promise<void> {
  const ratios: { counted: number[]; control: number[] } = { counted: [], control: [] }
  for (let generation = 1; generation <= generations; generation += 1) {
    const servers = await Promise.all(kinds.map(start))
    for (const server of servers) await measure(server, warmUp)
    const own: typeof ratios = { counted: [], control: [] }
    for (let slice = 0; slice < slices; slice += 1) {
      const costs: number[] = []
      for (let turn = 0; turn < kinds.length; turn += 1) {
        const index = (turn + slice) % kinds.length
        const server = servers[index]
        if (server) costs[index] = await measure(server, requests)
      }
      const [plain = Number.NaN, counted = Number.NaN, again = Number.NaN] = costs
      own.counted.push(counted / plain)
      own.control.push(again / plain)
    }
    for (const { child } of servers) child.disconnect()
    ratios.counted.push(...own.counted)
    ratios.control.push(...own.control)
    const [counted, control] = [medianOf(own.counted), medianOf(own.control)]
    process.stderr.write(`processes ${generation}: with metrics ${counted}, without, again ${control}\n`)
  }
  process.stdout.write(`with metrics ÷ without: ${medianOf(ratios.counted)}\n`)
  process.stdout.write(`without, again ÷ without: ${medianOf(ratios.control)}\n`)
}

const kind = kinds.find(one => one === process.argv[2])
await (kind ? serve(kind) : compare())
