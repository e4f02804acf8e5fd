import type { Instant } from '../instant.ts'

/** What WebSub hubs still have to hear of. A ping is kept until its hub has taken it. */
export interface PingStore {
  /** The last change that a reader of the log is done with; undefined before it first moved. */
  logCursor(reader: string): Promise<number | undefined>

  /**
   * Moves a reader from a change to a later one, and queues pings with it, in one transaction: of several processes one
   * moves it, and a change is passed only with its pings. False = another moved it first, and nothing was written.
   *
   * A ping that is queued already is due again.
   */
  queuePings(move: CursorMove, pings: readonly Ping[], at: Instant): Promise<boolean>

  /** Takes pings that are due, oldest first. No other process gets them before `until`, unless they are queued again. */
  claimPings(at: Instant, until: Instant, limit: number): Promise<DuePing[]>

  /** Forgets a ping that its hub has taken, unless a later change queued it again. */
  pingDelivered(ping: DuePing): Promise<void>

  /** Keeps a ping that failed, due again at `due`; without effect where a later change queued it again. */
  pingFailed(ping: DuePing, due: Instant, error: string): Promise<void>
}

export type CursorMove = { reader: string; from: number | undefined; to: number }

/** Absolute addresses. */
export type Ping = { hub: string; topic: string }

export type DuePing = Ping & {
  /** The change up to which it tells. */
  seq: number
  /** How often it failed. */
  attempts: number
}
