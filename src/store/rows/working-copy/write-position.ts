import { AppError } from '../../../domain/error.ts'
import { fingerprint } from '../../../domain/page/opaque.ts'
import type { WritePosition } from '../../../domain/store/article/working-store.ts'
import { audit } from '../../schema/access.ts'
import type { Connection } from '../database/connection.ts'
import { eq } from '../database/drizzle.ts'
import type { Routine } from '../database/routine.ts'
import { equals, prepared, sqliteSequence } from '../database/statement.ts'

/** Positions in the order of writes: numbers of audit entries. */
export function createWritePositions(connection: Connection): {
  last(): Routine<WritePosition>
  /** @throws AppError `cursor-invalid` for a position that this store never had, for example after a backup was restored */
  requireKnown(place: WritePosition): Routine<void>
} {
  const { db } = connection
  const last = prepared(
    db.select({ number: sqliteSequence.seq }).from(sqliteSequence).where(eq(sqliteSequence.name, 'audit')),
  )
  const { at, actor, action, request_id, article_id, version } = audit
  const entry = prepared(
    db.select({ at, actor, action, request_id, article_id, version }).from(audit).where(equals(audit.id, 'number')),
  )
  function* markOf(number: number) {
    const row = yield* entry.get({ number })
    return row && fingerprint(JSON.stringify(Object.values(row)))
  }

  return {
    *last() {
      const number = (yield* last.get())?.number ?? 0
      return { number, mark: (yield* markOf(number)) ?? '' }
    },
    *requireKnown({ number, mark }) {
      // A missing entry was removed by the retention of the audit log.
      const known = (yield* markOf(number)) ?? mark
      if (number <= ((yield* last.get())?.number ?? 0) && (known === mark || mark === '')) return
      const detail = 'The value of "updatedAfter" does not belong to this store. Start again with a time.'
      throw new AppError('cursor-invalid', detail, {
        faults: [{ location: 'query', name: 'updatedAfter', code: 'invalid', detail }],
      })
    },
  }
}
