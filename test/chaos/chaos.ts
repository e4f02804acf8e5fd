import { closeSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Teardown } from '../full/server.ts'
import { copyFaults, createCopy, faultsOf, fileFaults, receiverFaults } from './check.ts'
import { createEditor, type Expected } from './editor.ts'
import { createFleet, type Fleet } from './fleet.ts'
import { type Random, seeded } from './random.ts'
import { type Receiver, startReceiver } from './receiver.ts'

export type ChaosOptions = {
  seed: number
  rounds: number
  /** Number of processes that serve the store. */
  processes: number
  store:
    | { engine: 'sqlite'; folder: string /** Whether the folder is a small disk of its own. */; isSmallDisk: boolean }
    | {
        engine: 'postgres'
        url: string /** Kills the database server, and starts it again. */
        restart(): Promise<void>
      }
  report(line: string): void
}

type Parts = { fleet: Fleet; receiver: Receiver; options: ChaosOptions }

/** What happens to a store and its processes while editors work. Each ends with everything running. */
const disturbances: Record<string, (parts: Parts, random: Random) => Promise<string | undefined>> = {
  async 'kill -9 of one process'({ fleet }, { below }) {
    await fleet.end(below(fleet.size), 'SIGKILL')
    return undefined
  },
  async 'kill -9 of all processes'({ fleet }) {
    await Promise.all(Array.from({ length: fleet.size }, (_, index) => fleet.end(index, 'SIGKILL')))
    return undefined
  },
  async 'SIGTERM of one process'({ fleet }, { below }) {
    const code = await fleet.end(below(fleet.size), 'SIGTERM')
    return code === 0 ? undefined : `a process ended with ${code} after SIGTERM`
  },
  async 'SIGSTOP of one process'({ fleet }, { below }) {
    await fleet.pause(below(fleet.size), 200 + below(1500))
    return undefined
  },
  async 'SIGSTOP of one process until its claims have ended'({ fleet }, { below }) {
    await fleet.pause(below(fleet.size), 7000)
    return undefined
  },
  async 'dying receiver'({ receiver }, { below }) {
    await receiver.die()
    await setTimeout(100 + below(1000))
    await receiver.revive()
    return undefined
  },
  async 'dying receiver and kill -9 of one process'({ fleet, receiver }, { below }) {
    await receiver.die()
    await fleet.end(below(fleet.size), 'SIGKILL')
    await receiver.revive()
    return undefined
  },
}

const engineDisturbances: typeof disturbances = {
  async 'full disk'({ options: { store } }, { below }) {
    if (store.engine !== 'sqlite') return undefined
    const file = join(store.folder, 'filler')
    fill(file)
    await setTimeout(300 + below(1000))
    rmSync(file)
    return undefined
  },
  async 'kill -9 of the database server'({ options: { store } }) {
    if (store.engine === 'postgres') await store.restart()
    return undefined
  },
}

const secret = 'admin-key-of-this-test-0123456789'
const editors = 3
const operationsOfRound = 24

/**
 * Lets editors work on a store whose processes are disturbed, and compares everything that can be observed with what the
 * editors were answered. Disturbances and operations follow from the seed; only their timing does not.
 *
 * @returns faults; empty if there are none
 */
