import { AppError } from '../../../domain/error.ts'
import { fingerprint } from '../../../domain/page/opaque.ts'
import type { WritePosition } from '../../../domain/store/working-store.ts'
import type { Connection } from '../database/connection.ts'

/** Positions in the order of writes: numbers of audit entries. */
export function createWritePositions(connection: Connection): {
  last(): WritePosition
  /** @throws AppError `cursor-invalid` for a position that this store never had, for example after a backup was restored */
  requireKnown(place: WritePosition): void
} {
  const last = connection.prepare<[], number>("SELECT seq FROM sqlite_sequence WHERE name = 'audit'").pluck()
  const entry = connection
    .prepare<[number], string>(
      'SELECT json_array(at, actor, action, request_id, article_id, version) FROM audit WHERE id = ?',
    )
    .pluck()
  const markOf = (number: number) => {
    const text = entry.get(number)
    return text === undefined ? undefined : fingerprint(text)
  }

  return {
    last() {
      const number = last.get() ?? 0
      return { number, mark: markOf(number) ?? '' }
    },
    requireKnown({ number, mark }) {
      // A missing entry was removed by the retention of the audit log.
      const known = markOf(number) ?? mark
      if (number <= (last.get() ?? 0) && (known === mark || mark === '')) return
      const detail = 'The value of "updatedAfter" does not belong to this store. Start again with a time.'
      throw new AppError('cursor-invalid', detail, {
        faults: [{ location: 'query', name: 'updatedAfter', code: 'invalid', detail }],
      })
    },
  }
}
