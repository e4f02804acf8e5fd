import { z } from 'zod'
import type { Change } from '../change.ts'
import { AppError } from '../error.ts'
import type { Id } from '../id.ts'
import { articlePlace } from '../page/cursor.ts'
import { fingerprint, seal, unseal } from '../page/opaque.ts'
import type { Position } from '../page/query.ts'

/** A row of the change log: its number, and a mark that a log which went another way does not have there. */
export type LogPosition = {
  /** 0 before the first row. */
  seq: number
  /** Empty where the row itself is pruned. */
  mark: string
}

/**
 * How far a copy has come: on a walk through everything as it stood at `walk`, behind `from`; or at `log`, with all
 * that was changed up to there.
 */
export type SyncPlace =
  | { walk: LogPosition; from?: Position | undefined }
  | { log: LogPosition; held?: Held | undefined }

/**
 * What is known of the bodies that a copy holds, where unchanged ones are left out: it held all of them as they were at
 * `from`. It holds them as they are at a position from `until` on, unless that leaves something for later again.
 */
export type Held = { from: number; until: number }

/** What a copy is of, and how far it has come. */
export type SyncState<Query> = {
  /** Parameters that the copy was begun with. */
  query: Query
  /** What the slugs in `query` meant then: see `meaningOf`. */
  meaning: string
  place: SyncPlace
}

const position = z.strictObject({ seq: z.int().min(0), mark: z.string().max(12) })

const held = z.strictObject({ from: z.int().min(0), until: z.int().min(0) })

const frame = z.strictObject({
  v: z.literal(1),
  query: z.record(z.string(), z.json()),
  meaning: z.string().max(12),
  place: z.union([
    z.strictObject({ walk: position, from: articlePlace.optional() }),
    z.strictObject({ log: position, held: held.optional() }),
  ]),
})

export function encodeToken({ query, meaning, place }: SyncState<object>): string {
  return seal({ of: 'sync', v: 1, query, meaning, place })
}

/**
 * Reads a token.
 *
 * @throws AppError `token-invalid` where the text is not one of ours
 * @throws AppError `full-sync-required` where it is of a version that this one cannot go on from
 */
export function decodeToken<Query>(text: string, query: z.ZodType<Query>): SyncState<Query> {
  const { of, ...sealed } = Object(unseal(text))
  if (of !== 'sync') throw invalid()
  const framed = frame.safeParse(sealed)
  const asked = framed.success ? query.safeParse(framed.data.query) : framed
  if (!framed.success || !asked.success) throw fullSyncRequired('The token is of another version of Offprint.')
  const { meaning, place } = framed.data
  return { query: asked.data, meaning, place }
}

/** The position of a row in the log. */
export function positionOf({ seq, at, articleId }: Pick<Change, 'seq' | 'at' | 'articleId'>): LogPosition {
  return { seq, mark: fingerprint(`${at} ${articleId}`) }
}

/** A mark of the terms that the slugs of a filter lead to, so that a token notices when they lead to others. */
export function meaningOf(terms: {
  category?: readonly Id[] | undefined
  tag?: readonly Id[] | undefined
  author?: readonly Id[] | undefined
}): string {
  // Without authors as before there were any: tokens stay good.
  const ids = [terms.category, terms.tag, ...(terms.author ? [terms.author] : [])]
  return ids.every(one => one === undefined) ? '' : fingerprint(JSON.stringify(ids.map(one => one?.toSorted())))
}

/**
 * The rows behind a position.
 *
 * @param rows what the log has from the position's own row on
 * @param last highest number of the log
 * @throws AppError `full-sync-required` where the log does not lead on from there: it was pruned, or is another one
 */
export function rowsBehind<Row extends Pick<Change, 'seq' | 'at' | 'articleId'>>(
  { seq, mark }: LogPosition,
  rows: readonly Row[],
  last: number,
): Row[] {
  const [first, ...others] = rows
  if (!first) {
    if (last !== seq) throw fullSyncRequired('The log of changes does not reach back to the token.')
    return []
  }
  if (first.seq === seq) {
    if (mark !== '' && positionOf(first).mark !== mark) throw fullSyncRequired('The token is of another store.')
    return others
  }
  if (first.seq > seq + 1) throw fullSyncRequired('The log of changes does not reach back to the token.')
  return [first, ...others]
}

export function fullSyncRequired(reason: string): AppError {
  return new AppError('full-sync-required', `${reason} Walk again without a token, and delete what that did not bring.`)
}

export function isOutdated(error: unknown): boolean {
  return error instanceof AppError && error.code === 'full-sync-required'
}

function invalid(): AppError {
  const detail = 'The token cannot be read. Send it as it came in "token" of a page or in "id" of an event.'
  return new AppError('token-invalid', detail, {
    faults: [{ location: 'query', name: 'token', code: 'invalid', detail }],
  })
}
