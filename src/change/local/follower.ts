import { setImmediate as turn } from 'node:timers/promises'
import type { Change } from '../../domain/change.ts'
import type { ChangeStore } from '../../domain/store/log/change-store.ts'
import type { Freshness } from './freshness.ts'

/** A reader of the change log in this process, with its own cursor. */
export type Follower = {
  /** `seq` of the last row that was processed. */
  position(): number
  /**
   * Whether the reader has processed every commit. Synchronous; takes about a microsecond.
   *
   * @param version of the store, if the caller has read it already
   */
  isCurrent(version?: number): boolean
  /** Resolves when every commit before the call is processed. */
  runOverdue(): Promise<void>
}

export type FollowerOptions = {
  /** `seq` after which it starts. */
  from: number
  /** Most rows per call of `read`. */
  batch: number
  /** Receives the rows in order; the next call waits until it resolves. */
  read(rows: readonly Change[]): void | Promise<void>
}

export function createFollower(
  store: Pick<ChangeStore, 'changes'>,
  freshness: Freshness,
  { from, batch, read }: FollowerOptions,
): Follower {
  let position = from
  // No store has this version: the first check always reads.
  let known = Number.NaN
  let running: Promise<void> | undefined

  async function advance(): Promise<void> {
    for (;;) {
      // Read the version before the rows: the next check sees what is committed in between.
      const version = await freshness.current()
      const rows = version === known ? [] : await store.changes(position, batch)
      const last = rows.at(-1)
      if (!last) {
        known = version
        return
      }
      await read(rows)
      position = last.seq
      if (rows.length < batch) {
        known = version
        return
      }
      // Other requests are served between two batches of a large import.
      await turn()
    }
  }

  return {
    position: () => position,
    isCurrent: (version = freshness.version()) => version === known,
    async runOverdue() {
      // A running pass may have read the log before this call: wait for it, then run another one.
      if (running) await running
      running ??= advance().finally(() => {
        running = undefined
      })
      await running
    },
  }
}
