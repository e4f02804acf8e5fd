import type { Instant } from '../../instant.ts'

/** The queue of WebSub pings. A ping is kept until its hub accepts it. */
export interface PingStore {
  /** Cursor of a reader of the change log; undefined before its first move. */
  logCursor(reader: string): Promise<number | undefined>

  /**
   * Moves the cursor of a reader and queues pings, in one transaction. Of several processes only one can move it. False =
   * another process has moved it, and nothing was written.
   *
   * A ping that is queued already becomes due.
   */
  queuePings(move: CursorMove, pings: readonly Ping[], at: Instant): Promise<boolean>

  /** Takes pings that are due, oldest first. No other process gets them before `until`, unless they are queued again. */
  claimPings(at: Instant, until: Instant, limit: number): Promise<DuePing[]>

  /** Removes a ping that its hub accepted, unless a later change queued it again. */
  pingDelivered(ping: DuePing): Promise<void>

  /** Keeps a ping that failed, due again at `due`; without effect where a later change queued it again. */
  pingFailed(ping: DuePing, due: Instant, error: string): Promise<void>
}

export type CursorMove = { reader: string; from: number | undefined; to: number }

/** Absolute addresses. */
export type Ping = { hub: string; topic: string }

export type DuePing = Ping & {
  /** The last change that it announces. */
  seq: number
  /** How often it failed. */
  attempts: number
}
