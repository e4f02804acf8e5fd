import type { AuditEntry } from '../../../domain/access/audit.ts'
import type { AuditQuery, AuditStore } from '../../../domain/store/audit-store.ts'
import type { Connection } from '../database/connection.ts'
import { instantAt, parsed, present } from '../database/value.ts'
import type { Writer } from '../database/writer.ts'
import type * as schema from '../schema/access.ts'
import { createAuditRows } from './audit.ts'

type AuditRow = typeof schema.audit.$inferSelect

/** Who changed what. */
export function createAuditStore(
  { reader, connection }: { reader: Connection; connection: Connection },
  writer: Writer,
): AuditStore {
  const rows = createAuditRows(connection)
  type Bound = Pick<AuditQuery, 'articleId' | 'actor' | 'onBehalfOf'> & { from: number; limit: number }
  const read = ({ articleId, actor, onBehalfOf, ...bound }: Bound, backwards: boolean): AuditRow[] => {
    const checks = [
      backwards ? 'id > @from' : 'id < @from',
      ...(articleId === undefined ? [] : ['article_id = @articleId']),
      ...(actor === undefined ? [] : ['actor = @actor']),
      ...(onBehalfOf === undefined ? [] : ['on_behalf_of = @onBehalfOf']),
    ]
    const sql = `SELECT * FROM audit WHERE ${checks.join(' AND ')} ORDER BY id ${backwards ? 'ASC' : 'DESC'} LIMIT @limit`
    return reader.prepare<[object], AuditRow>(sql).all({ ...bound, articleId, actor, onBehalfOf })
  }

  return {
    noteRefusal: (write, detail) => writer.write(() => void rows.add(write, { action: 'key.refuse', detail })),
    async audit({ from, limit, backwards = false, ...filter }) {
      const start = from ?? (backwards ? 0 : Number.MAX_SAFE_INTEGER)
      const found = read({ ...filter, from: start, limit: limit + 1 }, backwards)
      const rows = found.slice(0, limit)
      const first = rows[0]?.id ?? start
      const behind = from !== undefined && read({ ...filter, from: first, limit: 1 }, !backwards).length > 0
      const more = found.length > limit
      const ends = backwards ? { hasNext: behind, hasPrevious: more } : { hasNext: more, hasPrevious: behind }
      return { entries: (backwards ? rows.reverse() : rows).map(entryOf), ...ends }
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
