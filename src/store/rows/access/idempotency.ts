import { AppError } from '../../../domain/error.ts'
import type { Id } from '../../../domain/id.ts'
import type { Instant } from '../../../domain/instant.ts'
import {
  type IdempotencyStore,
  type IdempotentRequest,
  type RequestProgress,
  responseLifetime,
  type StoredResponse,
} from '../../../domain/store/access/idempotency-store.ts'
import type { Write, Written } from '../../../domain/store/write.ts'
import { idempotency as table } from '../../schema/access.ts'
import type { Connection } from '../database/connection.ts'
import { and, gt, isNull, lte, not, or, sql } from '../database/drizzle.ts'
import { reads } from '../database/port.ts'
import type { Routine } from '../database/routine.ts'
import { bound, equals, insertInto, prepared } from '../database/statement.ts'
import { json, parsed, stored } from '../database/value.ts'

type IdempotencyRow = typeof table.$inferSelect

export type IdempotencyRows = {
  /**
   * Saves the response of a write under its idempotency key, or the progress of its request.
   *
   * @throws AppError `idempotency-running` if another request has saved a response or progress meanwhile
   */
  keep(write: Write, written: readonly Written[]): Routine<void>
}

/** Saves responses for repeated requests, within a write. */
export function createIdempotencyRows(connection: Connection): IdempotencyRows {
  const clear = prepared(connection.db.delete(table).where(lte(table.expires_at, bound('now'))))
  const add = insertInto(connection, table, { conflict: { ignore: true } })
  const resume = prepared(
    connection.db
      .update(table)
      .set({ expires_at: bound('expires_at'), status: bound('status'), headers: bound('headers'), body: bound('body') })
      .where(
        and(
          equals(table.owner, 'owner'),
          equals(table.key, 'key'),
          equals(table.request_hash, 'request_hash'),
          isNull(table.status),
          equals(table.body, 'after'),
        ),
      ),
  )

  return {
    *keep({ at, idempotency }, written) {
      const kept = idempotency?.answer(written)
      if (!idempotency || !kept) return
      const now = stored(at)
      yield* clear.run({ now })
      const { owner, key, requestHash, after } = idempotency
      const times = { created_at: now, expires_at: now + responseLifetime }
      const row = { owner, key, request_hash: requestHash, ...times, ...answerColumns(kept) }
      const { changes } = after ? yield* resume.run({ ...row, after: Buffer.from(after) }) : yield* add(row)
      if (changes === 0) {
        throw new AppError('idempotency-running', 'The same request was handled while this one was running.')
      }
    },
  }
}

/** The idempotency key of a request, and who sent it. */
export type IdempotencyPlace = Pick<IdempotentRequest, 'owner' | 'key'>

/** Columns of a response whose content was erased. No other response is stored with this status. */
export const erasedResponse = { status: 410, headers: null, body: null } as const

/**
 * Erases the responses that name an article or a term. Their keys and the hashes of their requests stay until they expire,
 * so that a repeated request does not create the content again.
 *
 * The eraser leaves out the request that is running: its response is written later in the same transaction.
 */
export function createResponseEraser({
  db,
  syntax,
}: Connection): (id: Id, running?: IdempotencyPlace) => Routine<void> {
  const erase = prepared(
    db
      .update(table)
      .set(erasedResponse)
      .where(
        and(
          or(syntax.hasText(table.body, bound('id')), sql`${syntax.position(table.headers, bound('id'))} > 0`),
          not(sql`(${and(equals(table.owner, 'owner'), equals(table.key, 'key'))})`),
        ),
      ),
  )
  return function* (id, { owner, key } = { owner: '', key: '' }) {
    yield* erase.run({ id, owner, key })
  }
}

function answerColumns(kept: StoredResponse | RequestProgress): Pick<IdempotencyRow, 'status' | 'headers' | 'body'> {
  if ('unfinished' in kept) return { status: null, headers: null, body: Buffer.from(kept.unfinished) }
  const { status, headers, body } = kept
  return { status, headers: json(headers), body: Buffer.from(body) }
}

export function createIdempotencyStore(reader: Connection): IdempotencyStore {
  const find = prepared(
    reader.db
      .select()
      .from(table)
      .where(and(equals(table.owner, 'owner'), equals(table.key, 'key'), gt(table.expires_at, bound('at')))),
  )
  return reads<IdempotencyStore>(reader, {
    *findResponse(owner: string, key: string, at: Instant) {
      const row = yield* find.get({ owner, key, at: stored(at) })
      if (!row) return undefined
      const { request_hash: requestHash, status } = row
      if (status === erasedResponse.status) return { requestHash, isErased: true }
      const body = new Uint8Array(row.body ?? [])
      if (status === null) return { requestHash, unfinished: body }
      return { requestHash, answer: { status, headers: parsed<StoredResponse['headers']>(row.headers) ?? {}, body } }
    },
  })
}
