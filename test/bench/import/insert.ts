import Sqlite from 'better-sqlite3'
import { openCorpus } from '../corpus/open.ts'
import { readRows } from './row.ts'
import { startWatch } from './watch.ts'

/**
 * Inserts the rows of one store file into an empty one of the same schema, and does nothing else: `insert.ts <from> <to>`.
 * Prints what it took.
 */
const [from = '', to = ''] = process.argv.slice(2)
const tables = readRows(from)
const { store } = await openCorpus(to)
await store.close()

const db = new Sqlite(to)
// As the store's own writer has it. Triggers would write rows that are inserted here already.
db.pragma('synchronous = FULL')
db.pragma('foreign_keys = OFF')
for (const name of db.prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'").pluck().all()) {
  db.exec(`DROP TRIGGER "${String(name)}"`)
}
for (const { name } of tables) db.exec(`DELETE FROM "${name}"`)
const inserts = tables.map(({ name, columns, rows }) => {
  const values = columns.map(() => '?').join(', ')
  return { rows, statement: db.prepare(`INSERT INTO "${name}" (${columns.join(', ')}) VALUES (${values})`) }
})
const transaction = db.transaction((statement: Sqlite.Statement, rows: unknown[][]) => {
  for (const row of rows) statement.run(...row)
})
const batch = 5000
const stop = startWatch()
for (const { rows, statement } of inserts) {
  for (let at = 0; at < rows.length; at += batch) transaction(statement, rows.slice(at, at + batch))
}
const took = stop()
db.close()
process.stdout.write(JSON.stringify(took))