export async function runChaos(t: Teardown, options: ChaosOptions): Promise<string[]> {
  const { seed, rounds, processes, store, report } = options
  const receiver = await startReceiver(t)
  const env = {
    DATABASE_URL: store.engine === 'sqlite' ? join(store.folder, 'offprint.db') : store.url,
    PUBLIC_URL: 'https://news.example.org',
    OFFPRINT_ADMIN_KEY: secret,
    WEBHOOK_ALLOW_PRIVATE: 'true',
    RATE_LIMIT: 'none',
    KEY_RATE_LIMIT: 'none',
    LOG_LEVEL: 'error',
    // A busy machine may need longer than the default to receive and finish requests.
    CLOSE_TIMEOUT: '100',
    REQUEST_TIMEOUT: '300',
  }
  const fleet = createFleet(t, processes, env, secret)
  await fleet.start()
  const { body } = await fleet.ask({ method: 'POST', path: '/v1/editorial/webhooks', body: { url: receiver.url } })
  const { id: webhookId } = (JSON.parse(body) as { webhook: { id: string } }).webhook
  const copy = createCopy(fleet)
  const staff = Array.from({ length: editors }, (_, number) => createEditor(number, seed, fleet))
  const all = () => staff.flatMap(({ articles }): Expected[] => [...articles.values()])
  const random = seeded(seed)
  const names = namesFor(options)
  let left: string[] = []

  for (let round = 1; round <= rounds; round += 1) {
    if (left.length === 0) left = [...names]
    const [name = ''] = left.splice(random.below(left.length), 1)
    const disturb = disturbances[name] ?? engineDisturbances[name]
    const before = random.below(operationsOfRound)
    const own = seeded(seed * 31 + round)
    const changed = new Set(all().map(({ id, version, status }) => `${id} ${version} ${status}`))
    const faults: string[] = []
    const histories = staff.map(({ history }) => history.length)
    fleet.forgetLogs()
    let done = 0
    const reached = Promise.withResolvers<void>()
    const working = staff.map(async ({ step }, number) => {
      for (let count = number; count < operationsOfRound; count += editors) {
        faults.push(...(await step().catch(thrown)))
        done += 1
        if (done >= before || faults.length > 0) reached.resolve()
        if (faults.length > 0) return
      }
    })
    const disturbing = reached.promise.then(async () => {
      const fault = await disturb?.({ fleet, receiver, options }, own)
      if (fault !== undefined) faults.push(fault)
      await fleet.start()
    })
    await Promise.all([...working, disturbing.catch(async error => faults.push(...(await thrown(error))))])
    const touched = all().filter(({ id, version, status }) => !changed.has(`${id} ${version} ${status}`))
    if (faults.length === 0) {
      const compared = copy
        .read()
        .then(async () => [
          ...(await faultsOf(fleet, touched)),
          ...copyFaults(copy.titles, all()),
          ...receiver.faults,
          ...(store.engine === 'sqlite' ? fileFaults(env.DATABASE_URL) : []),
        ])
      faults.push(...(await compared.catch(thrown)))
    }
    report(`round ${round}: ${name}, after ${before} of ${operationsOfRound} operations: ${faults.length} faults`)
    if (faults.length > 0) {
      const history = staff.flatMap(({ history }, index) => history.slice(histories[index]))
      return [...faults, ...history, ...fleet.logs()]
    }
  }

  const faults = [
    ...(await faultsOf(fleet, all())),
    ...(await receiverFaults(fleet, receiver, webhookId, copy.revisions)),
  ]
  const codes = await Promise.all(Array.from({ length: processes }, (_, index) => fleet.end(index, 'SIGTERM')))
  if (codes.some(code => code !== 0)) faults.push(`the processes ended with ${codes}`)
  report(`${all().length} articles, ${receiver.last.size} of them at the receiver: ${faults.length} faults`)
  return faults
}

/** An error as a fault, so that it is reported with the history and the logs. */
async function thrown(error: unknown): Promise<string[]> {
  return [error instanceof Error ? (error.stack ?? error.message) : String(error)]
}

function namesFor({ store }: ChaosOptions): string[] {
  const more = store.engine === 'postgres' ? ['kill -9 of the database server'] : store.isSmallDisk ? ['full disk'] : []
  return [...Object.keys(disturbances), ...more]
}

/** Writes until the disk is full. */
function fill(file: string): void {
  const descriptor = openSync(file, 'w')
  const chunk = Buffer.alloc(1 << 20)
  try {
    for (let size = chunk.length; size > 0; ) {
      try {
        writeSync(descriptor, chunk, 0, size)
      } catch {
        size >>= 1
      }
    }
  } finally {
    closeSync(descriptor)
  }
}
