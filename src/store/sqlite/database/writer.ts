import { setTimeout } from 'node:timers/promises'
import { isStoreFull } from '../../../domain/error.ts'
import { type Routine, runAtOnce } from '../../rows/database/routine.ts'
import type { Writer } from '../../rows/database/writer.ts'
import type { SqliteConnection, Waiting } from './connection.ts'
import { busy, failure, isBusy } from './failure.ts'

/**
 * Every transaction is BEGIN IMMEDIATE: a deferred one that starts to write after another writer committed fails with
 * SQLITE_BUSY_SNAPSHOT, regardless of `busy_timeout`.
 *
 * @param check throws if writes are not allowed; called under the lock, and before a write is acknowledged
 * @param timeout milliseconds that a write waits for a lock of another process; a blocking connection has its own timeout
 */
export function createWriter(
  connection: SqliteConnection,
  waiting: Waiting,
  { check = () => undefined, timeout = 5000 }: { check?: () => void; timeout?: number | undefined } = {},
): Writer {
  // A server must not block its event loop.
  if (waiting === 'async') connection.setLockTimeout(0)
  const begin = connection.control('BEGIN IMMEDIATE')
  const commit = connection.control('COMMIT')
  const rollback = connection.control('ROLLBACK')
  const savepoint = connection.control('SAVEPOINT part')
  const undo = connection.control('ROLLBACK TO part')
  const release = connection.control('RELEASE part')
  let last: Promise<unknown> = Promise.resolve()
  let needsCheckpoint = false
  let isFull = false

  /** Checkpoints the log. Returns whether it is empty now. */
  function checkpoint(): boolean {
    check()
    needsCheckpoint = !connection.checkpoint()
    return !needsCheckpoint
  }

  async function beginImmediate(until: number): Promise<void> {
    for (let pause = 1; ; pause = Math.min(pause * 2, 50)) {
      try {
        begin()
        return
      } catch (error) {
        if (!isBusy(error)) throw error
        if (waiting === 'blocking' || performance.now() >= until) throw busy(error)
        // Jitter, so that two waiting processes do not retry at the same times.
        await setTimeout(pause * (0.5 + Math.random()))
      }
    }
  }

  async function transact<Result>(work: () => Routine<Result>, until: number): Promise<Result> {
    try {
      await beginImmediate(until)
      check()
      const result = runAtOnce(work())
      commit()
      check()
      isFull = false
      if (needsCheckpoint) checkpoint()
      return result
    } catch (error) {
      // SQLite may have rolled back already, for example on a full disk.
      if (connection.isInTransaction()) rollback()
      const known = failure(error)
      if (isStoreFull(known)) isFull = true
      throw known
    }
  }

  return {
    write(work) {
      const until = performance.now() + timeout
      // Transactions of this process run one after the other: they share a connection.
      const turn = last.then(() => transact(work, until))
      last = turn.catch(() => undefined)
      return turn
    },
    *savepoint(work) {
      savepoint()
      try {
        const result = yield* work()
        release()
        return result
      } catch (error) {
        if (connection.isInTransaction()) {
          undo()
          release()
        }
        throw error
      }
    },
    emptyLog() {
      const turn = last.then(async () => {
        for (let pause = 1; !checkpoint() && pause < 512; pause *= 2) await setTimeout(pause)
      })
      last = turn.catch(() => undefined)
      return turn
    },
    isFull: () => isFull,
    async idle() {
      await last
    },
  }
}
