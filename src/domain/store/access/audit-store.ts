import type { AuditEntry } from '../../access/audit.ts'
import type { Id } from '../../id.ts'
import type { Write } from '../write.ts'

/** The audit log. Entries are written in the transaction of the change; only a refusal has a transaction of its own. */
export interface AuditStore {
  /** Adds that a key was refused. */
  noteRefusal(write: Write, detail: Record<string, unknown>): Promise<void>

  /** One page, newest first. */
  audit(query: AuditQuery): Promise<{ entries: AuditEntry[]; hasNext: boolean; hasPrevious: boolean }>
}

export type AuditQuery = {
  articleId?: Id | undefined
  actor?: string | undefined
  onBehalfOf?: string | undefined
  limit: number
  /** Start behind this entry's number; with `backwards`, end before it. */
  from?: number | undefined
  backwards?: boolean | undefined
}
