import type { Id } from '../../id.ts'
import type {
  ImportJob,
  ImportJobItem,
  ImportRequestOptions,
  ImportResult,
  ImportRights,
  ImportState,
  UploadedFile,
} from '../../import/job.ts'
import type { ImportPlace, Lease } from '../../import/step.ts'
import type { Instant } from '../../instant.ts'
import type { IdempotentRequest, StoredResponse } from '../access/idempotency-store.ts'
import type { Write } from '../write.ts'

/** Imports for the editorial API. Each write adds its audit entry. */
export interface ImportJobStore {
  /**
   * Queues an import. Its source belongs to `owner` from then on, if it belonged to nobody and this is not a dry run.
   *
   * @param bounds of all imports that wait
   * @throws AppError `source-taken` when the source belongs to another owner, unless the import may publish
   * @throws AppError `too-many-imports` when too much waits
   * @throws AppError `idempotency-running` when another process answered the same request in between
   */
  addImport(job: NewImport, owner: Id, bounds: ImportBounds, write: Write): Promise<void>

  /** What waits, or is under way: in all, and of an actor. */
  waitingImports(actor: string): Promise<WaitingImports>

  /** Makes a source the operator's, if it belongs to nobody. */
  claimSource(source: string): Promise<void>

  importJob(id: Id): Promise<ImportJob | undefined>

  /** One page, newest first. */
  importJobs(query: ImportQuery): Promise<{ jobs: ImportJob[]; hasNext: boolean; hasPrevious: boolean }>

  /** One page of what became of the items of an import, in their order. */
  importItems(query: ImportItemQuery): Promise<{ items: ImportJobItem[]; hasNext: boolean; hasPrevious: boolean }>

  /**
   * Queues a failed import again; it resumes where it stopped.
   *
   * @param mayPublish where it is false, the import may not publish any more either
   * @throws AppError `import-not-found`, `import-not-retryable`, `too-many-imports`, `idempotency-running`
   */
  retryImport(id: Id, mayPublish: boolean, bounds: ImportBounds, write: RetryWrite): Promise<ImportJob>

  /**
   * Cancels an import that is not finished, or that failed. Other finished imports are not changed.
   *
   * @throws AppError `import-not-found`
   */
  cancelImport(id: Id, write: Write): Promise<ImportJob>
}

/** A write with what to keep under its idempotency key. */
export type RetryWrite = Omit<Write, 'idempotency'> & {
  idempotency?: (IdempotentRequest & { answer(job: ImportJob): StoredResponse }) | undefined
}

export type NewImport = { id: Id; options: ImportRequestOptions; rights: ImportRights; files: UploadedFile[] }

export type ImportBounds = {
  /** Most imports that wait; one key may have half of them. */
  imports: number
  /** Most bytes of their uploads. */
  bytes: number
}

export type WaitingImports = ImportBounds & { own: number }

export type ImportQuery = {
  /** Only those that one of these asked for. */
  actors?: readonly string[] | undefined
  state?: ImportState | undefined
  limit: number
  /** Start behind this one; with `backwards`, end before it. */
  from?: Id | undefined
  backwards?: boolean | undefined
}

export type ImportItemQuery = {
  jobId: Id
  result?: ImportResult | undefined
  limit: number
  /** Start behind this position; with `backwards`, end before it. */
  from?: number | undefined
  backwards?: boolean | undefined
}

/** The queue of imports. One process at a time runs an import, as long as it has the lease. */
export interface ImportQueueStore {
  /** Takes the oldest import that is waiting, or whose lease has expired. */
  claimImport(lease: Lease, at: Instant): Promise<ClaimedImport | undefined>

  /** Keeps an import that is this owner's. False = it is no longer. */
  renewImport(id: Id, lease: Lease): Promise<boolean>

  /** Ends an import that is this owner's, or gives it back, for any process to go on with. */
  leaveImport(id: Id, owner: string, end: ImportEnd, at: Instant): Promise<void>

  /** Forgets a part of what became of imports that ended before a moment. Answers how much. */
  forgetImports(before: Instant, limit: number): Promise<number>
}

export type ImportEnd =
  | { state: 'done' }
  | { state: 'failed'; error: string }
  /** `tries`: as how many it counts; 0 = as if it had not been taken up. */
  | { state: 'waiting'; tries: number }

export type ClaimedImport = NewImport & {
  actor: string
  onBehalfOf?: string | undefined
  requestId?: string | undefined
  address?: string | undefined
  /** Where to continue: earlier items are recorded. */
  from: ImportPlace
  /** Number of attempts at this position; see `ImportEnd`. */
  tries: number
}
