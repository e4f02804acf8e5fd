import type { Column, SQL } from 'drizzle-orm'
import type { SQLiteColumn, SubqueryWithSelection } from 'drizzle-orm/sqlite-core'
import type { Id } from '../../../domain/id.ts'
import { seconds } from '../../../domain/instant.ts'
import type { WorkingFilter, WorkingPosition, WorkingSort } from '../../../domain/store/working-store.ts'
import { article, schedule } from '../../schema/article.ts'
import type { Connection } from '../database/connection.ts'
import { alias, and, asc, desc, eq, notExists, sql } from '../database/drizzle.ts'
import { bound, equals } from '../database/statement.ts'
import { instantAt } from '../database/value.ts'

/** Sort key of an article in a list. */
export type SortKey = { key: number | string; id: Id }

/** Ids of articles as a table. */
export type FoundIds = SubqueryWithSelection<{ id: SQLiteColumn }, 'found'>

/** How a list of working copies is sorted. */
export type WorkingOrder = {
  /** Orders with the same name have the same statements. */
  name: string
  /** The first sort column; the second one is the id. */
  key: SQL<number | string>
  /** A bound value to compare with the key. */
  keyValue: (name: string) => SQL
  /** The column of the table to walk that has the id of the article. */
  id: SQLiteColumn
  /** Joins schedules to articles; undefined if they are not needed. */
  join: SQL | undefined
  checks: SQL[]
  isUp: boolean
  /** Before and after all rows, ascending. */
  lowest: SortKey
  highest: SortKey
}

/** @param backwards reverses the order */
export function orderOf(
  { db, syntax }: Connection,
  sort: WorkingSort,
  backwards: boolean,
  scheduled: WorkingFilter['scheduled'],
): WorkingOrder {
  const isUp = sort.startsWith('-') === backwards
  const column = sort.replace('-', '')
  const ofKind = column === 'scheduledAt' && typeof scheduled === 'string'
  const common = {
    name: `${column} ${isUp} ${ofKind}`,
    id: article.id,
    join: undefined,
    checks: [],
    isUp,
    keyValue: bound,
  }
  if (column === 'title') {
    const texts = { lowest: { key: '', id: '' }, highest: { key: '\u{10ffff}', id: 'g' } }
    return { ...common, ...texts, key: syntax.folded(article.title), keyValue: syntax.foldedValue }
  }
  // Ids are hexadecimal.
  const numbers = {
    lowest: { key: Number.MIN_SAFE_INTEGER, id: '' },
    highest: { key: Number.MAX_SAFE_INTEGER, id: 'g' },
  }
  if (column !== 'scheduledAt') {
    return { ...common, ...numbers, key: sql`${column === 'createdAt' ? article.created_at : article.modified_at}` }
  }
  const earlier = alias(schedule, 'earlier')
  const isKind = (kind: Column) => (ofKind ? equals(kind, 'scheduled') : undefined)
  const isEarlier = sql`(${earlier.due_at}, ${earlier.kind}) < (${schedule.due_at}, ${schedule.kind})`
  return {
    ...common,
    ...numbers,
    key: sql`${schedule.due_at}`,
    id: schedule.article_id,
    join: and(eq(schedule.article_id, article.id), isKind(schedule.kind)),
    // An article is listed once, by its earliest date.
    checks: [
      notExists(
        db
          .select({ id: earlier.article_id })
          .from(earlier)
          .where(and(eq(earlier.article_id, schedule.article_id), isEarlier, isKind(earlier.kind))),
      ),
    ],
  }
}

/** Whether a row is after a bound position. */
export function isAfter({ key, isUp, keyValue }: WorkingOrder, id: SQLiteColumn): SQL {
  const position = sql`(${keyValue('key')}, ${bound('id')})`
  return isUp ? sql`(${key}, ${id}) > ${position}` : sql`(${key}, ${id}) < ${position}`
}

/** Whether a row is between two bound positions. The last one is included. */
export function isBetween(order: WorkingOrder, id: SQLiteColumn): SQL | undefined {
  const end = sql`(${order.keyValue('endKey')}, ${bound('endId')})`
  const row = sql`(${order.key}, ${id})`
  return and(isAfter(order, id), order.isUp ? sql`${row} <= ${end}` : sql`${row} >= ${end}`)
}

export function sorted({ key, isUp }: WorkingOrder, id: SQLiteColumn): [SQL, SQL] {
  const order = isUp ? asc : desc
  return [order(key), order(id)]
}

export function keyOf(place: WorkingPosition): SortKey {
  return 'at' in place ? { key: seconds(place.at), id: place.id } : { key: place.title, id: place.id }
}

export function positionOf({ key, id }: SortKey): WorkingPosition {
  return typeof key === 'number' ? { at: instantAt(key), id } : { title: key, id }
}
