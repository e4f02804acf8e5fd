import Sqlite from 'better-sqlite3'
import { finishCopy } from './manifest.ts'
import { createPartial, publishCopy, removePartial } from './output.ts'

/**
 * Saves a database before its schema changes, while this process holds the write lock. It is named after the first
 * migration: `offprint.db.before-0015_remove_print_set`.
 */
export function backUpBeforeMigration(path: string, migration: string): void {
  const out = `${path}.before-${migration}`
  const partial = createPartial(out)
  // Another connection: the one with the lock is in a transaction, where VACUUM is not allowed.
  const source = new Sqlite(path, { readonly: true })
  try {
    source.prepare('VACUUM INTO ?').run(partial)
    finishCopy(partial, source)
    publishCopy(partial, out, 1)
  } finally {
    source.close()
    removePartial(partial)
  }
}
