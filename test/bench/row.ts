import type { Lab } from './lab.ts'

/**
 * One line of the table. A family of rows is a file in `row/` that exports an array of them, listed in `rows.ts`.
 */
export type Row = {
  /** Also what `--only` looks for. */
  name: string
  unit: Unit
  goals: Goal[]
  /** Prepares the contenders, ours first. Servers from the lab are stopped after the row. */
  prepare(lab: Lab): Promise<Prepared>
}

/** Figures per second are better when higher, the others when lower. */
export type Unit = 'req/s' | 'rows/s' | 'articles/s' | 'µs' | 'ms' | 'MB' | 'kB' | 'articles'

/** A bound for ours ÷ that contender, or for the figure of the contender `of` (the first, unless named). */
export type Goal = { against?: string; of?: string; atLeast?: number; atMost?: number }

export type Prepared = {
  contenders: Contender[]
  /** Notes for readers of the figures. */
  notes?: string[]
  /** Why its goals cannot be judged yet. */
  notYet?: string | undefined
  /** BackgroundTask, where the plan's own number does not suit. */
  rounds?: number
}

/** Something measured in turns with others. */
export type Contender = {
  name: string
  /** Measures once. */
  take(): Promise<Take>
  /** Instead of the first `take` that does not count; undefined = none is needed. */
  warmUp?: (() => Promise<Take>) | undefined
}

export type Take = {
  value: number
  /**
   * What it would be had the server had its core to itself, where the system tells: counted by the time that it worked.
   * It forgives a server that waits, so goals are judged by `value`.
   */
  alone?: number | undefined
  /** Any error fails the row. */
  errors: string[]
  busy?: Busy | undefined
}

/** Shares of one core, 0 to 1. */
export type Busy = {
  load: number
  server: number
  /** Other work on the servers' and on the load's core; undefined if nothing is pinned. */
  others?: { server: number; load: number } | undefined
}
