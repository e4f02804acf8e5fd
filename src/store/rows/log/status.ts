import { instantAt } from '../../../domain/instant.ts'
import type { StoreFigures } from '../../../domain/store/figure-store.ts'
import type { StoreStatus } from '../../../domain/store/status.ts'
import { audit } from '../../schema/access.ts'
import { article } from '../../schema/article.ts'
import { websubPing } from '../../schema/change.ts'
import type { Connection } from '../database/connection.ts'
import { and, count, desc, eq, gt, ne, sql } from '../database/drizzle.ts'
import type { Routine } from '../database/routine.ts'
import { prepared } from '../database/statement.ts'
import { parsed } from '../database/value.ts'
import { createFigureStore } from './figure-store.ts'

/** Audit entry of a backup. */
export const backupEntry = { actor: 'cli', action: 'store.backup' }

/** Reads the content of a store for operators. */
export async function readStatus(
  reader: Connection,
  sizes: () => Routine<Pick<StoreFigures, 'databaseBytes' | 'logBytes'>>,
): Promise<NonNullable<StoreStatus['content']>> {
  const { db } = reader
  const articles = prepared(db.select({ count: count() }).from(article).where(ne(article.status, 'deleted')))
  const pings = prepared(
    db
      .select({ waiting: count(), failed: sql<number>`count(*) FILTER (WHERE ${gt(websubPing.attempts, 0)})` })
      .from(websubPing),
  )
  const backups = prepared(
    db
      .select({ at: audit.at, detail: audit.detail })
      .from(audit)
      .where(and(eq(audit.actor, backupEntry.actor), eq(audit.action, backupEntry.action)))
      .orderBy(desc(audit.id))
      .limit(1),
  )
  const figures = await createFigureStore(reader, sizes).figures()
  const copies = await reader.read(() => articles.get())
  const waiting = await reader.read(() => pings.get())
  const backup = await reader.read(() => backups.get())
  const detail = parsed<{ lastChange: number }>(backup?.detail ?? null)
  return {
    ...figures,
    workingCopies: copies?.count ?? 0,
    pings: waiting ?? { waiting: 0, failed: 0 },
    ...(backup && { lastBackup: { at: instantAt(backup.at), lastChange: detail?.lastChange ?? 0 } }),
  }
}
