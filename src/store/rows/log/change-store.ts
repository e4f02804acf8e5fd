import type { ChangeStore } from '../../../domain/store/log/change-store.ts'
import type { Connection } from '../database/connection.ts'
import { reads } from '../database/port.ts'
import { createChangeRows } from './change.ts'

export function createChangeStore(reader: Connection): Pick<ChangeStore, 'changes' | 'lastChange'> {
  const rows = createChangeRows(reader)
  return reads<Pick<ChangeStore, 'changes' | 'lastChange'>>(reader, {
    changes: (after, limit) => rows.after(after, limit),
    lastChange: () => rows.last(),
  })
}
