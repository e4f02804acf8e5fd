import type { Article } from '../article/article.ts'
import type { PublicState } from '../article/working-copy.ts'
import type { AppError } from '../error.ts'
import type { Id } from '../id.ts'
import type { ImportStep, Lease } from '../import/step.ts'
import type { Instant } from '../instant.ts'
import type { IdempotentRequest, RequestProgress, StoredResponse } from './access/idempotency-store.ts'

/** Who writes, when, and for whom. Committed with the write. */
export type Write = {
  at: Instant
  /** `cli`, `system` or `key:{id}`. */
  actor: string
  /** The person for whom the actor writes, as a client states it. */
  onBehalfOf?: string | undefined
  requestId?: string | undefined
  /** Address the request came from. */
  address?: string | undefined
  /** If one item fails, nothing is written, and the error of the other items is `batch-undone`. */
  allOrNothing?: boolean | undefined
  /**
   * The idempotency key of the request: what `answer` makes of the outcome is kept under it in the same transaction,
   * nothing if it makes nothing. A request of several writes keeps how far it came, and each write continues
   * exactly what the one before left.
   */
  idempotency?:
    | (IdempotentRequest & {
        /** What the write before left of this request. */
        after?: Uint8Array | undefined
        answer(written: readonly Written[]): StoredResponse | RequestProgress | undefined
      })
    | undefined
  /**
   * The step of an import that this write is: `of` returns the results of its items.
   *
   * @throws LeaseLost from the write where the import is no longer its owner's
   */
  step?: { jobId: Id; lease: Lease; of(written: readonly Written[]): ImportStep } | undefined
}

/** The requester of a write, as recorded in audit entries. */
export type Requester = Pick<Write, 'actor' | 'onBehalfOf' | 'requestId' | 'address'>

/** The result of one item of a write. */
export type Written =
  | {
      ok: true
      article: Article | undefined
      unchanged: boolean
      /** Of the print that the write made. */
      revision?: number | undefined
      /** Public state of the article after the write. */
      delivered?: PublicState | undefined
    }
  | { ok: false; error: AppError }
