import type { Schedule, Scheduled } from '../../../domain/article/schedule.ts'
import type { Id } from '../../../domain/id.ts'
import type { Instant } from '../../../domain/instant.ts'
import type { ScheduleStore } from '../../../domain/store/schedule-store.ts'
import type { Write } from '../../../domain/store/write.ts'
import type { Connection } from '../database/connection.ts'
import { instantAt, json, parsed, present, stored } from '../database/value.ts'
import type * as schema from '../schema/article.ts'

type ScheduleRow = typeof schema.schedule.$inferSelect

export type ScheduleRows = {
  of(articleId: Id): Scheduled[]
  due(at: Instant, limit: number): Scheduled[]
  change(articleId: Id, schedule: Schedule, write: Write): void
}

/** Scheduled publications and expiries. */
export function createScheduleRows(connection: Connection): ScheduleRows {
  const of = connection.prepare<[Id], ScheduleRow>(
    'SELECT * FROM schedule WHERE article_id = ? ORDER BY due_at, kind DESC',
  )
  const due = connection.prepare<[number, number], ScheduleRow>(
    'SELECT * FROM schedule WHERE due_at <= ? ORDER BY due_at, article_id LIMIT ?',
  )
  const put = connection.prepare<[ScheduleRow]>(
    `INSERT OR REPLACE INTO schedule (article_id, kind, due_at, actor, on_behalf_of, created_at, detail)
     VALUES (@article_id, @kind, @due_at, @actor, @on_behalf_of, @created_at, @detail)`,
  )
  const remove = connection.prepare<[Id, string]>('DELETE FROM schedule WHERE article_id = ? AND kind = ?')

  return {
    of: articleId => of.all(articleId).map(scheduledOf),
    due: (at, limit) => due.all(stored(at), limit).map(scheduledOf),
    change(article_id, schedule, { at, actor, onBehalfOf }) {
      for (const kind of ['publish', 'expire'] as const) {
        const wanted = schedule[kind]
        if (wanted === undefined) continue
        if (wanted === null) remove.run(article_id, kind)
        else {
          const { dueAt, correction } = wanted
          const detail = json(correction && { correction })
          const on_behalf_of = onBehalfOf ?? null
          put.run({ article_id, kind, due_at: stored(dueAt), actor, on_behalf_of, created_at: stored(at), detail })
        }
      }
    },
  }
}

export function createScheduleStore(reader: Connection): ScheduleStore {
  const rows = createScheduleRows(reader)
  return {
    async scheduled(articleId) {
      return rows.of(articleId)
    },
    async due(at, limit) {
      return rows.due(at, limit)
    },
  }
}

function scheduledOf({ article_id, kind, due_at, actor, on_behalf_of, detail }: ScheduleRow): Scheduled {
  const more = parsed<Pick<Scheduled, 'correction'>>(detail)
  const optional = present({ onBehalfOf: on_behalf_of, ...more })
  return { articleId: article_id, kind, dueAt: instantAt(due_at), actor, ...optional }
}
