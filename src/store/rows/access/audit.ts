import type { Id } from '../../../domain/id.ts'
import type { Requester, Write } from '../../../domain/store/write.ts'
import { audit } from '../../schema/access.ts'
import type { Connection } from '../database/connection.ts'
import type { Routine } from '../database/routine.ts'
import { insertInto } from '../database/statement.ts'
import { json, stored } from '../database/value.ts'

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
  add(write: AuditedWrite, entry: NewAuditEntry): Routine<number>
} {
  const add = insertInto(connection, audit, { numbered: 'id' })
  return {
    *add({ at, actor, onBehalfOf, requestId, address }, { action, detail, articleId, version }) {
      const { number } = yield* add({
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
      return number
    },
  }
}
