import Sqlite from 'better-sqlite3'

export type Table = { name: string; columns: string[]; rows: unknown[][] }

/** All rows of a store file, in memory, without the search index. */
export function readRows(path: string): Table[] {
  const db = new Sqlite(path, { readonly: true })
  const names = db.prepare(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'search_%'",
  )
  const tables = names
    .pluck()
    .all()
    .map(String)
    .map(name => {
      const all = db.prepare(`SELECT * FROM "${name}"`)
      return { name, columns: all.columns().map(column => column.name), rows: all.raw().all() as unknown[][] }
    })
  db.close()
  return tables.filter(({ rows }) => rows.length > 0)
}
