import type { ChangeStore } from '../../../domain/store/change-store.ts'
import type { Connection } from '../database/connection.ts'
import { createChangeRows } from './change.ts'

export function createChangeStore(reader: Connection, watch: Connection): ChangeStore {
  const rows = createChangeRows(reader)
  // A prepared statement is ten times as fast as `pragma()`.
  const version = watch.prepare<[], number>('PRAGMA data_version').pluck()
  return {
    async changes(after, limit) {
      return rows.after(after, limit)
    },
    async lastChange() {
      return rows.last()
    },
    version: () => version.get() ?? 0,
  }
}
