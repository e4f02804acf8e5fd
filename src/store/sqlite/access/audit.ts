import type { Id } from '../../../domain/id.ts'
import type { Requester, Write } from '../../../domain/store/write.ts'
import type { Connection } from '../database/connection.ts'
import { insertInto } from '../database/insert.ts'
import { json, stored } from '../database/value.ts'
import type * as schema from '../schema/access.ts'

type AuditRow = typeof schema.audit.$inferSelect

export type NewAuditEntry = {
  action: string
  detail?: Record<string, unknown> | undefined
  articleId?: Id | undefined
  version?: number | undefined
}

type AuditedWrite = Requester & Pick<Write, 'at'>

/** Writes the audit log, in the transaction of the change. */
export function createAuditRows(connection: Connection): {
  /** Returns the number of the entry. */
  add(write: AuditedWrite, entry: NewAuditEntry): number
} {
  const add = insertInto<Omit<AuditRow, 'id'> & { id: null }>(connection, 'audit')
  return {
    add({ at, actor, onBehalfOf, requestId, address }, { action, detail, articleId, version }) {
      const { lastInsertRowid } = add({
        id: null,
        at: stored(at),
        actor,
        action,
        request_id: requestId ?? null,
        address: address ?? null,
        article_id: articleId ?? null,
        version: version ?? null,
        detail: json(detail),
        on_behalf_of: onBehalfOf ?? null,
      })
      return Number(lastInsertRowid)
    },
  }
}
