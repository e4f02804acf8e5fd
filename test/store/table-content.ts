import Sqlite from 'better-sqlite3'
import { copiedTables } from '../../src/store/rows/copy/table.ts'
import { getTableName } from '../../src/store/rows/database/drizzle.ts'

/** All rows of the tables that copies have, and the last numbers, each table in one order. */
export function tableContent(path: string): Record<string, unknown[]> {
  const connection = new Sqlite(path, { readonly: true })
  try {
    const names = [...copiedTables.map(table => getTableName(table)), 'sqlite_sequence']
    const rowsOf = (name: string) => connection.prepare(`SELECT * FROM "${name}"`).raw().all()
    const inOrder = (rows: unknown[]) => rows.map(row => JSON.stringify(row)).sort()
    return Object.fromEntries(names.map(name => [name, inOrder(rowsOf(name))]))
  } finally {
    connection.close()
  }
}
