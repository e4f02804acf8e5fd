import { AppError } from '../../domain/error.ts'
import type { Instant } from '../../domain/instant.ts'
import { type Answered, answeredFor, type IdempotencyStore } from '../../domain/store/idempotency-store.ts'
import type { Write, Written } from '../../domain/store/write.ts'
import type { Connection } from './connection.ts'
import type * as schema from './schema/access.ts'
import { json, parsed, stored } from './value.ts'

type Row = typeof schema.idempotency.$inferSelect

export type IdempotencyRows = {
  /**
   * Keeps the answer of a write under its key.
   *
   * @throws AppError `idempotency-running` where there is one already
   */
  keep(write: Write, written: readonly Written[]): void
}

/** Answers to repeat, within a write. */
export function createIdempotencyRows(connection: Connection): IdempotencyRows {
  const clear = connection.prepare<[number]>('DELETE FROM idempotency WHERE expires_at <= ?')
  const add = connection.prepare<[Row]>(
    `INSERT INTO idempotency (owner, key, request_hash, created_at, expires_at, status, headers, body)
     VALUES (@owner, @key, @request_hash, @created_at, @expires_at, @status, @headers, @body) ON CONFLICT DO NOTHING`,
  )

  return {
    keep({ at, idempotency }, written) {
      const answer = idempotency?.answer(written)
      if (!idempotency || !answer) return
      const now = stored(at)
      clear.run(now)
      const { owner, key, requestHash } = idempotency
      const row = { owner, key, request_hash: requestHash, created_at: now, expires_at: now + answeredFor }
      const { status, headers, body } = answer
      const added = add.run({ ...row, status, headers: json(headers), body: Buffer.from(body) })
      if (added.changes === 0) {
        throw new AppError('idempotency-running', 'The same request was answered while this one ran.')
      }
    },
  }
}

export function createIdempotencyStore(reader: Connection): IdempotencyStore {
  const find = reader.prepare<[string, string, number], Row>(
    'SELECT * FROM idempotency WHERE owner = ? AND key = ? AND expires_at > ?',
  )
  return {
    async answered(owner: string, key: string, at: Instant) {
      const row = find.get(owner, key, stored(at))
      if (row?.status == null) return undefined
      const headers = parsed<Answered['headers']>(row.headers) ?? {}
      const answer = { status: row.status, headers, body: new Uint8Array(row.body ?? []) }
      return { requestHash: row.request_hash, answer }
    },
  }
}
