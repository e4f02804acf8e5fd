import { setImmediate as turn } from 'node:timers/promises'
import type { Change } from '../../domain/change.ts'
import type { ChangeStore } from '../../domain/store/change-store.ts'
import type { Freshness } from './freshness.ts'

/** A reader of the change log in this process, with a cursor of its own. */
export type Follower = {
  /** Number of the last row that the reader was told of. */
  position(): number
  /**
   * Whether the reader knows everything that was committed so far. Synchronous; about a microsecond.
   *
   * @param version of the store, where it was asked for already
   */
  isCurrent(version?: number): boolean
  /** Tells the reader what was committed so far; ends when it knows. */
  catchUp(): Promise<void>
}

export type FollowerOptions = {
  /** Number of the row behind which it begins. */
  from: number
  /** Most rows told at once. */
  batch: number
  /** Is told the rows, in order; the next ones wait until it is done. */
  read(rows: readonly Change[]): void | Promise<void>
}

export function createFollower(
  store: Pick<ChangeStore, 'changes'>,
  freshness: Freshness,
  { from, batch, read }: FollowerOptions,
): Follower {
  let position = from
  // Of no store: the first look always reads.
  let known = Number.NaN
  let running: Promise<void> | undefined

  async function advance(): Promise<void> {
    for (;;) {
      // Before the rows: what is committed between the two looks is seen by the next one.
      const version = freshness.now()
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
      // Whoever waits gets a turn between two batches of a large import.
      await turn()
    }
  }

  return {
    position: () => position,
    isCurrent: (version = freshness.version()) => version === known,
    async catchUp() {
      // A run under way may have looked already: only a second one surely began after the call.
      if (running) await running
      running ??= advance().finally(() => {
        running = undefined
      })
      await running
    },
  }
}
