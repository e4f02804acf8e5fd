import type Sqlite from 'better-sqlite3'

/**
 * Puts a row into every table of a migrated file of any schema version: each column gets a value of its type, the
 * same everywhere, so that references match. The search index is made of other tables.
 */
export function fill(connection: Sqlite.Database): Record<string, number> {
  connection.pragma('foreign_keys = OFF')
  for (const table of tables(connection)) {
    const columns = connection.prepare<[string], { name: string; type: string }>('SELECT * FROM pragma_table_info(?)')
    const row = columns.all(table).map(({ name, type }) => [name, sample(name, type)] as const)
    const names = row.map(([name]) => `"${name}"`).join(', ')
    const values = row.map(() => '?').join(', ')
    // Triggers can already have created the row.
    const insert = connection.prepare(`INSERT OR IGNORE INTO "${table}" (${names}) VALUES (${values})`)
    insert.run(...row.map(([, value]) => value))
  }
  return counts(connection)
}

/** The number of rows of each table. */
export function counts(connection: Sqlite.Database): Record<string, number> {
  const count = (table: string) => Number(connection.prepare(`SELECT count(*) FROM "${table}"`).pluck().get())
  return Object.fromEntries(tables(connection).map(table => [table, count(table)]))
}

function tables(connection: Sqlite.Database): string[] {
  const names = connection
    .prepare(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'search_index%' AND name <> 'migration'",
    )
    .pluck()
    .all()
  return names.map(String)
}

function sample(name: string, type: string): string | number | Uint8Array {
  if (/int/i.test(type)) return 1
  if (/blob/i.test(type)) return Uint8Array.of(0, 255)
  return name === 'id' || name.endsWith('_id') ? 'same-id' : 'text'
}
