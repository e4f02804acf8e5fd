import type { Id } from '../domain/id.ts'
import { type ImportJob, type ImportJobItem, noCounts } from '../domain/import-job.ts'
import type { Clock } from '../domain/instant.ts'
import type { Answered, Repeatable } from '../domain/store/idempotency-store.ts'
import type { NewImport } from '../domain/store/import-job-store.ts'
import type { Store } from '../domain/store/store.ts'
import type { Write } from '../domain/store/write.ts'
import { momentOf } from './article-write.ts'
import { removeUpload } from './import-file.ts'
import type { ImportOutcome } from './import-outcome.ts'

/** Who asks for an import, and what to keep of the answer where the request has an idempotency key. */
export type AskedImport = Pick<Write, 'actor' | 'requestId' | 'address'> & {
  idempotency?: Repeatable | undefined
}

type Deps = { store: Pick<Store, 'addImport' | 'cancelImport'>; clock: Clock }

/**
 * Queues an import of files that are in their place already. It is carried out by any process that serves the store.
 *
 * @param answer what to answer, now and to the same request again
 * @throws AppError `idempotency-running`
 */
export async function startImport(
  wanted: NewImport,
  { idempotency, ...who }: AskedImport,
  answer: (job: ImportJob) => Answered,
  { store, clock }: Deps,
): Promise<Answered> {
  const at = momentOf(clock)
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
    createdAt: at,
  })
  await store.addImport(wanted, {
    at,
    ...who,
    idempotency: idempotency && { ...idempotency, answer: () => answered },
  })
  return answered
}

/**
 * Ends an import where it stands; what it wrote stays. One that is over stays as it is.
 *
 * @throws AppError `import-not-found`
 */
export async function cancelImport(
  id: Id,
  who: Pick<Write, 'actor' | 'requestId' | 'address'>,
  { store, clock, folder }: Deps & { folder: string },
): Promise<ImportJob> {
  const job = await store.cancelImport(id, { at: momentOf(clock), ...who })
  await removeUpload(folder, id)
  return job
}

/** What became of an item, as it is kept and shown. */
export function jobItemOf(outcome: ImportOutcome, dryRun: boolean): Omit<ImportJobItem, 'position'> {
  const { name, externalId, published, article, notes, consumed, problem } = outcome
  const result = resultOf(outcome)
  return {
    name,
    externalId,
    result,
    published,
    ...(article && { article: dryRun && result === 'created' ? { ...article, id: undefined } : article }),
    notes,
    consumed,
    ...(problem && { problem }),
  }
}

function resultOf({ result, problem }: ImportOutcome): ImportJobItem['result'] {
  if (problem?.code === 'import-diverged') return 'diverged'
  if (problem?.code === 'import-conflict') return 'conflict'
  return result
}
