import type { Instant } from '../instant.ts'
import type { ImportJobItem } from './job.ts'

/** The process that runs an import, and until when no other process may. */
export type Lease = {
  /** Id of the process, new with every start. */
  owner: string
  until: Instant
}

/** A position between two items: number of finished files, and of finished items of the next file. */
export type ImportPlace = { file: number; item: number }

/** A batch of an import: the results of its items are recorded in the transaction that writes their articles. */
export type ImportStep = { items: Omit<ImportJobItem, 'position'>[]; to: ImportPlace }

/** The import of a batch was cancelled, or taken over by another process. Nothing was written. */
export class LeaseLost extends Error {}
