import type { Connection } from '../database/connection.ts'
import type { Routine } from '../database/routine.ts'
import { prepared, sqliteSequence } from '../database/statement.ts'
import type { LastSequenceNumbers } from './copy-database.ts'

/** Reads the last numbers; 0 if a table never had a row. */
export function createNumberReader({ db }: Connection): () => Routine<LastSequenceNumbers> {
  const all = prepared(db.select().from(sqliteSequence))
  return function* numbers() {
    const rows = yield* all.all()
    const of = (name: string) => rows.find(row => row.name === name)?.seq ?? 0
    return { change: of('change'), audit: of('audit') }
  }
}
