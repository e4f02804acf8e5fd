import { setTimeout } from 'node:timers/promises'
import { isStoreFull } from '../../../domain/error.ts'
import type { Client, Pool, PooledClient } from './client.ts'
import { busy, failure, isConflict, isConnectionLoss, isTimeout, unreachable } from './failure.ts'

/** Runs write transactions. */
export type TransactionWriter = {
  /**
   * Runs a function in one write transaction. All write transactions on the database run one after the other, across all
   * processes and machines: each locks the row of the change counter first. So a number taken from the counter is right
   * until the commit, and commits have the order of their numbers.
   *
   * After a conflict or a deadlock, and once after a lost connection, the function runs again.
   *
   * @throws AppError `store-busy`, `store-full`, `unavailable`
   */
  write<Result>(work: (client: Client) => Promise<Result>): Promise<Result>
  /** Writes of this process that are not done. */
  pending(): number
  /** Whether the last write found the disk full. */
  isFull(): boolean
  /** Resolves when all requested writes are done. */
  idle(): Promise<void>
}

/** Channel of notifications of new changes. One database may have several stores, each in a schema of its own. */
export function channelOf(schema: string): string {
  return `offprint_change_${schema}`.slice(0, 63)
}

/** Milliseconds after which the server ends a transaction whose process has died without a word. */
const silence = 10_000

/** @param timeout milliseconds that a write waits for other writers */
export function createTransactionWriter(pool: Pool, { timeout = 5000 } = {}): TransactionWriter {
  let last: Promise<unknown> = Promise.resolve()
  let pending = 0
  let isFull = false
  let channel: string | undefined

  async function begin(client: Client, until: number): Promise<number> {
    const left = Math.max(1, Math.trunc(until - performance.now()))
    const { rows } = await client.query({
      text: `BEGIN; SET LOCAL lock_timeout = ${left}; SET LOCAL idle_in_transaction_session_timeout = ${silence};
        SELECT seq, current_schema() FROM change_counter WHERE id = 1 FOR UPDATE`,
    })
    const [seq, schema] = rows[0] ?? []
    channel ??= channelOf(String(schema))
    return Number(seq)
  }

  /** Notifies listeners if there are new changes. NOTIFY takes a lock of the whole server until the commit. */
  async function notify(client: Client, before: number): Promise<void> {
    const text = 'SELECT pg_notify($1, seq::text) FROM change_counter WHERE id = 1 AND seq > $2'
    await client.query({ text, values: [channel, before], name: 'notify' })
  }

  async function attempt<Result>(
    client: PooledClient,
    work: (client: Client) => Promise<Result>,
    until: number,
  ): Promise<Result> {
    let isCommitting = false
    try {
      const before = await begin(client, until)
      const result = await work(client)
      await notify(client, before)
      isCommitting = true
      await client.query({ text: 'COMMIT' })
      return result
    } catch (error) {
      if (isCommitting && isConnectionLoss(error)) {
        throw unreachable(error, 'The connection to the database was lost: the write may have been done, or not.')
      }
      await client.query({ text: 'ROLLBACK' }).catch(() => undefined)
      throw error
    } finally {
      client.release()
    }
  }

  async function transact<Result>(work: (client: Client) => Promise<Result>, until: number): Promise<Result> {
    let isReconnected = false
    for (let pause = 1; ; pause *= 2) {
      const client = await pool.acquire()
      try {
        const result = await attempt(client, work, until)
        isFull = false
        return result
      } catch (error) {
        if (isConflict(error) && performance.now() + pause < until) {
          await setTimeout(pause * (0.5 + Math.random()))
          continue
        }
        // The connection was already broken, or the transaction ended with it: nothing was written.
        if (!isReconnected && isConnectionLoss(error) && !isTimeout(error)) {
          isReconnected = true
          continue
        }
        const known = isConflict(error) ? busy(error) : failure(error)
        if (isStoreFull(known)) isFull = true
        throw known
      }
    }
  }

  return {
    async write(work) {
      const until = performance.now() + timeout
      // One connection of this process waits for the lock, not one for each request.
      const turn = last.then(() => transact(work, until))
      last = turn.catch(() => undefined)
      pending += 1
      try {
        return await turn
      } finally {
        pending -= 1
      }
    },
    pending: () => pending,
    isFull: () => isFull,
    async idle() {
      await last
    },
  }
}
