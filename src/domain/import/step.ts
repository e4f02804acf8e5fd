import type { Instant } from '../instant.ts'
import type { ImportJobItem } from './job.ts'

/** Who carries an import out, and until when nobody else may. */
export type Lease = {
  /** Of the process, new with every start. */
  owner: string
  until: Instant
}

/** Between two items: how many files are behind, and how many items of the next. */
export type ImportPlace = { file: number; item: number }

/** A part of an import: its items are recorded in the transaction that writes their articles. */
export type ImportStep = { items: Omit<ImportJobItem, 'position'>[]; to: ImportPlace }

/** A step of an import that was cancelled, or taken over by another process: nothing was written. */
export class LeaseLost extends Error {}
