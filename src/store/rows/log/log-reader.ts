import { logReader } from '../../schema/change.ts'
import type { Connection } from '../database/connection.ts'
import type { Routine } from '../database/routine.ts'
import { bound, equals, excluded, prepared } from '../database/statement.ts'

/** Cursors of the readers of the change log that run once across processes. */
export type LogReaderRows = {
  cursor(name: string): Routine<number | undefined>
  /** Moves a cursor, unless another process has moved it. Returns whether it moved. */
  move(name: string, from: number | undefined, to: number): Routine<boolean>
  remove(name: string): Routine<unknown>
}

export function createLogReaderRows({ db }: Connection): LogReaderRows {
  const isReader = equals(logReader.name, 'name')
  const cursor = prepared(db.select({ cursor: logReader.cursor }).from(logReader).where(isReader))
  const move = prepared(
    db
      .insert(logReader)
      .values({ name: bound('name'), cursor: bound('to') })
      .onConflictDoUpdate({ target: logReader.name, set: { cursor: excluded(logReader.cursor) } }),
  )
  const remove = prepared(db.delete(logReader).where(isReader))
  function* cursorOf(name: string): Routine<number | undefined> {
    return (yield* cursor.get({ name }))?.cursor
  }
  return {
    cursor: cursorOf,
    *move(name, from, to) {
      if ((yield* cursorOf(name)) !== from) return false
      yield* move.run({ name, to })
      return true
    },
    remove: name => remove.run({ name }),
  }
}
