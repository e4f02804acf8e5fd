import type { Lab } from './lab.ts'
import { type Expectation, get, type Load, type Loaded, load } from './load.ts'
import { type Cores, coreSeconds, processSeconds } from './machine.ts'
import type { Busy, Contender, Take } from './row.ts'
import type { Server } from './server.ts'

/**
 * Requests per second that a server answers, for the paths that `next` returns.
 *
 * @param warmUpMs milliseconds until the code that answers is compiled: more where each answer is more work
 */
export function rate(
  name: string,
  server: Server,
  { plan, cores }: Lab,
  next: () => Buffer,
  expect: Expectation,
  warmUpMs = plan.warmUpMs,
): Contender {
  const { connections } = plan
  const run = (ms: number) => watched({ port: server.port, next, expect, connections, ms }, server, cores, inSecond)
  return { name, take: () => run(plan.sliceMs), warmUp: () => run(warmUpMs) }
}

/**
 * Microseconds that a server spends on an answer, each of the targets asked for once.
 *
 * @param targets returns those of the next round: different ones, so that no cache has them
 */
export function cost(name: string, server: Server, { cores }: Lab, targets: () => string[]): Contender {
  const run = () => {
    const requests = targets().map(target => get(target))
    const next = () => requests.pop()
    return watched({ port: server.port, next, expect: { status: 200 }, connections: 4 }, server, cores, inMicroseconds)
  }
  return { name, take: run, warmUp: run }
}

/**
 * Microseconds that a client waits for an answer, one request after the other, each of the targets asked for once; and the
 * processor time of the server for an answer, which other programs on its core do not change.
 *
 * @param targets returns those of the next round: different ones, so that no cache has them
 * @param share of the answers that take at most so long: 0.5 = median
 */
export function latency(server: Server, { cores }: Lab, targets: () => string[], share = 0.5): [Contender, Contender] {
  let processorTime = Number.NaN
  const run = async () => {
    const requests = targets().map(target => get(target))
    const next = () => requests.pop()
    const waits: number[] = []
    const took = (ms: number) => waits.push(ms * 1000)
    const started = processSeconds(server.pid) ?? Number.NaN
    const spec = { port: server.port, next, expect: { status: 200 }, connections: 1, took }
    const waited = () => waits.toSorted((a, b) => a - b)[Math.ceil(waits.length * share) - 1] ?? Number.NaN
    const { errors, busy } = await watched(spec, server, cores, inMicroseconds)
    processorTime = (((processSeconds(server.pid) ?? Number.NaN) - started) * 1e6) / waits.length
    return { value: waited(), errors, busy }
  }
  const name = share === 0.5 ? 'Offprint' : `Offprint, p${share * 100}`
  return [
    { name, take: run, warmUp: run },
    { name: 'processor time', take: async () => ({ value: processorTime, errors: [] }) },
  ]
}

async function watched(
  spec: Load,
  server: Server,
  cores: Cores | undefined,
  figure: (loaded: Loaded, share: number) => number,
): Promise<Take> {
  const before = usage(server, cores)
  const loaded = await load(spec)
  const busy = busyBetween(before, usage(server, cores))
  return { value: figure(loaded, 1), alone: busy && figure(loaded, busy.server), errors: loaded.errors, busy }
}

/** @param share of the time that counts */
function inSecond({ responses, ms }: Loaded, share: number): number {
  return (responses * 1000) / (ms * share)
}

function inMicroseconds({ responses, ms }: Loaded, share: number): number {
  return (ms * share * 1000) / responses
}

/** Seconds used so far. */
type Usage = {
  at: number
  load: number
  server: number | undefined
  cores: { server: number; load: number } | undefined
}

function usage({ pid }: Server, cores: Cores | undefined): Usage {
  const { user, system } = process.cpuUsage()
  return {
    at: performance.now() / 1000,
    load: (user + system) / 1e6,
    server: processSeconds(pid),
    cores: cores && { server: coreSeconds(cores.server), load: coreSeconds(cores.load) },
  }
}

function busyBetween(before: Usage, after: Usage): Busy | undefined {
  if (before.server === undefined || after.server === undefined) return undefined
  const seconds = after.at - before.at
  const load = (after.load - before.load) / seconds
  const server = (after.server - before.server) / seconds
  if (!before.cores || !after.cores) return { load, server }
  const serverCore = (after.cores.server - before.cores.server) / seconds
  const loadCore = (after.cores.load - before.cores.load) / seconds
  return { load, server, others: { server: Math.max(0, serverCore - server), load: Math.max(0, loadCore - load) } }
}
