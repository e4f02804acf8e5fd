import type { Column, SQL } from 'drizzle-orm'
import type { Id } from '../../../domain/id.ts'
import { type ViewTime, windowLength } from '../../../domain/page/view.ts'
import type { DayViews } from '../../../domain/store/view-store.ts'
import { viewCount, viewDay, viewHour } from '../../schema/view.ts'
import type { Connection } from '../database/connection.ts'
import { and, sql } from '../database/drizzle.ts'
import type { Routine } from '../database/routine.ts'
import { bound, equals, excluded, insertInto, prepared } from '../database/statement.ts'

export type ViewRows = {
  /** Adds views at a time, unless the article was erased. */
  add(id: Id, views: number, time: ViewTime): Routine<void>
  /** Sets the views of a day. Returns whether they changed. */
  setDay(row: { id: Id } & DayViews, today: number): Routine<boolean>
}

type CountedIn = (typeof viewDay.$inferSelect)['counted_in']

/** Maintains the counts of the windows with the hours and days that they are sums of. */
export function createViewRows(connection: Connection): ViewRows {
  const { db } = connection
  const count = createCountChange(connection)
  const more = (column: Column) => sql`${column} + ${excluded(column)}`
  const addHour = prepared(
    db
      .insert(viewHour)
      .values({ article_id: bound('id'), hour: bound('hour'), views: bound('views') })
      .onConflictDoUpdate({
        target: [viewHour.article_id, viewHour.hour],
        set: { views: more(viewHour.views) },
      }),
  )
  const addDay = prepared(
    db
      .insert(viewDay)
      .values({ article_id: bound('id'), day: bound('day'), views: bound('views'), counted_in: '7d' })
      .onConflictDoUpdate({ target: [viewDay.article_id, viewDay.day], set: { views: more(viewDay.views) } }),
  )
  const isDay = and(equals(viewDay.article_id, 'id'), equals(viewDay.day, 'day'))
  const day = prepared(db.select().from(viewDay).where(isDay))
  const putDay = insertInto(connection, viewDay, { conflict: { replaceBy: ['article_id', 'day'] } })
  const removeDay = prepared(db.delete(viewDay).where(isDay))

  return {
    *add(id, views, { hour, day }) {
      const counted = yield* count({ id, views, views_24h: views, views_7d: views, views_30d: views })
      if (!counted) return
      yield* addHour.run({ id, hour, views })
      yield* addDay.run({ id, day, views })
    },
    *setDay({ id, day: at, views }, today) {
      const known = yield* day.get({ id, day: at })
      const change = views - (known?.views ?? 0)
      if (change === 0) return false
      const countedIn = known?.counted_in ?? windowOf(at, today)
      const changed = yield* count({
        id,
        views: change,
        views_24h: 0,
        views_7d: countedIn === '7d' ? change : 0,
        views_30d: countedIn === 'none' ? 0 : change,
      })
      if (!changed) return false
      if (views === 0) yield* removeDay.run({ id, day: at })
      else yield* putDay({ article_id: id, day: at, views, counted_in: countedIn })
      return true
    },
  }
}

export type CountChange = Record<'views' | 'views_24h' | 'views_7d' | 'views_30d', number> & { id: Id }

/** Changes the counts of an article by these numbers. Returns false if it has none: it was erased. */
export function createCountChange({ db }: Connection): (change: CountChange) => Routine<boolean> {
  const by = (column: Column, name: keyof CountChange): SQL => sql`${column} + ${bound(name)}`
  const change = prepared(
    db
      .update(viewCount)
      .set({
        views: by(viewCount.views, 'views'),
        views_24h: by(viewCount.views_24h, 'views_24h'),
        views_7d: by(viewCount.views_7d, 'views_7d'),
        views_30d: by(viewCount.views_30d, 'views_30d'),
      })
      .where(equals(viewCount.article_id, 'id')),
  )
  return function* (values) {
    return (yield* change.run(values)).changes > 0
  }
}

/** The shortest window by days that has a day. */
export function windowOf(day: number, today: number): CountedIn {
  if (day > today - windowLength['7d']) return '7d'
  return day > today - windowLength['30d'] ? '30d' : 'none'
}
