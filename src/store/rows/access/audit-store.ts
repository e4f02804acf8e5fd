import type { AuditEntry } from '../../../domain/access/audit.ts'
import { instantAt } from '../../../domain/instant.ts'
import type { AuditQuery, AuditStore } from '../../../domain/store/access/audit-store.ts'
import { audit } from '../../schema/access.ts'
import type { Connection } from '../database/connection.ts'
import { and, asc, desc, gt, lt, sql } from '../database/drizzle.ts'
import { type PageRead, readPage } from '../database/keyset-page.ts'
import { reads, writes } from '../database/port.ts'
import type { Routine } from '../database/routine.ts'
import { bound, createStatementCache, equals, prepared } from '../database/statement.ts'
import { parsed, present } from '../database/value.ts'
import type { Writer } from '../database/writer.ts'
import { createAuditRows } from './audit.ts'

type AuditRow = typeof audit.$inferSelect

/** Reads the audit log. */
export function createAuditStore(
  { reader, connection }: { reader: Connection; connection: Connection },
  writer: Writer,
): AuditStore {
  const rows = createAuditRows(connection)
  const cached = createStatementCache<ReturnType<typeof prepare>>()
  const columns = { articleId: audit.article_id, actor: audit.actor, onBehalfOf: audit.on_behalf_of }
  const prepare = (names: readonly (keyof typeof columns)[], isFrom: boolean, backwards: boolean) =>
    prepared(
      reader.db
        .select()
        .from(audit)
        .where(
          and(
            isFrom ? (backwards ? gt : lt)(audit.id, bound('from')) : undefined,
            ...names.map(name => equals(columns[name], name)),
          ),
        )
        .orderBy((backwards ? asc : desc)(audit.id))
        .limit(sql.placeholder('limit')),
    )
  function* read(
    filter: Pick<AuditQuery, keyof typeof columns>,
    { from, backwards, limit }: PageRead<number>,
  ): Routine<AuditRow[]> {
    const names = (['articleId', 'actor', 'onBehalfOf'] as const).filter(name => filter[name] !== undefined)
    const shape = `${names} ${from !== undefined} ${backwards}`
    return yield* cached(shape, () => prepare(names, from !== undefined, backwards)).all({ ...filter, from, limit })
  }

  return {
    ...reads<Pick<AuditStore, 'audit'>>(reader, {
      *audit({ from, limit, backwards, ...filter }) {
        const { rows, ...ends } = yield* readPage(
          { from, limit, backwards },
          page => read(filter, page),
          row => row.id,
        )
        return { entries: rows.map(entryOf), ...ends }
      },
    }),
    ...writes<Pick<AuditStore, 'noteRefusal'>>(writer, {
      *noteRefusal(write, detail) {
        yield* rows.add(write, { action: 'key.refuse', detail })
      },
    }),
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
