import { AppError } from '../../../domain/error.ts'
import type { Instant } from '../../../domain/instant.ts'
import {
  type Answered,
  answeredFor,
  type IdempotencyStore,
  type Unfinished,
} from '../../../domain/store/idempotency-store.ts'
import type { Write, Written } from '../../../domain/store/write.ts'
import type { Connection } from '../database/connection.ts'
import { json, parsed, stored } from '../database/value.ts'
import type * as schema from '../schema/access.ts'

type IdempotencyRow = typeof schema.idempotency.$inferSelect

export type IdempotencyRows = {
  /**
   * Saves the response of a write under its idempotency key, or the progress of its request.
   *
   * @throws AppError `idempotency-running` if another request has saved a response or progress meanwhile
   */
  keep(write: Write, written: readonly Written[]): void
}

/** Saves responses for repeated requests, within a write. */
export function createIdempotencyRows(connection: Connection): IdempotencyRows {
  const clear = connection.prepare<[number]>('DELETE FROM idempotency WHERE expires_at <= ?')
  const add = connection.prepare<[IdempotencyRow]>(
    `INSERT INTO idempotency (owner, key, request_hash, created_at, expires_at, status, headers, body)
     VALUES (@owner, @key, @request_hash, @created_at, @expires_at, @status, @headers, @body) ON CONFLICT DO NOTHING`,
  )
  const resume = connection.prepare<[IdempotencyRow & { after: Buffer }]>(
    `UPDATE idempotency SET expires_at = @expires_at, status = @status, headers = @headers, body = @body
     WHERE owner = @owner AND key = @key AND request_hash = @request_hash AND status IS NULL AND body = @after`,
  )

  return {
    keep({ at, idempotency }, written) {
      const kept = idempotency?.answer(written)
      if (!idempotency || !kept) return
      const now = stored(at)
      clear.run(now)
      const { owner, key, requestHash, after } = idempotency
      const times = { created_at: now, expires_at: now + answeredFor }
      const row = { owner, key, request_hash: requestHash, ...times, ...answerColumns(kept) }
      const { changes } = after ? resume.run({ ...row, after: Buffer.from(after) }) : add.run(row)
      if (changes === 0) {
        throw new AppError('idempotency-running', 'The same request was handled while this one was running.')
      }
    },
  }
}

function answerColumns(kept: Answered | Unfinished): Pick<IdempotencyRow, 'status' | 'headers' | 'body'> {
  if ('unfinished' in kept) return { status: null, headers: null, body: Buffer.from(kept.unfinished) }
  const { status, headers, body } = kept
  return { status, headers: json(headers), body: Buffer.from(body) }
}

export function createIdempotencyStore(reader: Connection): IdempotencyStore {
  const find = reader.prepare<[string, string, number], IdempotencyRow>(
    'SELECT * FROM idempotency WHERE owner = ? AND key = ? AND expires_at > ?',
  )
  return {
    async answered(owner: string, key: string, at: Instant) {
      const row = find.get(owner, key, stored(at))
      if (!row) return undefined
      const { request_hash: requestHash, status } = row
      const body = new Uint8Array(row.body ?? [])
      if (status === null) return { requestHash, unfinished: body }
      return { requestHash, answer: { status, headers: parsed<Answered['headers']>(row.headers) ?? {}, body } }
    },
  }
}
