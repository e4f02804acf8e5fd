import type { Id } from '../../../domain/id.ts'
import { webhookDelivery as table } from '../../schema/webhook.ts'
import type { Connection } from '../database/connection.ts'
import { and, isNotNull, or, sql } from '../database/drizzle.ts'
import type { Routine } from '../database/routine.ts'
import { equals, prepared } from '../database/statement.ts'

/**
 * Removes the last request and its response from the deliveries of an erased article, and from those of other articles
 * that name it or an erased term. The deliveries stay: receivers still get the event that the article is gone.
 *
 * The content of a request that is running is unknown. So the row of each gets the JSON `null` as its attempt, and
 * `settleDeliveries` then stores no request.
 */
export function createDeliveryEraser({
  db,
  syntax,
}: Connection): (articleId: Id, termIds: readonly Id[]) => Routine<void> {
  const hasId = sql`EXISTS (SELECT 1 FROM ${syntax.elements('ids')}
    WHERE ${syntax.position(table.attempt, sql`element.value`)} > 0)`
  const blank = prepared(
    db
      .update(table)
      .set({ attempt: sql`CASE WHEN ${table.claimed_until} IS NULL THEN NULL ELSE 'null' END` })
      .where(
        or(
          isNotNull(table.claimed_until),
          and(isNotNull(table.attempt), or(equals(table.subject, 'articleId'), hasId)),
        ),
      ),
  )
  return function* (articleId, termIds) {
    yield* blank.run({ articleId, ids: JSON.stringify([articleId, ...termIds]) })
  }
}
