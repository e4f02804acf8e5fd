import type { ChangeStore } from '../../domain/store/change-store.ts'
import { createChangeRows } from './change.ts'
import type { Connection } from './connection.ts'

export function createChangeStore(reader: Connection): ChangeStore {
  const rows = createChangeRows(reader)
  return {
    async changes(after, limit) {
      return rows.after(after, limit)
    },
    async lastChange() {
      return rows.last()
    },
  }
}
