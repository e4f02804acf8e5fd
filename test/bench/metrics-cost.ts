import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { setImmediate } from 'node:timers/promises'
import t from 'tap'
import { createProcessMetrics } from '../../src/http/metrics/process-metrics.ts'
import { build } from '../build.ts'
import { get, load } from './load.ts'
import { spread } from './measure.ts'

// `node test/bench/metrics-cost.ts`: CPU time of a response from memory with metrics, compared with one without, in turns. CPU
// time and not throughput, so that other programs on the machine hardly change the ratio.

const kinds = ['without', 'with metrics'] as const
const rounds = 31
const requests = 6000
const path = '/v1/articles/ferries'

t.setTimeout(0)

type Kind = (typeof kinds)[number]

/** Serves one article, and answers each message with the CPU time in microseconds. */
async function serve(kind: Kind): Promise<void> {
  const { app, publish } = await build(t, kind === 'without' ? {} : { metrics: { own: createProcessMetrics() } })
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

async function compare(): Promise<void> {
  const servers = await Promise.all(
    kinds.map(async kind => {
      const child = fork(import.meta.filename, [kind], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
      const port = await numberOf(child)
      const used = async () => {
        child.send('used')
        return numberOf(child)
      }
      return { child, used, port }
    }),
  )
  const request = get(path)
  const ratios: number[] = []
  for (let round = -2; round < rounds; round += 1) {
    const costs: number[] = []
    const order = [...servers.entries()]
    for (const [index, { used, port }] of round % 2 === 0 ? order : order.toReversed()) {
      let left = requests
      const before = await used()
      const { responses, errors } = await load({
        port,
        next: () => (left-- > 0 ? request : undefined),
        expect: { status: 200 },
        connections: 32,
      })
      if (errors.length > 0) throw new Error(errors[0])
      costs[index] = ((await used()) - before) / responses
    }
    const [plain = Number.NaN, counted = Number.NaN] = costs
    // The first rounds compile the code.
    if (round >= 0) ratios.push(counted / plain)
    process.stderr.write(`${round}: ${costs.map(cost => cost.toFixed(2)).join(' and ')} µs\n`)
    await setImmediate()
  }
  const { median, low, high } = spread(ratios)
  process.stdout.write(`with metrics ÷ without: ${median.toFixed(3)} (${low.toFixed(3)}–${high.toFixed(3)})\n`)
  for (const { child } of servers) child.disconnect()
}

const kind = kinds.find(one => one === process.argv[2])
await (kind ? serve(kind) : compare())
