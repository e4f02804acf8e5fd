import type { Id } from '../../../domain/id.ts'
import { type Instant, instantAt } from '../../../domain/instant.ts'
import type { DeliveryClaim } from '../../../domain/store/webhook-store.ts'
import type { DeliveryAttempt, WebhookDelivery } from '../../../domain/webhook/delivery.ts'
import type { WebhookEvent } from '../../../domain/webhook/event.ts'
import type { PendingDelivery } from '../../../domain/webhook/queue.ts'
import { webhookDelivery as table } from '../../schema/webhook.ts'
import type { Connection } from '../database/connection.ts'
import { and, desc, eq, gt, inArray, isNull, lte, or, sql } from '../database/drizzle.ts'
import type { Routine } from '../database/routine.ts'
import { bound, equals, insertInto, prepared } from '../database/statement.ts'
import { json, parsed, present, stored } from '../database/value.ts'

export type DeliveryRow = typeof table.$inferSelect

/** Deliveries that are kept of each webhook, by their end. */
const kept = { delivered: 100, failed: 1000 } as const
/** Rows that are removed at once, at most. */
const removedAtOnce = 10_000

/** Counts what waits for a webhook, and reads when the next delivery is due, from an index alone. */
export function backlogQuery({ db }: Pick<Connection, 'db'>) {
  // A claim ends at a later time than the delivery was due.
  const next = sql`CASE WHEN ${table.claimed_until} > ${table.due_at} THEN ${table.claimed_until} ELSE ${table.due_at} END`
  return db
    .select({
      pending: sql<number>`count(*)`,
      fresh: sql<number>`count(CASE WHEN ${table.attempts} = 0 THEN 1 END)`,
      next: sql<number | null>`min(${next})`,
    })
    .from(table)
    .where(and(equals(table.webhook_id, 'webhookId'), sql`${table.state} = 'pending'`))
}

