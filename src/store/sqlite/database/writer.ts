import { setTimeout } from 'node:timers/promises'
import { isStoreFull } from '../../../domain/error.ts'
import type { Connection, Waiting } from './connection.ts'
import { busy, failure, isBusy } from './failure.ts'

/** The one way to write: whole transactions, one after the other. */
export type Writer = {
  /**
   * Runs a synchronous piece of work in one transaction.
   *
   * @throws AppError `store-busy`, `store-full`: nothing was written
   * @throws AppError `store-replaced`: what was written may be lost
   */
  write<Result>(work: () => Result): Promise<Result>
  /** Runs a part of the work that is undone alone where it throws. */
  savepoint<Result>(work: () => Result): Result
  /**
   * Moves the log into the file and empties it: it holds what was deleted until then. Readers of other processes may
   * keep it from that for a second; then each later write tries again.
   */
  emptyLog(): Promise<void>
  /** Whether the last write found the disk full. */
  isFull(): boolean
  /** Ends when everything asked for so far is done. */
  idle(): Promise<void>
}

/**
 * Every transaction is BEGIN IMMEDIATE: a deferred one that turns from reading to writing beside another writer fails
 * at once with SQLITE_BUSY_SNAPSHOT, whatever `busy_timeout` says.
 *
 * @param check throws where nothing may be written; asked when the lock is held, and before a write is acknowledged
 * @param patience milliseconds that a write waits for a lock held elsewhere; a blocking connection's own are its timeout
 */
export function createWriter(
  connection: Connection,
  waiting: Waiting,
  { check = () => undefined, patience: timeout = 5000 }: { check?: () => void; patience?: number | undefined } = {},
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

  /** Whether the log is empty. */
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
        // Jitter keeps two waiting processes from asking in step.
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
      // SQLite itself may have rolled back already, as it does on a full disk.
      if (connection.inTransaction) rollback.run()
      const known = failure(error)
      if (isStoreFull(known)) isFull = true
      throw known
    }
  }

  return {
    write(work) {
      const until = performance.now() + timeout
      // A statement of one transaction must not fall into another's: they take turns within the process.
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
