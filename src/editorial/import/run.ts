import { existsSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import type { Site } from '../../domain/address/site.ts'
import { AppError, isTemporary } from '../../domain/error.ts'
import type { NewId } from '../../domain/id.ts'
import { type ImportPlace, LeaseLost } from '../../domain/import/step.ts'
import type { Clock } from '../../domain/instant.ts'
import type { ClaimedImport } from '../../domain/store/import/import-job-store.ts'
import type { UploadStore } from '../../domain/store/import/upload-store.ts'
import type { Store } from '../../domain/store/store.ts'
import { reader } from '../../importer/reader.ts'
import { bytesOf, type ImportItem, type ItemProblem, type Source } from '../../importer/source/run.ts'
import { type ImportDeps, type ImportOptions, importArticles } from './articles.ts'
import { createBatch } from './batch.ts'
import { importedFiles } from './file.ts'
import { jobItemOf } from './job.ts'
import { leaseOf } from './lease.ts'
import { linkImported } from './link.ts'
import type { ImportOutcome } from './outcome.ts'
import { linkTranslations } from './translation.ts'

/** Milliseconds that one write may hold the lock, and the pause after it in which others can write. */
const writeBudget = 40
const pause = 2

/**
 * Attempts at one position after which items are written one by one, to find the item that ends the process without
 * losing others. A process may also end for other reasons, so it is not the first attempt. A thread that runs out of
 * memory counts as this many attempts.
 */
export const carefulTries = 30
/** Attempts after which the rest of the file is skipped. */
const maxTries = 2 * carefulTries

export type RunDeps = Omit<ImportDeps, 'originExists' | 'store'> & {
  store: ImportDeps['store'] & UploadStore & Pick<Store, 'linkable' | 'translations'>
  clock: Clock
  newId: NewId
  site: Site
  /** Owner of the lease. */
  owner: string
  /** Whether to stop before the next item. */
  isStopping(): boolean
  /** Receives defects: the item becomes a problem, and the import continues. */
  failed(error: unknown): void
}

/** `stopped` and `lost` = not finished; everything recorded so far is complete. */
export type Ran = 'done' | 'stopped' | 'lost'

/** An item, if any, and the position after it. */
type Placed = { entry?: ImportItem | ItemProblem; to: ImportPlace }

/**
 * Runs an import from its recorded position. Each batch records the results of its items in the transaction that writes
 * their articles: after a crash, each item is still written and recorded exactly once.
 *
 * @throws AppError `store-busy`, `store-full`
 */
export async function runImport(job: ClaimedImport, deps: RunDeps): Promise<Ran> {
  const { options, rights, actor, onBehalfOf, requestId, address } = job
  const { source, publish, force, dryRun, undated = job.files.length > 1 ? 'draft' : 'single' } = options
  const how: ImportOptions = { source, rights, publish, force, dryRun, undated, actor, onBehalfOf, requestId, address }
  const isCareful = job.tries > carefulTries
  const batch = createBatch(
    async (placed: readonly Placed[]) => {
      await writeStep(placed, how, job, deps)
      await setTimeout(pause)
      return []
    },
    ({ entry }) => (entry ? bytesOf(entry) : 0),
    writeBudget,
    isCareful ? 1 : undefined,
  )
  try {
    const from = job.tries > maxTries ? await skipRest(job, how, deps) : job.from
    for await (const placed of placedItems({ ...job, from }, isCareful, deps)) {
      if (deps.isStopping()) return 'stopped'
      await batch.add(placed)
    }
    await batch.flush()
    if (!dryRun) {
      const onlySource = rights.publish ? undefined : source
      const { store, clock, newId } = deps
      await linkImported({ store, clock, actor, onBehalfOf, onlySource })
      await linkTranslations(source, { store, clock, newId, actor, onBehalfOf, mayPublish: rights.publish })
    }
    return 'done'
  } catch (error) {
    if (error instanceof LeaseLost) return 'lost'
    throw error
  }
}

/** Skips the rest of a file that ends every process that reads it. Returns the position to continue from. */
async function skipRest(job: ClaimedImport, how: ImportOptions, deps: RunDeps): Promise<ImportPlace> {
  const file = job.files[job.from.file]
  if (!file) return job.from
  const to = { file: job.from.file + 1, item: 0 }
  const detail =
    'The next item needs more memory than an import may use, or ends the process. All items before it were read.'
  await write([{ entry: problemOf(file.name, `${job.options.source}:${file.name}`, detail), to }], how, job, deps)
  return to
}

/** The remaining items, each with the position after it: after the last item of a file, the next file begins. */
async function* placedItems(job: ClaimedImport, isCareful: boolean, deps: RunDeps): AsyncIterable<Placed> {
  const { source, language, encoding, dateOrder, baseUrl, pages } = job.options
  const read = reader(source, deps.site, { language, encoding, dateOrder, base: baseUrl, pages, isCareful })
  let { file, item: done } = job.from
  for (const one of importedFiles(deps.store, job, file)) {
    let item = 0
    let last: Placed | undefined
    for await (const entry of readWhole(one, read, source, deps)) {
      item += 1
      // The same bytes give the same items in the same order: those recorded before are skipped.
      if (item <= done) continue
      if (last) yield last
      last = { entry, to: { file, item } }
      if (!isCareful) continue
      // The next item may be the one that ends the process.
      yield last
      last = undefined
    }
    file += 1
    done = 0
    if (last || isCareful) yield { ...last, to: { file, item: 0 } }
  }
}

/** A defect of an importer skips the rest of its file, not of the import. */
async function* readWhole(
  file: Source,
  read: ReturnType<typeof reader>,
  source: string,
  { failed }: RunDeps,
): AsyncIterable<ImportItem | ItemProblem> {
  try {
    yield* read(file)
  } catch (error) {
    // The database cannot be read now: the import continues here later.
    if (isTemporary(error)) throw error
    if (isDiskFull(error)) throw new AppError('store-full', 'The disk for temporary files is full.', { cause: error })
    failed(error)
    yield problemOf(
      file.name,
      `${source}:${file.name}`,
      'The importer failed on this file. All items before the failure were read.',
    )
  }
}

async function writeStep(
  placed: readonly Placed[],
  how: ImportOptions,
  job: ClaimedImport,
  deps: RunDeps,
): Promise<void> {
  try {
    await write(placed, how, job, deps)
  } catch (error) {
    if (error instanceof LeaseLost || error instanceof AppError) throw error
    const [only, ...others] = placed
    if (!only) return
    // One of the items fails: when each is written alone, the others succeed.
    if (others.length > 0) for (const one of placed) await writeStep([one], how, job, deps)
    else {
      deps.failed(error)
      if (!only.entry) throw error
      const { name, externalId } = only.entry
      const entry = problemOf(name, externalId, 'The server failed to write it.')
      await write([{ ...only, entry }], how, job, deps)
    }
  }
}

async function write(placed: readonly Placed[], how: ImportOptions, job: ClaimedImport, deps: RunDeps): Promise<void> {
  const { clock, owner } = deps
  const to = placed.at(-1)?.to ?? job.from
  const of = (outcomes: readonly ImportOutcome[]) => {
    return { items: outcomes.map(jobItemOf), to }
  }
  const entries = placed.flatMap(({ entry }) => entry ?? [])
  await importArticles(
    entries,
    how,
    { ...deps, originExists: existsSync },
    { jobId: job.id, lease: leaseOf(owner, clock), of },
  )
}

/** A large source is kept in a temporary file while it is read. */
function isDiskFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')
}

function problemOf(name: string, externalId: string, detail: string): ItemProblem {
  return { name, externalId, problem: { kind: 'problem', code: 'unreadable', detail } }
}
