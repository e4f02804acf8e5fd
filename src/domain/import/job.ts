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

/** What becomes of an article without a date in an import that publishes. */
export const undatedRules = ['publish', 'draft'] as const
export type UndatedRule = (typeof undatedRules)[number]

/** How an import was requested. */
export const importRequestOptions = z
  .object({
    source: z.string().meta({ description: 'The first part of each external id.', examples: ['upload'] }),
    publish: z.boolean(),
    force: z.boolean(),
    dryRun: z
      .boolean()
      .meta({ description: 'Nothing is written; the items have the results that the import would have.' }),
    pages: z.boolean(),
    language: z.string().optional(),
    encoding: z.string().optional(),
    dateOrder: z.enum(['dmy', 'mdy']).optional(),
    undated: z.enum(undatedRules).optional(),
    baseUrl: z.string().optional(),
  })
  .meta({ id: 'ImportOptions', description: 'The options of an import.' })

export type ImportRequestOptions = z.infer<typeof importRequestOptions>

const counts = z
  .object({
    created: amount,
    revised: amount,
    unchanged: amount,
    diverged: amount.meta({ description: 'Editors changed the article since its last import.' }),
    conflict: amount.meta({ description: 'Another source has the same identity.' }),
    problem: amount.meta({ description: 'It could not be imported.' }),
    published: amount.meta({ description: 'Number of these that were published.' }),
  })
  .meta({ id: 'ImportCounts', description: 'Items so far, by result.' })

export type ImportCounts = z.infer<typeof counts>

/** What an import may change besides new articles of its own source. */
export type ImportRights = {
  /** Whether it may change published articles, and articles of other sources. */
  publish: boolean
  /**
   * The addresses that its articles may claim for the links of all articles: those below a site, or none. Other
   * addresses apply only to links within its own source.
   */
  claims: 'none' | { site: string }
}

/** The rights of the operator's command line. @param base URL of the files on the web, as given by `--base` */
export function operatorRights(base: string | undefined): ImportRights {
  return { publish: true, claims: base === undefined ? 'none' : { site: base } }
}

/** An import as stored and shown. */
export const importJob = z
  .object({
    id,
    state: z.enum(importStates).meta({ description: '`done`, `failed` and `cancelled` are final.' }),
    options: importRequestOptions,
    files: z.object({ total: amount, done: amount, bytes: amount }).meta({ id: 'ImportFiles' }),
    items: amount.meta({ description: 'Items so far.' }),
    counts,
    actor: z.string().meta({ description: 'The requester.' }),
    onBehalfOf: onBehalfOf.optional(),
    createdAt: instant,
    endedAt: instant.optional(),
    error: z.string().optional().meta({ description: 'With `failed`: the reason.' }),
    retryUntil: instant.optional().meta({ description: 'With `failed`: the time until which it can be retried.' }),
  })
  .meta({ id: 'ImportJob', description: 'An import and its progress.' })

export type ImportJob = z.infer<typeof importJob>

const place = z
  .object({ line: z.int().min(1), column: z.int().min(1).optional() })
  .meta({ id: 'SourcePlace', description: 'A position in the source, counted from 1 in characters.' })
const note = z
  .object({ code: z.string().min(1), detail: z.string(), place: place.optional() })
  .meta({ id: 'ImportNote', description: 'A remark that a publisher may want to check.' })

/** The result of one item of an import. */
export const importJobItem = z
  .object({
    position: z.int().min(1).meta({ description: 'In the order of the files and of their items.' }),
    name: z.string().meta({ description: 'Name of the file, as the client sent it.' }),
    externalId: z.string(),
    result: z
      .string()
      .min(1)
      .meta({ description: 'Treat an unknown result as `problem`.', 'x-extensible-enum': [...importResults] }),
    published: z.boolean().meta({ description: 'Whether this import published it.' }),
    article: z
      .object({ id: id.optional(), slug: z.string(), title: z.string(), version: z.int().min(1), edition: amount })
      .optional()
      .meta({
        id: 'ImportedArticle',
        description: 'The article; in a dry run, as the import would write it. A new one has no id yet.',
      }),
    notes: z.array(note),
    consumed: z
      .array(z.object({ role: z.string(), text: z.string(), place }).meta({ id: 'ConsumedText' }))
      .meta({ description: 'Text of the source that was read as facts.' }),
    problem: note.optional(),
  })
  .meta({ id: 'ImportItem', description: 'The result of one item of an import.' })

export type ImportJobItem = z.infer<typeof importJobItem>

/** A file of an upload, in reading order. */
export type UploadedFile = {
  /** Path within its source, with `/`. */
  name: string
  /** As declared by the client, without parameters; absent = to be detected. */
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

/** The counts after further items. */
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

/** Seconds for which the upload of a failed import is kept, so that it can be retried. */
export const retriedWithin = 86_400

/** @throws AppError `import-not-retryable` if the import did not fail, or failed too long ago */
export function demandRetryable({ state, retryUntil }: Pick<ImportJob, 'state' | 'retryUntil'>, at: Instant): void {
  if (retryUntil !== undefined && at < retryUntil) return
  throw notRetryable(state === 'failed' ? 'The upload of the import is not kept any more.' : `The import is ${state}.`)
}

export function notRetryable(detail: string): AppError {
  return new AppError('import-not-retryable', detail)
}

/**
 * Checks whether another import may be queued.
 *
 * @param waiting queued imports, and how many of them are by the same actor (`own`)
 * @throws AppError `too-many-imports`
 */
export function demandRoom(
  waiting: { imports: number; bytes: number; own: number },
  bytes: number,
  max: { imports: number; bytes: number },
): void {
  const isFull = waiting.imports >= max.imports || waiting.own >= Math.ceil(max.imports / 2)
  // A single import is limited by the maximum size of an upload.
  if (!isFull && (waiting.imports === 0 || waiting.bytes + bytes <= max.bytes)) return
  const detail = isFull
    ? `At most ${max.imports} imports wait, half of them of one key. Wait until some are done.`
    : `The uploads of all imports that wait have at most ${max.bytes} bytes. Wait until some are done.`
  throw new AppError('too-many-imports', detail, { retryAfter: 30 })
}
