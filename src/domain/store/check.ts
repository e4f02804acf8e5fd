import type { Id } from '../id.ts'

/** Parts of a store that a check reads, in this order. */
export const storeParts = ['file', 'references', 'content', 'log', 'prints', 'lists', 'search', 'orphans'] as const

export type StorePart = (typeof storeParts)[number]

export type StoreProblem = {
  part: StorePart
  detail: string
  articleId?: Id
  repaired: boolean
}

/** Result of a check of a store. */
export type StoreCheck = {
  /** Prints that equal a fresh print of their edition. */
  prints: number
  /** Prints that a running or queued reprint will make again. */
  waiting: number
  /** Prints of another configuration: their bytes are compared with their checksums only. */
  otherConfiguration: number
  /** Number of problems that were not repaired. */
  unrepaired: number
  /** Parts that this store does not check; absent = none. */
  unchecked?: StorePart[]
  /** At most 100 of each kind, first those that were not repaired. */
  problems: StoreProblem[]
}
