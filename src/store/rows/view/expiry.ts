import { type ViewTime, windowLength } from '../../../domain/page/view.ts'
import { viewDay, viewHour } from '../../schema/view.ts'
import type { Connection } from '../database/connection.ts'
import { and, eq, lte } from '../database/drizzle.ts'
import type { Routine } from '../database/routine.ts'
import { bound, equals, prepared } from '../database/statement.ts'
import { createCountChange } from './view.ts'

/** Milliseconds after which a batch ends, and maximum number of rows that it reads. */
const batchMilliseconds = 10
const rowsAtOnce = 500

/**
 * Subtracts hours and days that left a window from the count of the window, oldest first. An hour is removed then: its day
 * has its views, too.
 *
 * @returns whether there may be more
 */
export function createViewExpiry(connection: Connection): (time: ViewTime) => Routine<boolean> {
  const { db } = connection
  const change = createCountChange(connection)
  const hours = prepared(
    db
      .select()
      .from(viewHour)
      .where(lte(viewHour.hour, bound('last')))
      .orderBy(viewHour.hour, viewHour.article_id)
      .limit(rowsAtOnce),
  )
  const removeHour = prepared(
    db.delete(viewHour).where(and(equals(viewHour.article_id, 'id'), equals(viewHour.hour, 'hour'))),
  )
  const daysOf = (window: '7d' | '30d') =>
    prepared(
      db
        .select()
        .from(viewDay)
        .where(and(eq(viewDay.counted_in, window), lte(viewDay.day, bound('last'))))
        .orderBy(viewDay.day, viewDay.article_id)
        .limit(rowsAtOnce),
    )
  const days = { '7d': daysOf('7d'), '30d': daysOf('30d') }
  const moveTo = (window: '30d' | 'none') =>
    prepared(
      db
        .update(viewDay)
        .set({ counted_in: window })
        .where(and(equals(viewDay.article_id, 'id'), equals(viewDay.day, 'day'))),
    )
  const move = { '7d': moveTo('30d'), '30d': moveTo('none') }
  const none = { views: 0, views_24h: 0, views_7d: 0, views_30d: 0 }

  function* expireHours(last: number, until: number): Routine<boolean> {
    const found = yield* hours.all({ last })
    for (const { article_id: id, hour, views } of found) {
      yield* change({ ...none, id, views_24h: -views })
      yield* removeHour.run({ id, hour })
      if (performance.now() >= until) return true
    }
    return found.length === rowsAtOnce
  }

  function* expireDays(window: '7d' | '30d', last: number, until: number): Routine<boolean> {
    const found = yield* days[window].all({ last })
    for (const { article_id: id, day, views } of found) {
      yield* change({ ...none, id, [`views_${window}`]: -views })
      yield* move[window].run({ id, day })
      if (performance.now() >= until) return true
    }
    return found.length === rowsAtOnce
  }

  return function* ({ hour, day }) {
    const until = performance.now() + batchMilliseconds
    if (yield* expireHours(hour - windowLength['24h'], until)) return true
    if (yield* expireDays('7d', day - windowLength['7d'], until)) return true
    return yield* expireDays('30d', day - windowLength['30d'], until)
  }
}
