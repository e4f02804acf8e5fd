import { z } from 'zod'
import type { Change } from '../change.ts'
import { AppError } from '../error.ts'
import type { Id } from '../id.ts'
import { articlePlace } from '../page/cursor.ts'
import { fingerprint, seal, unseal } from '../page/opaque.ts'
import type { Position } from '../page/query.ts'

/** A position in the change log: the number of a row, and a fingerprint that differs in the log of another store. */
export type LogPosition = {
  /** 0 before the first row. */
  seq: number
  /** Empty if the row is pruned. */
  mark: string
}

/**
 * The progress of a copy: in a full sync of the state at `walk`, after the article `from`; or at the position `log` of the
 * change log, with all changes up to it.
 */
export type SyncPlace =
  | { walk: LogPosition; from?: Position | undefined }
  | { log: LogPosition; held?: Held | undefined }

/**
 * The bodies that a copy has, if unchanged bodies are omitted: it had all bodies as of `from`. From the position `until` on
 * it has all bodies as of that position, unless a page defers an article again.
 */
export type Held = { from: number; until: number }

/** The query of a copy, and its progress. */
export type SyncState<Query> = {
  /** Parameters of the first request. */
  query: Query
  /** Fingerprint of the terms of the slugs in `query`: see `meaningOf`. */
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
 * @throws AppError `token-invalid` if the text is not a token
 * @throws AppError `full-sync-required` if the token has an unsupported version
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

/** A fingerprint of the terms that the slugs of a filter resolve to; it changes when they resolve to other terms. */
export function meaningOf(terms: {
  category?: readonly Id[] | undefined
  tag?: readonly Id[] | undefined
  author?: readonly Id[] | undefined
}): string {
  // Without authors the fingerprint has its old form, so that old tokens stay valid.
  const ids = [terms.category, terms.tag, ...(terms.author ? [terms.author] : [])]
  return ids.every(one => one === undefined) ? '' : fingerprint(JSON.stringify(ids.map(one => one?.toSorted())))
}

/**
 * The rows after a position.
 *
 * @param rows rows of the log from the position on, the row of the position included
 * @param last highest number of the log
 * @throws AppError `full-sync-required` if the log cannot continue from the position: it was pruned, or is another log
 */
export function rowsAfter<Row extends Pick<Change, 'seq' | 'at' | 'articleId'>>(
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
  return new AppError(
    'full-sync-required',
    `${reason} Start again without a token, and delete all articles that the full sync does not contain.`,
  )
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
