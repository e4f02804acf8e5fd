import Sqlite from 'better-sqlite3'

export type Connection = Sqlite.Database

/**
 * How a process meets a lock held elsewhere: a serving one must not stop its event loop and waits asynchronously, a
 * command has nothing else to do.
 */
export type Waiting = 'async' | 'blocking'

/** The only connection that writes. */
export function openWriter(path: string, waiting: Waiting): Connection {
  const connection = new Sqlite(path, { timeout: waiting === 'blocking' ? 5000 : 0 })
  // An acknowledged write is on the disk: WAL's own default, NORMAL, may lose the last commits with the power.
  connection.pragma('synchronous = FULL')
  // Off by default in SQLite, per connection.
  connection.pragma('foreign_keys = ON')
  // The log is cut back to this after an import made it grow; otherwise it keeps its largest size for ever.
  connection.pragma('journal_size_limit = 67108864')
  // What was deleted or replaced is gone from the file, so that `erase` means it: by default it stays in free pages.
  connection.pragma('secure_delete = ON')
  configure(connection)
  // Less than a reader has: an import of 100,000 articles is no slower for it, and takes 20 MB less.
  connection.pragma('cache_size = -12288')
  return connection
}

/** A connection for reads: in WAL mode they wait for no writer and hold none up. */
export function openReader(path: string): Connection {
  // A reader only meets a lock while another process recovers the log after a crash: milliseconds.
  const connection = new Sqlite(path, { fileMustExist: true, timeout: 1000 })
  // Nothing reaches the file but through the writer.
  connection.pragma('query_only = ON')
  // Pages come from the page cache of the operating system without a system call and a copy for each. Those of the first
  // GB only: they count as memory of the process, and more of them gain little.
  connection.pragma('mmap_size = 1073741824')
  configure(connection)
  return connection
}

/**
 * A connection that only tells whether anything was committed: `PRAGMA data_version` is of other connections' commits,
 * and stands still inside a transaction, so this one never writes and never opens one.
 */
export function openWatch(path: string): Connection {
  const connection = new Sqlite(path, { fileMustExist: true, readonly: true, timeout: 1000 })
  // The first read opens the log: it must be the same that the writer has open.
  connection.pragma('data_version')
  return connection
}

/**
 * SQLite plans a statement anew with each value that is bound to `= ?`, wherever it weighed to test that row by row: the
 * value 0 or 1 might call for another plan. That costs several times what finding a row does. Behind a `+` it does not
 * look at the value, and finds rows as before.
 */
function withoutReplanning(sql: string): string {
  return sql.replace(/'[^']*'|(?<![<>!])= *(?=[?@])/g, found => (found.startsWith("'") ? found : '= +'))
}

function configure(connection: Connection): void {
  const prepare = connection.prepare.bind(connection)
  connection.prepare = ((sql: string) => prepare(withoutReplanning(sql))) as typeof connection.prepare
  // 32 MB hold the inner pages of every index at 100,000 articles.
  connection.pragma('cache_size = -32768')
  // What a statement sorts or sets aside is small, and never worth a file.
  connection.pragma('temp_store = MEMORY')
}
