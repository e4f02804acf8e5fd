import { z } from 'zod'
import { AppError } from '../../domain/error.ts'
import type { Extent } from '../../domain/store/sync-store.ts'
import { decodeToken, type SyncState } from '../../domain/sync/token.ts'
import { articleWalk, bound, filterShape, included } from './article-query.ts'

const { language, category, tag, author } = filterShape

/** What a copy is of; a token carries it. */
export const syncQuery = z.strictObject({
  language,
  category,
  tag,
  author,
  publishedFrom: bound(
    'Only articles first published at this moment or later: the walk brings no others, and a change of an earlier one comes as a tombstone `left-filter`.',
    Math.ceil,
  ),
  include: articleWalk.shape.include,
  fields: articleWalk.shape.fields,
  bodies: z.literal('changed', 'must be changed').optional().meta({
    description:
      'With `include=sections` or `body`: an article whose sections and footnotes are surely those of your copy comes without them and with `bodyUnchanged`. Keep those that you have.',
  }),
  view: z.enum(['full', 'ref'], { error: 'must be one of full, ref' }).optional().meta({
    description: '`ref` gives id, slug, revision and language only, to compare a copy by.',
    default: 'full',
  }),
})

export type SyncQuery = z.infer<typeof syncQuery>

export const token = z.string().min(1, 'must not be empty').optional().meta({
  description:
    'Where the last page, or event, left off. It carries the other parameters: they may be repeated, not changed.',
})

/** Most articles and tombstones of a page, by view. */
export const syncLimits = { full: { usual: 200, most: 500 }, ref: { usual: 5000, most: 5000 } } as const

/** Bytes of articles at which a page ends; one article is always given. */
export const syncBytes = 2_097_152

const limit = z
  .int('must be a whole number')
  .min(1, 'must be a whole number from 1 on')
  .max(syncLimits.ref.most, `must be at most ${syncLimits.ref.most}`)
  .optional()
  .meta({
    description: `Most articles and tombstones of a page: to ${syncLimits.full.most}, usually ${syncLimits.full.usual}; with \`view=ref\` to ${syncLimits.ref.most}, which is usual.`,
  })

const start = z.literal('now', 'must be now').optional().meta({
  description: 'Begins an empty copy at the end of the log: without articles, told only what changes from now on.',
})

export const syncRequest = syncQuery
  .extend({ token, limit, start })
  .superRefine(refuseParts)
  .refine(({ start, token }) => start === undefined || token === undefined, {
    path: ['start'],
    message: 'cannot stand beside "token"',
  })
  .refine(({ bodies, token, include }) => bodies === undefined || token !== undefined || hasSections(include), {
    path: ['bodies'],
    message: 'needs "include" with sections or body',
  })

export const streamRequest = syncQuery
  .omit({ bodies: true })
  .extend({
    since: token.meta({ description: 'A token of a sync or a stream to go on from. `Last-Event-ID` goes before it.' }),
  })
  .superRefine(refuseParts)

/**
 * The state that a token holds, which must be of the parameters given beside it.
 *
 * @throws AppError `token-invalid`, `token-mismatch`, `full-sync-required`
 */
export function readToken(text: string, given: SyncQuery): SyncState<SyncQuery> {
  const state = decodeToken(text, syncQuery)
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || JSON.stringify(value) === JSON.stringify(Reflect.get(state.query, name))) continue
    const detail = `"${name}" differs from what the token was made for. Leave it out, or begin without a token.`
    throw new AppError('token-mismatch', detail, { faults: [{ location: 'query', name, code: 'invalid', detail }] })
  }
  return state
}

/** The parameters of a copy that is started. */
export function newQuery(given: SyncQuery): SyncQuery {
  return syncQuery.parse({ view: 'full', ...given })
}

/** How much of each article a query needs. */
export function extentOf({ view, include }: SyncQuery): Extent['of'] {
  if (view === 'ref') return 'ref'
  return included(include).parts.length > 0 ? 'body' : 'item'
}

/** @throws AppError `invalid-request` where the view has no pages of that size */
export function pageSize({ view = 'full' }: SyncQuery, asked: number | undefined): number {
  const { usual, most } = syncLimits[view]
  if (asked === undefined || asked <= most) return asked ?? usual
  const detail = `"limit" must be a whole number from 1 to ${most}, not "${asked}".`
  throw new AppError('invalid-request', detail, {
    faults: [{ location: 'query', name: 'limit', code: 'too-large', detail }],
  })
}

function refuseParts({ view, ...others }: SyncQuery, context: z.RefinementCtx): void {
  if (view !== 'ref') return
  for (const name of ['include', 'fields', 'bodies'] as const) {
    if (others[name]) context.addIssue({ code: 'custom', path: [name], message: 'cannot stand beside view=ref' })
  }
}

function hasSections(include: SyncQuery['include']): boolean {
  return included(include).parts.includes('sections')
}