/** Rows of deliveries on a connection. */
export function createDeliveryRows(connection: Connection) {
  const { db, syntax } = connection
  const isOf = equals(table.webhook_id, 'webhookId')
  const isPending = and(isOf, sql`${table.state} = 'pending'`)
  const select = () => db.select().from(table)
  const order = [table.revision, table.id] as const
  const byId = prepared(select().where(and(equals(table.id, 'id'), isOf)))
  const ofSubjects = prepared(
    select()
      .where(and(isPending, syntax.isAnyOf(table.subject, 'subjects')))
      .orderBy(...order),
  )
  const open = prepared(
    db
      .selectDistinct({ subject: table.subject })
      .from(table)
      .where(and(isPending, eq(table.attempts, 0), syntax.isAnyOf(table.subject, 'subjects'))),
  )
  const isFree = or(isNull(table.claimed_until), lte(table.claimed_until, bound('at')))
  const due = prepared(
    db
      .select({ subject: table.subject })
      .from(table)
      .where(and(isPending, lte(table.due_at, bound('at')), isFree))
      .orderBy(table.due_at)
      .limit(sql.placeholder('limit')),
  )
  const claimable = prepared(
    select()
      .where(and(isPending, or(syntax.isAnyOf(table.subject, 'subjects'), gt(table.claimed_until, bound('at')))))
      .orderBy(...order),
  )
  const newer = prepared(
    select()
      .where(and(isPending, equals(table.subject, 'subject'), gt(table.revision, bound('revision'))))
      .orderBy(desc(table.revision), desc(table.id))
      .limit(1),
  )
  const renew = prepared(
    db
      .update(table)
      .set({ claimed_until: bound('until') })
      .where(
        and(
          equals(table.id, 'id'),
          isPending,
          equals(table.attempts, 'attempts'),
          sql`${table.claimed_until} IS NOT NULL`,
        ),
      ),
  )
  const put = insertInto(connection, table, { conflict: { replaceBy: ['id'] } })
  const remove = prepared(db.delete(table).where(equals(table.id, 'id')))
  const oldest = db
    .select({ id: table.id })
    .from(table)
    .where(and(isOf, equals(table.state, 'state')))
    .orderBy(desc(table.due_at), desc(table.id))
    .limit(removedAtOnce)
    .offset(sql.placeholder('kept'))
  const trim = prepared(db.delete(table).where(inArray(table.id, oldest)))
  const backlog = prepared(backlogQuery(connection))
  const counted = prepared(
    db
      .select({ count: sql<number>`count(*)` })
      .from(table)
      .where(and(isOf, equals(table.state, 'state'))),
  )

  return {
    /** Number of deliveries in a state. */
    *count(webhookId: Id, state: DeliveryRow['state']): Routine<number> {
      return (yield* counted.get({ webhookId, state }))?.count ?? 0
    },
    byId: (webhookId: Id, id: Id) => byId.get({ webhookId, id }),
    *ofSubjects(webhookId: Id, subjects: readonly string[]): Routine<PendingDelivery[]> {
      return (yield* ofSubjects.all({ webhookId, subjects: JSON.stringify(subjects) })).map(pendingOf)
    },
    *openSubjects(webhookId: Id, subjects: readonly string[]): Routine<string[]> {
      return (yield* open.all({ webhookId, subjects: JSON.stringify(subjects) })).map(row => row.subject)
    },
    /** All that are claimed, and all of the first subjects that are due. */
    *claimable(webhookId: Id, at: Instant, limit: number): Routine<PendingDelivery[]> {
      const values = { webhookId, at: stored(at) }
      const subjects = (yield* due.all({ ...values, limit })).map(row => row.subject)
      if (subjects.length === 0) return []
      return (yield* claimable.all({ ...values, subjects: JSON.stringify([...new Set(subjects)]) })).map(pendingOf)
    },
    /** The newest delivery of the same subject with a later change. */
    *newer(webhookId: Id, { subject, event }: PendingDelivery): Routine<PendingDelivery | undefined> {
      const row = yield* newer.get({ webhookId, subject, revision: event.revision })
      return row && pendingOf(row)
    },
    /** Extends or ends a claim. False = it is not the last one any more. */
    *renewClaim({ webhookId, deliveryId, number }: DeliveryClaim, until: Instant | undefined): Routine<boolean> {
      const values = { webhookId, id: deliveryId, attempts: number, until: stored(until) }
      return (yield* renew.run(values)).changes > 0
    },
    putPending: (webhookId: Id, delivery: PendingDelivery, attempt?: DeliveryAttempt) =>
      put({ ...pendingRow(webhookId, delivery), attempt: json(attempt) }),
    put: (row: DeliveryRow) => put(row),
    remove: (id: Id) => remove.run({ id }),
    /** Removes the oldest deliveries that ended. */
    *trim(webhookId: Id): Routine<void> {
      for (const [state, number] of Object.entries(kept)) yield* trim.run({ webhookId, state, kept: number })
    },
    *backlog(webhookId: Id): Routine<{ pending: number; fresh: number; nextDueAt?: Instant }> {
      const row = yield* backlog.get({ webhookId })
      const { pending = 0, fresh = 0, next = null } = row ?? {}
      return { pending, fresh, ...(next !== null && { nextDueAt: instantAt(next) }) }
    },
  }
}

export function pendingOf(row: DeliveryRow): PendingDelivery {
  return {
    id: row.id,
    subject: row.subject,
    event: parsed<WebhookEvent>(row.event),
    createdAt: instantAt(row.created_at),
    dueAt: instantAt(row.due_at),
    attempts: row.attempts,
    failures: row.failures,
    ...(row.claimed_until !== null && { claimedUntil: instantAt(row.claimed_until) }),
  }
}

/** A delivery as shown. */
export function deliveryOf(row: DeliveryRow): WebhookDelivery {
  const { type, articleId, revision } = parsed<WebhookEvent>(row.event)
  const isPending = row.state === 'pending'
  return {
    id: row.id,
    state: row.state,
    event: type,
    ...(articleId !== undefined && { articleId }),
    revision,
    attempts: row.attempts,
    createdAt: instantAt(row.created_at),
    ...(isPending && { dueAt: instantAt(row.due_at) }),
    ...present({
      endedAt: row.ended_at === null ? null : instantAt(row.ended_at),
      attempt: parsed<DeliveryAttempt>(row.attempt),
    }),
  }
}

export function pendingRow(webhookId: Id, one: PendingDelivery): DeliveryRow {
  return {
    id: one.id,
    webhook_id: webhookId,
    subject: one.subject,
    state: 'pending',
    event: json(one.event),
    revision: one.event.revision,
    attempts: one.attempts,
    failures: one.failures,
    created_at: stored(one.createdAt),
    due_at: stored(one.dueAt),
    claimed_until: stored(one.claimedUntil),
    ended_at: null,
    attempt: null,
  }
}
