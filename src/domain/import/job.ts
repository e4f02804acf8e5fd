import { z } from 'zod'
import { onBehalfOf } from '../access/requester.ts'
import { AppError } from '../error.ts'
import { id } from '../id.ts'
import { type Instant, instant } from '../instant.ts'

export const importStates = ['waiting', 'running', 'done', 'failed', 'cancelled'] as const
export const importResults = ['created', 'revised', 'unchanged', 'diverged', 'conflict', 'problem'] as const

export type ImportState = (typeof importStates)[number]
export type ImportResult = (typeof importResults)[number]

const amount = z.int().min(0)

/** How an import was asked for. */
export const importWish = z
  .object({
    source: z.string().meta({ description: 'The first half of each identity.', examples: ['upload'] }),
    publish: z.boolean(),
    force: z.boolean(),
    dryRun: z.boolean().meta({ description: 'Nothing is written; the items say what would come.' }),
    pages: z.boolean(),
    language: z.string().optional(),
    encoding: z.string().optional(),
    dateOrder: z.enum(['dmy', 'mdy']).optional(),
    baseUrl: z.string().optional(),
  })
  .meta({ id: 'ImportWish', description: 'How an import was asked for.' })

export type ImportWish = z.infer<typeof importWish>

const counts = z
  .object({
    created: amount,
    revised: amount,
    unchanged: amount,
    diverged: amount.meta({ description: 'Editors changed the article since its last import.' }),
    conflict: amount.meta({ description: 'Another source has the same identity.' }),
    problem: amount.meta({ description: 'Nothing could be made of it.' }),
    published: amount.meta({ description: 'How many of all these were published.' }),
  })
  .meta({ id: 'ImportCounts', description: 'Items so far, by what became of them.' })

export type ImportCounts = z.infer<typeof counts>

/** What an import may do beyond the articles of its own source. */
export type ImportRights = {
  /** Whether it may change what is published, and articles that are not of its source. */
  publish: boolean
  /**
   * Which addresses its articles may claim for the links of all articles: those below a site, or none. Addresses that it
   * may not claim hold for the links of its own source only.
   */
  claims: 'none' | { site: string }
}

/** What the operator's own command line may do. @param base address of the files on the web, as `--base` states it */
export function operatorRights(base: string | undefined): ImportRights {
  return { publish: true, claims: base === undefined ? 'none' : { site: base } }
}

/** An import as stored and shown. */
export const importJob = z
  .object({
    id,
    state: z.enum(importStates).meta({ description: '`done`, `failed` and `cancelled` do not change any more.' }),
    options: importWish,
    files: z.object({ total: amount, done: amount, bytes: amount }).meta({ id: 'ImportFiles' }),
    items: amount.meta({ description: 'Items so far.' }),
    counts,
    actor: z.string().meta({ description: 'Who asked for it.' }),
    onBehalfOf: onBehalfOf.optional(),
    createdAt: instant,
    endedAt: instant.optional(),
    error: z.string().optional().meta({ description: 'With `failed`: why.' }),
    retryUntil: instant.optional().meta({ description: 'With `failed`: until when it can be retried.' }),
  })
  .meta({ id: 'ImportJob', description: 'An import, and how far it is.' })

export type ImportJob = z.infer<typeof importJob>

const place = z
  .object({ line: z.int().min(1), column: z.int().min(1).optional() })
  .meta({ id: 'SourcePlace', description: 'A place in the source, counted from 1 in characters.' })
const note = z
  .object({ code: z.string().min(1), detail: z.string(), place: place.optional() })
  .meta({ id: 'ImportNote', description: 'Something that a publisher may want to look at.' })

/** What became of one item of an import. */
export const importJobItem = z
  .object({
    position: z.int().min(1).meta({ description: 'In the order of the files and of what stands in them.' }),
    name: z.string().meta({ description: 'File, as it was named.' }),
    externalId: z.string(),
    result: z
      .string()
      .min(1)
      .meta({ description: 'Treat an unknown one as `problem`.', 'x-extensible-enum': [...importResults] }),
    published: z.boolean().meta({ description: 'Whether this import published it.' }),
    article: z
      .object({ id: id.optional(), slug: z.string(), title: z.string(), version: z.int().min(1), edition: amount })
      .optional()
      .meta({
        id: 'ImportedArticle',
        description: 'The article; of a dry run, as it would be. A new one has no id yet.',
      }),
    notes: z.array(note),
    consumed: z
      .array(z.object({ role: z.string(), text: z.string(), place }).meta({ id: 'ConsumedText' }))
      .meta({ description: 'Words of the source that became facts, not text.' }),
    problem: note.optional(),
  })
  .meta({ id: 'ImportItem', description: 'What became of one item of an import.' })

export type ImportJobItem = z.infer<typeof importJobItem>

/** A file of an upload, in the order in which it is read. */
export type UploadedFile = {
  /** Path within its source, with `/`. */
  name: string
  /** As it was declared, without parameters; absent = to be detected. */
  mediaType?: string | undefined
  bytes: number
  /** In hex. */
  sha256: string
}

export const noCounts: ImportCounts = Object.freeze({
  created: 0,
  revised: 0,
  unchanged: 0,
  diverged: 0,
  conflict: 0,
  problem: 0,
  published: 0,
})

/** The counts with further items. */
export function counted(
  counts: ImportCounts,
  items: readonly Pick<ImportJobItem, 'result' | 'published'>[],
): ImportCounts {
  const sum = { ...counts }
  for (const { result, published } of items) {
    sum[importResults.find(known => known === result) ?? 'problem'] += 1
    if (published) sum.published += 1
  }
  return sum
}

export function isOver({ state }: Pick<ImportJob, 'state'>): boolean {
  return state !== 'waiting' && state !== 'running'
}

/** Seconds after its end for which the upload of an import that failed is kept, so that it can be retried. */
export const retriedWithin = 86_400

/** @throws AppError `import-not-retryable` for an import that did not fail, or too long ago */
export function demandRetryable({ state, retryUntil }: Pick<ImportJob, 'state' | 'retryUntil'>, at: Instant): void {
  if (retryUntil !== undefined && at < retryUntil) return
  throw notRetryable(state === 'failed' ? 'The upload of the import is not kept any more.' : `The import is ${state}.`)
}

export function notRetryable(detail: string): AppError {
  return new AppError('import-not-retryable', detail)
}

/**
 * Whether one more import may wait.
 *
 * @param waiting those that wait already, and `own` of the same actor
 * @throws AppError `too-many-imports`
 */
export function demandRoom(
  waiting: { imports: number; bytes: number; own: number },
  bytes: number,
  most: { imports: number; bytes: number },
): void {
  const isFull = waiting.imports >= most.imports || waiting.own >= Math.ceil(most.imports / 2)
  // One that is alone is bounded by the size of an upload.
  if (!isFull && (waiting.imports === 0 || waiting.bytes + bytes <= most.bytes)) return
  const detail = isFull
    ? `At most ${most.imports} imports wait, half of them of one key. Wait until some are done.`
    : `The uploads of all imports that wait have at most ${most.bytes} bytes. Wait until some are done.`
  throw new AppError('too-many-imports', detail, { retryAfter: 30 })
}
