import { setTimeout } from 'node:timers/promises'
import { isStoreFull } from '../../../domain/error.ts'
import type { Connection, Waiting } from './connection.ts'
import { busy, failure, isBusy } from './failure.ts'

/** Runs all write transactions, one after the other. */
export type Writer = {
  /**
   * Runs a synchronous function in one transaction.
   *
   * @throws AppError `store-busy`, `store-full`: nothing was written
   * @throws AppError `store-replaced`: the write may be lost
   */
  write<Result>(work: () => Result): Promise<Result>
  /** Runs a function within a savepoint: if it throws, only its own changes are rolled back. */
  savepoint<Result>(work: () => Result): Result
  /**
   * Checkpoints and truncates the log, which still contains deleted content. Readers of other processes may prevent that
   * for a second; then each later write tries again.
   */
  emptyLog(): Promise<void>
  /** Whether the last write found the disk full. */
  isFull(): boolean
  /** Resolves when all requested writes are done. */
  idle(): Promise<void>
}

/**
 * Every transaction is BEGIN IMMEDIATE: a deferred one that starts to write after another writer committed fails with
 * SQLITE_BUSY_SNAPSHOT, regardless of `busy_timeout`.
 *
 * @param check throws if writes are not allowed; called under the lock, and before a write is acknowledged
 * @param timeout milliseconds that a write waits for a lock of another process; a blocking connection has its own timeout
 */
export function createWriter(
  connection: Connection,
  waiting: Waiting,
  { check = () => undefined, timeout = 5000 }: { check?: () => void; timeout?: number | undefined } = {},
): Writer {
  const begin = connection.prepare('BEGIN IMMEDIATE')
  const commit = connection.prepare('COMMIT')
  const rollback = connection.prepare('ROLLBACK')
  const savepoint = connection.prepare('SAVEPOINT part')
  const undo = connection.prepare('ROLLBACK TO part')
  const release = connection.prepare('RELEASE part')
  let last: Promise<unknown> = Promise.resolve()
  let needsCheckpoint = false
  let isFull = false

  /** Checkpoints the log. Returns whether it is empty now. */
  function checkpoint(): boolean {
    check()
    const [state] = connection.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[]
    needsCheckpoint = state?.busy !== 0
    return !needsCheckpoint
  }

  async function beginImmediate(until: number): Promise<void> {
    for (let pause = 1; ; pause = Math.min(pause * 2, 50)) {
      try {
        begin.run()
        return
      } catch (error) {
        if (!isBusy(error)) throw error
        if (waiting === 'blocking' || performance.now() >= until) throw busy(error)
        // Jitter, so that two waiting processes do not retry at the same times.
        await setTimeout(pause * (0.5 + Math.random()))
      }
    }
  }

  async function transact<Result>(work: () => Result, until: number): Promise<Result> {
    try {
      await beginImmediate(until)
      check()
      const result = work()
      commit.run()
      check()
      isFull = false
      if (needsCheckpoint) checkpoint()
      return result
    } catch (error) {
      // SQLite may have rolled back already, for example on a full disk.
      if (connection.inTransaction) rollback.run()
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
    savepoint(work) {
      savepoint.run()
      try {
        const result = work()
        release.run()
        return result
      } catch (error) {
        if (connection.inTransaction) {
          undo.run()
          release.run()
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
