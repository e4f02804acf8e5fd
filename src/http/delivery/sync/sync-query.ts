import { z } from 'zod'
import { AppError } from '../../../domain/error.ts'
import type { Extent } from '../../../domain/store/log/sync-store.ts'
import { decodeToken, type SyncState } from '../../../domain/sync/token.ts'
import { articlePageQuery, bound, filterShape, included } from '../article-query.ts'

const { language, category, tag, author } = filterShape

/** Parameters of a sync; a token contains them. */
export const syncQuery = z.strictObject({
  language,
  category,
  tag,
  author,
  publishedFrom: bound(
    'Only articles first published at this time or later. When an article moves out of this range, it is reported as a tombstone with the reason `left-filter`.',
    Math.ceil,
  ),
  include: articlePageQuery.shape.include,
  fields: articlePageQuery.shape.fields,
  bodies: z.literal('changed', 'must be changed').optional().meta({
    description:
      'Only with `include=sections` or `body`: an article whose sections and footnotes have not changed since your copy is sent without them and with `bodyUnchanged: true`. Keep the sections of your copy.',
  }),
  view: z.enum(['full', 'ref'], { error: 'must be one of full, ref' }).optional().meta({
    description: '`ref` returns only id, slug, revision and language, to compare them with a copy.',
    default: 'full',
  }),
})

export type SyncQuery = z.infer<typeof syncQuery>

export const token = z.string().min(1, 'must not be empty').optional().meta({
  description:
    'Token of the last page or event: continues from there. A token contains the other parameters: leave them out, or repeat them unchanged.',
})

/** Maximum number of articles and tombstones on a page, by view. */
export const syncLimits = { full: { default: 200, max: 500 }, ref: { default: 5000, max: 5000 } } as const

/** A page ends when its articles reach this size in bytes. It has at least one article. */
export const syncBytes = 2_097_152

const limit = z
  .int('must be a whole number')
  .min(1, 'must be a whole number from 1 on')
  .max(syncLimits.ref.max, `must be at most ${syncLimits.ref.max}`)
  .optional()
  .meta({
    description: `Maximum number of articles and tombstones on a page: up to ${syncLimits.full.max}, by default ${syncLimits.full.default}. With \`view=ref\` up to ${syncLimits.ref.max}, which is also the default.`,
  })

const start = z.literal('now', 'must be now').optional().meta({
  description: 'Starts with an empty copy at the current position: no articles now, only changes from now on.',
})

export const syncRequest = syncQuery
  .extend({ token, limit, start })
  .superRefine(refuseParts)
  .refine(({ start, token }) => start === undefined || token === undefined, {
    path: ['start'],
    message: 'cannot be combined with "token"',
  })
  .refine(({ bodies, token, include }) => bodies === undefined || token !== undefined || hasSections(include), {
    path: ['bodies'],
    message: 'needs "include" with sections or body',
  })

export const streamRequest = syncQuery
  .omit({ bodies: true })
  .extend({
    since: token.meta({
      description:
        'Token from `/v1/sync` or an event id of a stream: continues from there. The header `Last-Event-ID` takes precedence.',
    }),
  })
  .superRefine(refuseParts)

/**
 * Decodes a token and checks that the parameters sent with it are the same.
 *
 * @throws AppError `token-invalid`, `token-mismatch`, `full-sync-required`
 */
export function readToken(text: string, given: SyncQuery): SyncState<SyncQuery> {
  const state = decodeToken(text, syncQuery)
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || JSON.stringify(value) === JSON.stringify(Reflect.get(state.query, name))) continue
    const detail = `"${name}" differs from the value in the token. Leave it out, or start again without a token.`
    throw new AppError('token-mismatch', detail, { faults: [{ location: 'query', name, code: 'invalid', detail }] })
  }
  return state
}

/** The parameters of a new copy. */
export function newQuery(given: SyncQuery): SyncQuery {
  return syncQuery.parse({ view: 'full', ...given })
}

/** How much of each article a query reads. */
export function extentOf({ view, include }: SyncQuery): Extent['of'] {
  if (view === 'ref') return 'ref'
  return included(include).parts.length > 0 ? 'body' : 'item'
}

/** @throws AppError `invalid-request` if the size is above the maximum of the view */
export function pageSize({ view = 'full' }: SyncQuery, asked: number | undefined): number {
  const { default: defaultSize, max } = syncLimits[view]
  if (asked === undefined || asked <= max) return asked ?? defaultSize
  const detail = `"limit" must be a whole number from 1 to ${max}, not "${asked}".`
  throw new AppError('invalid-request', detail, {
    faults: [{ location: 'query', name: 'limit', code: 'too-large', detail }],
  })
}

function refuseParts({ view, ...others }: SyncQuery, context: z.RefinementCtx): void {
  if (view !== 'ref') return
  for (const name of ['include', 'fields', 'bodies'] as const) {
    if (others[name]) context.addIssue({ code: 'custom', path: [name], message: 'cannot be combined with "view=ref"' })
  }
}

function hasSections(include: SyncQuery['include']): boolean {
  return included(include).parts.includes('sections')
}
