import { existsSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import type { Site } from '../../domain/address/site.ts'
import { AppError } from '../../domain/error.ts'
import type { NewId } from '../../domain/id.ts'
import { type ImportPlace, LeaseLost } from '../../domain/import/step.ts'
import type { Clock } from '../../domain/instant.ts'
import type { ClaimedImport } from '../../domain/store/import-job-store.ts'
import type { Store } from '../../domain/store/store.ts'
import { reader } from '../../importer/reader.ts'
import type { ImportItem, ItemProblem, Source } from '../../importer/source/run.ts'
import { type ImportDeps, type ImportOptions, importArticles } from './articles.ts'
import { createBatch } from './batch.ts'
import { importedFiles } from './file.ts'
import { jobItemOf } from './job.ts'
import { leaseOf } from './lease.ts'
import { linkImported } from './link.ts'
import type { ImportOutcome } from './outcome.ts'

/** Milliseconds that one write may hold the lock, and milliseconds between two writes for other writers. */
const writeBudget = 40
const breath = 2

/**
 * Tries at one place after which items are written one by one: what ends the process is soon known, and nothing else lost.
 * So many, because a process may end for reasons of its own, and again; a thread without memory counts as all of them.
 */
export const carefulTries = 30
/** Tries after which the file that it is in is left out. */
const mostTries = 2 * carefulTries

export type RunDeps = Omit<ImportDeps, 'originExists' | 'store'> & {
  store: ImportDeps['store'] & Pick<Store, 'linkable'>
  clock: Clock
  newId: NewId
  site: Site
  /** Where uploads are kept. */
  folder: string
  /** Whose lease it is. */
  owner: string
  /** Whether to stop at the next item. */
  isStopping(): boolean
  /** Told of defects: the item is a problem, and the import goes on. */
  failed(error: unknown): void
}

/** `stopped` and `lost`: not through, and what is recorded is whole. */
export type Ran = 'done' | 'stopped' | 'lost'

/** An item, if any, and the place behind it. */
type Placed = { entry?: ImportItem | ItemProblem; to: ImportPlace }

/**
 * Runs an import from its recorded position. Each batch records the results of its items in the transaction that writes
 * their articles: after a crash, each item is still written and recorded exactly once.
 *
 * @throws AppError `store-busy`, `store-full`
 */
export async function runImport(job: ClaimedImport, deps: RunDeps): Promise<Ran> {
  const { options, rights, actor, onBehalfOf, requestId, address } = job
  const { source, publish, force, dryRun } = options
  const how: ImportOptions = { source, rights, publish, force, dryRun, actor, onBehalfOf, requestId, address }
  const isCareful = job.tries > carefulTries
  const batch = createBatch(
    async (placed: readonly Placed[]) => {
      await writeStep(placed, how, job, deps)
      await setTimeout(breath)
      return []
    },
    writeBudget,
    isCareful ? 1 : undefined,
  )
  try {
    const from = job.tries > mostTries ? await leaveOut(job, how, deps) : job.from
    for await (const placed of placedItems({ ...job, from }, isCareful, deps)) {
      if (deps.isStopping()) return 'stopped'
      await batch.add(placed)
    }
    await batch.flush()
    if (!dryRun) {
      const onlySource = rights.publish ? undefined : source
      await linkImported({ store: deps.store, clock: deps.clock, actor, onBehalfOf, onlySource })
    }
    return 'done'
  } catch (error) {
    if (error instanceof LeaseLost) return 'lost'
    throw error
  }
}

/** Leaves out the rest of a file that ends every process that reads it. Answers where to go on. */
async function leaveOut(job: ClaimedImport, how: ImportOptions, deps: RunDeps): Promise<ImportPlace> {
  const file = job.files[job.from.file]
  if (!file) return job.from
  const to = { file: job.from.file + 1, item: 0 }
  const detail =
    'What comes next needs more memory than an import may use, or ends the process; what stands before was read.'
  await write([{ entry: problemOf(file.name, `${job.options.source}:${file.name}`, detail), to }], how, job, deps)
  return to
}

/** What is left of the files, each item with the place behind it: behind the last of a file the next one begins. */
async function* placedItems(job: ClaimedImport, isCareful: boolean, deps: RunDeps): AsyncIterable<Placed> {
  const { source, language, encoding, dateOrder, baseUrl, pages } = job.options
  const read = reader(source, deps.site, { language, encoding, dateOrder, base: baseUrl, pages })
  let { file, item: behind } = job.from
  for (const one of importedFiles(deps.folder, job, file)) {
    let item = 0
    let last: Placed | undefined
    for await (const entry of readWhole(one, read, source, deps)) {
      item += 1
      // The same bytes are read in the same order: what was recorded is stepped over.
      if (item <= behind) continue
      if (last) yield last
      last = { entry, to: { file, item } }
      if (!isCareful) continue
      // The next one may be what ends the process.
      yield last
      last = undefined
    }
    file += 1
    behind = 0
    if (last || isCareful) yield { ...last, to: { file, item: 0 } }
  }
}

/** A defect of an importer costs the rest of its file, not the import. */
async function* readWhole(
  file: Source,
  read: ReturnType<typeof reader>,
  source: string,
  { failed }: RunDeps,
): AsyncIterable<ImportItem | ItemProblem> {
  try {
    yield* read(file)
  } catch (error) {
    if (isDiskFull(error)) throw new AppError('store-full', 'The disk for temporary files is full.', { cause: error })
    failed(error)
    yield problemOf(file.name, `${source}:${file.name}`, 'The importer broke on it; what stands before was read.')
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
    // One of them breaks the store, or a rule: alone it is found, and the others are written.
    if (others.length > 0) for (const one of placed) await writeStep([one], how, job, deps)
    else {
      deps.failed(error)
      if (!only.entry) throw error
      const { name, externalId } = only.entry
      const entry = problemOf(name, externalId, 'Something broke on our side when it was written.')
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
