import { type Caller, demandScope, hasScope } from '../../domain/access/caller.ts'
import { firstKey } from '../../domain/access/key.ts'
import type { Id } from '../../domain/id.ts'
import { demandRetryable, type ImportJob, type ImportJobItem, noCounts, notRetryable } from '../../domain/import/job.ts'
import { type Clock, now } from '../../domain/instant.ts'
import type { IdempotentRequest, StoredResponse } from '../../domain/store/access/idempotency-store.ts'
import type { ImportBounds, NewImport } from '../../domain/store/import/import-job-store.ts'
import type { UploadStore } from '../../domain/store/import/upload-store.ts'
import type { Store } from '../../domain/store/store.ts'
import type { Requester } from '../../domain/store/write.ts'
import { hasUpload } from './file.ts'
import type { ImportOutcome } from './outcome.ts'

/** The requester of an import, and the response to store under an idempotency key. */
export type ImportRequest = Requester & {
  idempotency?: IdempotentRequest | undefined
}

type Deps = { store: Pick<Store, 'addImport' | 'keys'>; clock: Clock }

/**
 * Queues an import of files that are already stored. Any process that serves the store may run it.
 *
 * @param keyId the requesting key, which owns the source from its first import on
 * @param bounds limits of all queued imports
 * @param answer the response, also to repeated requests
 * @throws AppError `idempotency-running`, `source-taken`, `too-many-imports`
 */
export async function startImport(
  wanted: NewImport,
  keyId: Id,
  bounds: ImportBounds,
  { idempotency, ...who }: ImportRequest,
  answer: (job: ImportJob) => StoredResponse,
  { store, clock }: Deps,
): Promise<StoredResponse> {
  const at = now(clock)
  const { id, options, files } = wanted
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0)
  const answered = answer({
    id,
    state: 'waiting',
    options,
    files: { total: files.length, done: 0, bytes },
    items: 0,
    counts: noCounts,
    actor: who.actor,
    ...(who.onBehalfOf !== undefined && { onBehalfOf: who.onBehalfOf }),
    createdAt: at,
  })
  await store.addImport(wanted, firstKey(keyId, await store.keys()), bounds, {
    at,
    ...who,
    idempotency: idempotency && { ...idempotency, answer: () => answered },
  })
  return answered
}

/**
 * Cancels an import; articles that it wrote are kept. A failed import can no longer be retried; a finished one is
 * unchanged.
 *
 * @throws AppError `import-not-found`
 */
export async function cancelImport(
  id: Id,
  who: Requester,
  { store, clock }: { store: Pick<Store, 'cancelImport' | 'removeUpload'>; clock: Clock },
): Promise<ImportJob> {
  const job = await store.cancelImport(id, { at: now(clock), ...who })
  await store.removeUpload(id)
  return job
}

/**
 * Queues a failed import again; it continues where it stopped.
 *
 * @param caller the requester: without the right to publish, the import no longer has it either
 * @throws AppError `import-not-retryable`, `scope-missing`, `too-many-imports`, `idempotency-running`
 */
export async function retryImport(
  job: ImportJob,
  caller: Caller,
  bounds: ImportBounds,
  { idempotency, ...who }: ImportRequest,
  answer: (job: ImportJob) => StoredResponse,
  { store, clock }: { store: UploadStore & Pick<Store, 'retryImport'>; clock: Clock },
): Promise<StoredResponse> {
  const at = now(clock)
  demandRetryable(job, at)
  if (job.options.publish) demandScope(caller, 'articles:publish')
  if (!(await hasUpload(store, job.id))) throw notRetryable('The upload of the import is not kept any more.')
  const mayPublish = hasScope(caller, 'articles:publish')
  const kept = idempotency && { ...idempotency, answer }
  return answer(await store.retryImport(job.id, mayPublish, bounds, { at, ...who, idempotency: kept }))
}

/** The result of an item, as stored and shown. */
export function jobItemOf(outcome: ImportOutcome): Omit<ImportJobItem, 'position'> {
  const { name, externalId, result, published, article, notes, consumed } = outcome
  const { hint: _, ...problem } = outcome.problem ?? { code: '', detail: '' }
  return {
    name,
    externalId,
    result,
    published,
    ...(article && { article }),
    notes: boundedNotes(notes).map(brief),
    consumed: consumed.slice(0, maxNotes).map(one => ({ ...one, text: cut(one.text) })),
    ...(outcome.problem && { problem: brief(problem) }),
  }
}

/** Maximum number of notes of an item, and maximum length of a note, that are stored: a source may have any number. */
const maxNotes = 100
const longest = 1000

function boundedNotes(notes: ImportOutcome['notes']): ImportOutcome['notes'] {
  if (notes.length <= maxNotes) return notes
  const left = notes.length - maxNotes
  return [...notes.slice(0, maxNotes), { code: 'more-notes', detail: `${left} more notes were left out.` }]
}

function brief<Note extends { detail: string }>(note: Note): Note {
  return { ...note, detail: cut(note.detail) }
}

function cut(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest).toWellFormed()} …`
}
