import Sqlite from 'better-sqlite3'
import type { Connection } from '../../rows/database/connection.ts'
import { BetterSQLite3Database } from '../../rows/database/drizzle.ts'
import { finished, runAtOnce } from '../../rows/database/routine.ts'
import { DirectDialect } from './dialect.ts'
import { isDamagedData, readFailure } from './failure.ts'
import { DirectSession } from './session.ts'
import { sqliteSyntax } from './syntax.ts'

/** A connection to a file. Only this file, `migrate.ts` and backups use the handle of better-sqlite3. */
export type SqliteConnection = Connection & {
  /** Prepares a statement that controls transactions, such as COMMIT. */
  control(statement: string): () => void
  isInTransaction(): boolean
  /** Sets for how many milliseconds a statement blocks the thread while another process holds a lock. */
  setLockTimeout(milliseconds: number): void
  /** Checkpoints and truncates the write-ahead log. Returns whether it is empty now. */
  checkpoint(): boolean
  /** Writes one page without a change. */
  touch(): void
  close(): void
}

/** How a process waits for a lock of another process: a server must not block its event loop, a command may. */
export type Waiting = 'async' | 'blocking'

/** The only connection that writes. `createWriter` decides how it waits. */
export function openWriter(path: string): SqliteConnection {
  // Another process may recover the log, or remove it because it has closed the file.
  const handle = new Sqlite(path, { timeout: 5000 })
  // Acknowledged writes survive a power failure. NORMAL, the default in WAL mode, may lose the last commits.
  handle.pragma('synchronous = FULL')
  // Off by default in SQLite, per connection.
  handle.pragma('foreign_keys = ON')
  // Truncates the log after a large import. Otherwise it keeps its largest size.
  handle.pragma('journal_size_limit = 67108864')
  // Overwrites deleted content, so that `erase` removes it from the file. By default it stays in free pages.
  handle.pragma('secure_delete = ON')
  // Smaller than for readers: an import of 100,000 articles is as fast with it, and takes 20 MB less.
  return connectionOf(handle, 12)
}

/** A connection for reads. In WAL mode reads do not wait for writes, nor writes for reads. */
export function openReader(path: string, waiting: Waiting = 'async'): SqliteConnection {
  // 32 MB hold the inner pages of every index for 100,000 articles.
  return connectionOf(openReaderHandle(path, waiting), 32)
}

/** A connection for reads that has a table `search_instance`: the positions of each token in the search index. */
export function openSearchReader(path: string, waiting: Waiting = 'async'): SqliteConnection {
  const handle = openReaderHandle(path, waiting)
  handle.pragma('temp_store = MEMORY')
  // The table is temporary and has no data of its own, but the setting forbids it.
  handle.pragma('query_only = OFF')
  handle.exec('CREATE VIRTUAL TABLE temp.search_instance USING fts5vocab(main, search_index, instance)')
  handle.pragma('query_only = ON')
  return connectionOf(handle, 32)
}

/** The handle of a connection for reads, for work on the whole file. */
export function openReaderHandle(path: string, waiting: Waiting = 'async'): Sqlite.Database {
  // A reader waits only while another process recovers the log after a crash: milliseconds.
  const handle = new Sqlite(path, { fileMustExist: true, timeout: 1000 })
  // Only the writer may change the file.
  handle.pragma('query_only = ON')
  // Reads pages without a system call and a copy. Limited to the first GB: mapped pages count as memory of the process, and
  // more of them gain little. A command reads little, and Linux maps 64 kB with each page that it reads.
  if (waiting === 'async') handle.pragma('mmap_size = 1073741824')
  return handle
}

/** Detects commits. */
export type Watch = {
  /** Changes with every commit of another connection. @throws AppError `store-busy`, `store-full` */
  version(): number
  close(): void
}

/**
 * A connection that only detects commits. `PRAGMA data_version` counts commits of other connections, and does not change
 * inside a transaction, so this connection never writes and never opens one.
 */
export function openWatch(path: string): Watch {
  const handle = new Sqlite(path, { fileMustExist: true, readonly: true, timeout: 1000 })
  // A prepared statement is ten times as fast as `pragma()`.
  const version = handle.prepare<[], number>('PRAGMA data_version').pluck()
  // The first read opens the log, which must be the one that the writer has open.
  version.get()
  return {
    version() {
      try {
        return version.get() ?? 0
      } catch (error) {
        throw readFailure(error)
      }
    },
    close: () => void handle.close(),
  }
}

function connectionOf(handle: Sqlite.Database, cacheMegabytes: number): SqliteConnection {
  handle.pragma(`cache_size = -${cacheMegabytes * 1024}`)
  // Temporary tables and sorters are small.
  handle.pragma('temp_store = MEMORY')
  const dialect = new DirectDialect()
  const session = new DirectSession(handle, dialect)
  const begin = handle.prepare('BEGIN')
  const end = handle.prepare('COMMIT')
  return {
    syntax: sqliteSyntax,
    snapshot(work) {
      begin.run()
      try {
        return runAtOnce(work())
      } catch (error) {
        throw readFailure(error)
      } finally {
        // SQLite ends the transaction by itself after some errors.
        if (handle.inTransaction) end.run()
      }
    },
    db: new BetterSQLite3Database('sync', dialect, session, undefined),
    read(work) {
      try {
        return runAtOnce(work())
      } catch (error) {
        throw readFailure(error)
      }
    },
    isDamagedData,
    decide: decision => finished(decision(runAtOnce)),
    control(sql) {
      const statement = handle.prepare(sql)
      return () => void statement.run()
    },
    isInTransaction: () => handle.inTransaction,
    setLockTimeout: milliseconds => void handle.pragma(`busy_timeout = ${milliseconds}`),
    checkpoint() {
      const [state] = handle.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[]
      return state?.busy === 0
    },
    touch() {
      const version = handle.pragma('user_version', { simple: true })
      handle.pragma(`user_version = ${version}`)
    },
    close: () => void handle.close(),
  }
}
