import type { ScheduleChange, ScheduledAction } from '../../../domain/article/schedule.ts'
import type { Id } from '../../../domain/id.ts'
import { type Instant, instantAt } from '../../../domain/instant.ts'
import type { ScheduleStore } from '../../../domain/store/article/schedule-store.ts'
import type { Write } from '../../../domain/store/write.ts'
import { schedule as table } from '../../schema/article.ts'
import type { Connection } from '../database/connection.ts'
import { and, desc, lte, sql } from '../database/drizzle.ts'
import { reads } from '../database/port.ts'
import type { Routine } from '../database/routine.ts'
import { bound, equals, insertInto, prepared } from '../database/statement.ts'
import { json, parsed, present, stored } from '../database/value.ts'

type ScheduleRow = typeof table.$inferSelect

export type ScheduleRows = {
  of(articleId: Id): Routine<ScheduledAction[]>
  due(at: Instant, limit: number): Routine<ScheduledAction[]>
  change(articleId: Id, schedule: ScheduleChange, write: Write): Routine<void>
}

/** Scheduled publications and expiries. */
export function createScheduleRows(connection: Connection): ScheduleRows {
  const { db } = connection
  const isOf = equals(table.article_id, 'articleId')
  const of = prepared(db.select().from(table).where(isOf).orderBy(table.due_at, desc(table.kind)))
  const due = prepared(
    db
      .select()
      .from(table)
      .where(lte(table.due_at, bound('at')))
      .orderBy(table.due_at, table.article_id)
      .limit(sql.placeholder('limit')),
  )
  const put = insertInto(connection, table, { conflict: { replaceBy: ['article_id', 'kind'] } })
  const remove = prepared(db.delete(table).where(and(isOf, equals(table.kind, 'kind'))))

  return {
    *of(articleId) {
      return (yield* of.all({ articleId })).map(scheduledOf)
    },
    *due(at, limit) {
      return (yield* due.all({ at: stored(at), limit })).map(scheduledOf)
    },
    *change(article_id, schedule, { at, actor, onBehalfOf }) {
      for (const kind of ['publish', 'expire'] as const) {
        const wanted = schedule[kind]
        if (wanted === undefined) continue
        if (wanted === null) yield* remove.run({ articleId: article_id, kind })
        else {
          const { dueAt, correction } = wanted
          const detail = json(correction && { correction })
          const on_behalf_of = onBehalfOf ?? null
          yield* put({ article_id, kind, due_at: stored(dueAt), actor, on_behalf_of, created_at: stored(at), detail })
        }
      }
    },
  }
}

export function createScheduleStore(reader: Connection): ScheduleStore {
  const rows = createScheduleRows(reader)
  return reads<ScheduleStore>(reader, {
    scheduled: articleId => rows.of(articleId),
    due: (at, limit) => rows.due(at, limit),
  })
}

function scheduledOf({ article_id, kind, due_at, actor, on_behalf_of, detail }: ScheduleRow): ScheduledAction {
  const more = parsed<Pick<ScheduledAction, 'correction'>>(detail)
  const optional = present({ onBehalfOf: on_behalf_of, ...more })
  return { articleId: article_id, kind, dueAt: instantAt(due_at), actor, ...optional }
}
