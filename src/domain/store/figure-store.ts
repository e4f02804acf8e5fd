import type { Id } from '../id.ts'

/** Figures of a webhook. */
export type WebhookFigures = {
  id: Id
  state: 'active' | 'paused' | 'disabled'
  /** Deliveries in these states. */
  pending: number
  failed: number
  /** Requests since it was created. */
  successes: number
  failures: number
}

/** Figures of a store for operators. */
export type StoreFigures = {
  /** Delivered articles. */
  articles: number
  /** The highest `seq` of the change log. */
  lastChange: number
  /** Positions of the readers of the log that run once across processes. */
  readers: Record<string, number>
  /** Waiting and running jobs. */
  jobs: { kind: string; state: string; count: number }[]
  webhooks: WebhookFigures[]
  databaseBytes: number
  /** Size of the write-ahead log of an SQLite file. */
  logBytes?: number
  /** Connections of this process to PostgreSQL, and operations that wait for one. */
  connections?: { open: number; idle: number; waiting: number }
}

export interface FigureStore {
  /** Current figures, in a few index lookups. */
  figures(): Promise<StoreFigures>
}
