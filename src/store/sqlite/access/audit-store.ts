import type { AuditEntry } from '../../../domain/access/audit.ts'
import type { AuditQuery, AuditStore } from '../../../domain/store/audit-store.ts'
import type { Connection } from '../database/connection.ts'
import { type PageRead, readPage } from '../database/keyset-page.ts'
import { instantAt, parsed, present } from '../database/value.ts'
import type { Writer } from '../database/writer.ts'
import type * as schema from '../schema/access.ts'
import { createAuditRows } from './audit.ts'

type AuditRow = typeof schema.audit.$inferSelect

/** Reads the audit log. */
export function createAuditStore(
  { reader, connection }: { reader: Connection; connection: Connection },
  writer: Writer,
): AuditStore {
  const rows = createAuditRows(connection)
  type AuditFilter = Pick<AuditQuery, 'articleId' | 'actor' | 'onBehalfOf'>
  const read = (filter: AuditFilter, { from, backwards, limit }: PageRead<number>): AuditRow[] => {
    const { articleId, actor, onBehalfOf } = filter
    const checks = [
      ...(from === undefined ? [] : [backwards ? 'id > @from' : 'id < @from']),
      ...(articleId === undefined ? [] : ['article_id = @articleId']),
      ...(actor === undefined ? [] : ['actor = @actor']),
      ...(onBehalfOf === undefined ? [] : ['on_behalf_of = @onBehalfOf']),
    ]
    const where = checks.length > 0 ? `WHERE ${checks.join(' AND ')}` : ''
    const sql = `SELECT * FROM audit ${where} ORDER BY id ${backwards ? 'ASC' : 'DESC'} LIMIT @limit`
    return reader.prepare<[object], AuditRow>(sql).all({ from, limit, articleId, actor, onBehalfOf })
  }

  return {
    noteRefusal: (write, detail) => writer.write(() => void rows.add(write, { action: 'key.refuse', detail })),
    async audit({ from, limit, backwards, ...filter }) {
      const { rows, ...ends } = readPage(
        { from, limit, backwards },
        page => read(filter, page),
        row => row.id,
      )
      return { entries: rows.map(entryOf), ...ends }
    },
  }
}

function entryOf({
  id,
  at,
  actor,
  action,
  request_id,
  address,
  article_id,
  version,
  detail,
  on_behalf_of,
}: AuditRow): AuditEntry {
  const optional = { onBehalfOf: on_behalf_of, requestId: request_id, address, articleId: article_id, version }
  const more = parsed<NonNullable<AuditEntry['detail']>>(detail)
  return { number: id, at: instantAt(at), actor, action, ...present({ ...optional, detail: more }) }
}
