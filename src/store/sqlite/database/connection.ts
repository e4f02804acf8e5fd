import Sqlite from 'better-sqlite3'

export type Connection = Sqlite.Database

/** How a process waits for a lock of another process: a server must not block its event loop, a command may. */
export type Waiting = 'async' | 'blocking'

/** The only connection that writes. */
export function openWriter(path: string, waiting: Waiting): Connection {
  const connection = new Sqlite(path, { timeout: waiting === 'blocking' ? 5000 : 0 })
  // Acknowledged writes survive a power failure. NORMAL, the default in WAL mode, may lose the last commits.
  connection.pragma('synchronous = FULL')
  // Off by default in SQLite, per connection.
  connection.pragma('foreign_keys = ON')
  // Truncates the log after a large import. Otherwise it keeps its largest size.
  connection.pragma('journal_size_limit = 67108864')
  // Overwrites deleted content, so that `erase` removes it from the file. By default it stays in free pages.
  connection.pragma('secure_delete = ON')
  configure(connection)
  // Smaller than for readers: an import of 100,000 articles is as fast with it, and takes 20 MB less.
  connection.pragma('cache_size = -12288')
  return connection
}

/** A connection for reads. In WAL mode reads do not wait for writes, nor writes for reads. */
export function openReader(path: string): Connection {
  // A reader waits only while another process recovers the log after a crash: milliseconds.
  const connection = new Sqlite(path, { fileMustExist: true, timeout: 1000 })
  // Only the writer may change the file.
  connection.pragma('query_only = ON')
  // Reads pages without a system call and a copy. Limited to the first GB: mapped pages count as memory of the process, and
  // more of them gain little.
  connection.pragma('mmap_size = 1073741824')
  configure(connection)
  return connection
}

/**
 * A connection that only detects commits. `PRAGMA data_version` counts commits of other connections, and does not change
 * inside a transaction, so this connection never writes and never opens one.
 */
export function openWatch(path: string): Connection {
  const connection = new Sqlite(path, { fileMustExist: true, readonly: true, timeout: 1000 })
  // The first read opens the log, which must be the one that the writer has open.
  connection.pragma('data_version')
  return connection
}

/**
 * SQLite may replan a statement for each value that is bound to `= ?`, because the values 0 and 1 could lead to another
 * plan. That takes several times as long as the lookup of a row. With a unary `+` it ignores the value; the plan stays.
 */
function withoutReplanning(sql: string): string {
  return sql.replace(/'[^']*'|(?<![<>!])= *(?=[?@])/g, found => (found.startsWith("'") ? found : '= +'))
}

function configure(connection: Connection): void {
  const prepare = connection.prepare.bind(connection)
  connection.prepare = ((sql: string) => prepare(withoutReplanning(sql))) as typeof connection.prepare
  // 32 MB hold the inner pages of every index for 100,000 articles.
  connection.pragma('cache_size = -32768')
  // Temporary tables and sorters are small.
  connection.pragma('temp_store = MEMORY')
}
