import type { Id } from '../../../domain/id.ts'
import type { ImportQueueStore } from '../../../domain/store/import-job-store.ts'
import { createFileNameEraser } from '../article/erase.ts'
import type { Connection } from '../database/connection.ts'
import { json, parsed, stored } from '../database/value.ts'
import type { Writer } from '../database/writer.ts'
import { claimedOf, type ImportProgress, type JobRow } from './import-job.ts'

/** The queue of imports for the processes that run them. */
export function createImportQueueStore(
  { reader, connection }: { reader: Connection; connection: Connection },
  writer: Writer,
): ImportQueueStore {
  const freeSql = `SELECT * FROM job WHERE kind = 'import' AND state IN ('waiting', 'running')
    AND (lease_until IS NULL OR lease_until <= ?) ORDER BY id LIMIT 1`
  const isFree = reader.prepare<[number], JobRow>(freeSql)
  const free = connection.prepare<[number], JobRow>(freeSql)
  const claim = connection.prepare<[string, string, number, Id]>(
    "UPDATE job SET state = 'running', cursor = ?, lease_owner = ?, lease_until = ? WHERE id = ?",
  )
  const isOurs = "WHERE id = ? AND lease_owner = ? AND state = 'running'"
  const renew = connection.prepare<[number, Id, string]>(`UPDATE job SET lease_until = ? ${isOurs}`)
  const leave = connection.prepare<[string, number | null, string | null, number, number, Id, string]>(
    `UPDATE job SET state = ?, ended_at = ?, error = ?, lease_owner = NULL, lease_until = NULL,
       cursor = json_set(cursor, '$.tries', iif(? = 0, 0, json_extract(cursor, '$.tries') + ?)) ${isOurs}`,
  )
  const forgetFiles = createFileNameEraser(connection)
  const old = "SELECT id FROM job WHERE kind = 'import' AND ended_at < ? ORDER BY id LIMIT 1"
  const isOld = reader.prepare<[number], Id>(old).pluck()
  const oldest = connection.prepare<[number], Id>(old).pluck()
  const thin = connection.prepare<[Id, Id, number]>(
    `DELETE FROM job_item WHERE job_id = ? AND position IN
       (SELECT position FROM job_item WHERE job_id = ? ORDER BY position LIMIT ?)`,
  )
  const drop = connection.prepare<[Id]>('DELETE FROM job WHERE id = ?')

  return {
    async claimImport({ owner, until }, at) {
      // Called every second: take the lock only if an import is free.
      if (!isFree.get(stored(at))) return undefined
      return writer.write(() => {
        const row = free.get(stored(at))
        if (!row) return undefined
        const progress = parsed<ImportProgress>(row.cursor)
        const cursor = json({ ...progress, tries: progress.tries + 1 })
        claim.run(cursor, owner, stored(until), row.id)
        return claimedOf({ ...row, cursor })
      })
    },
    renewImport: (id, { owner, until }) => writer.write(() => renew.run(stored(until), id, owner).changes > 0),
    async leaveImport(id, owner, end, at) {
      const endedAt = end.state === 'waiting' ? null : stored(at)
      const error = end.state === 'failed' ? end.error : null
      const tries = end.state === 'waiting' ? end.tries : 0
      await writer.write(() => {
        leave.run(end.state, endedAt, error, tries, tries, id, owner)
        forgetFiles(id)
      })
    },
    async forgetImports(before, limit) {
      if (isOld.get(stored(before)) === undefined) return 0
      return writer.write(() => {
        const id = oldest.get(stored(before))
        if (id === undefined) return 0
        const { changes } = thin.run(id, id, limit)
        return changes < limit ? changes + drop.run(id).changes : changes
      })
    },
  }
}
