import { setTimeout } from 'node:timers/promises'
import { AppError } from '../../../domain/error.ts'
import type { OwnClient } from '../database/pool.ts'
import { channelOf } from '../database/writer.ts'

/** Follows the head of the change log over a connection of its own. */
export type Listener = {
  /** The last number, if the server confirmed it within the last second. */
  head(): number | undefined
  close(): Promise<void>
}

export type ListenerOptions = {
  /** Opens the connection. */
  connect(): Promise<OwnClient>
  /** Called with each number that is higher than those before. */
  advanced?(seq: number): void
  /** Receives errors; the listener connects again. */
  failed(error: unknown): void
  /** Monotonic time in milliseconds. */
  now?(): number
  /** Milliseconds for which an answer confirms the connection, and between two questions. */
  confirmedFor?: number
  askEvery?: number
}

/** Milliseconds between two attempts to connect. */
const firstPause = 50
const longestPause = 5000

/**
 * Listens for notifications of publishing transactions. A notification may be lost with its connection, so the head is also
 * read after each connect and at intervals. A connection that does not answer may be dead without an error: after a second
 * without an answer its head is not used.
 */
export function startListener({
  connect,
  advanced = () => undefined,
  failed,
  now = () => performance.now(),
  confirmedFor = 1000,
  askEvery = 400,
}: ListenerOptions): Listener {
  const stopping = new AbortController()
  let known = -1
  let confirmedUntil = Number.NEGATIVE_INFINITY
  let client: OwnClient | undefined

  function raise(seq: number): void {
    if (!(seq > known)) return
    known = seq
    advanced(seq)
  }

  async function ask(from: OwnClient): Promise<void> {
    const askedAt = now()
    const { rows } = await from.query({ text: 'SELECT seq FROM change_counter WHERE id = 1' })
    raise(Number(rows[0]?.[0]))
    confirmedUntil = Math.max(confirmedUntil, askedAt + confirmedFor)
  }

  /** Follows one connection until it ends. */
  async function follow(own: OwnClient): Promise<void> {
    const ended = new AbortController()
    own.onEnd(() => ended.abort())
    const { rows } = await own.query({ text: 'SELECT current_schema(), pg_backend_pid()' })
    const [schema, processId] = rows[0] ?? []
    if (processId !== own.processId) throw sharedConnection()
    own.onNotification(payload => raise(Number(payload)))
    await own.query({ text: `LISTEN "${channelOf(String(schema))}"` })
    const signal = AbortSignal.any([ended.signal, stopping.signal])
    while (!signal.aborted) {
      await ask(own)
      await setTimeout(askEvery, undefined, { signal }).catch(() => undefined)
    }
  }

  async function run(): Promise<void> {
    for (let pause = firstPause; !stopping.signal.aborted; pause = Math.min(pause * 2, longestPause)) {
      try {
        client = await connect()
        pause = firstPause
        await follow(client)
      } catch (error) {
        if (!stopping.signal.aborted) failed(error)
      }
      confirmedUntil = Number.NEGATIVE_INFINITY
      await client?.close()
      client = undefined
      await setTimeout(pause, undefined, { signal: stopping.signal }).catch(() => undefined)
    }
  }

  const done = run()
  return {
    head: () => (now() < confirmedUntil ? known : undefined),
    async close() {
      stopping.abort()
      await client?.close()
      await done
    },
  }
}

function sharedConnection(): AppError {
  return new AppError('config-invalid', 'FRESHNESS=notify needs a connection of its own to PostgreSQL.', {
    hint: 'DATABASE_URL goes through a pooler. Set DATABASE_LISTEN_URL to the address of the server itself.',
  })
}
