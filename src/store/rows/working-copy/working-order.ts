import type { Column, SQL } from 'drizzle-orm'
import type { SQLiteColumn, SubqueryWithSelection } from 'drizzle-orm/sqlite-core'
import type { Id } from '../../../domain/id.ts'
import { instantAt, seconds } from '../../../domain/instant.ts'
import type { WorkingFilter, WorkingPosition, WorkingSort } from '../../../domain/store/article/working-store.ts'
import { article, schedule } from '../../schema/article.ts'
import type { Connection } from '../database/connection.ts'
import { alias, and, asc, desc, eq, notExists, sql } from '../database/drizzle.ts'
import { bound, equals } from '../database/statement.ts'

/** The values by which an article is sorted in a list. */
export type SortKey = { key: number | string; id: Id }

/** The ids that a search found, as a subquery. */
export type FoundIds = SubqueryWithSelection<{ id: SQLiteColumn }, 'found'>

/** How a list of working copies is sorted. */
export type WorkingOrder = {
  /** Names the statements of this order in the cache of statements. */
  name: string
  /** The first sort column; the second one is the id. */
  key: SQL<number | string>
  /** The value of a parameter, in the form in which the first sort column is compared. */
  boundValue: (name: string) => SQL
  /** Column with the article's id in the table that the query scans: `article` or `schedule`. */
  id: SQLiteColumn
  /** Joins schedules to articles; undefined if they are not needed. */
  join: SQL | undefined
  /** Further conditions on a row. */
  conditions: SQL[]
  isAscending: boolean
  /** Bounds that sort before and after all rows in ascending order. */
  lowest: SortKey
  highest: SortKey
}

/** Ids are hexadecimal. */
const afterEveryId = 'g'

/** @param backwards reverses the order */
export function orderOf(
  { db, syntax }: Connection,
  sort: WorkingSort,
  backwards: boolean,
  scheduled: WorkingFilter['scheduled'],
): WorkingOrder {
  const isAscending = sort.startsWith('-') ? backwards : !backwards
  const column = sort.replace('-', '')
  const filtersKind = column === 'scheduledAt' && typeof scheduled === 'string'
  const common = {
    name: `${column} ${isAscending ? 'ascending' : 'descending'}${filtersKind ? ' of a kind' : ''}`,
    id: article.id,
    join: undefined,
    conditions: [],
    isAscending,
    boundValue: bound,
  }
  if (column === 'title') {
    const texts = { lowest: { key: '', id: '' }, highest: { key: '\u{10ffff}', id: afterEveryId } }
    return { ...common, ...texts, key: syntax.folded(article.title), boundValue: syntax.foldedValue }
  }
  const numbers = {
    lowest: { key: Number.MIN_SAFE_INTEGER, id: '' },
    highest: { key: Number.MAX_SAFE_INTEGER, id: afterEveryId },
  }
  if (column !== 'scheduledAt') {
    return { ...common, ...numbers, key: sql`${column === 'createdAt' ? article.created_at : article.modified_at}` }
  }
  const earlier = alias(schedule, 'earlier')
  const kindCondition = (kind: Column) => (filtersKind ? equals(kind, 'scheduled') : undefined)
  const isEarlier = sql`(${earlier.due_at}, ${earlier.kind}) < (${schedule.due_at}, ${schedule.kind})`
  return {
    ...common,
    ...numbers,
    key: sql`${schedule.due_at}`,
    id: schedule.article_id,
    join: and(eq(schedule.article_id, article.id), kindCondition(schedule.kind)),
    // An article is listed once, by its earliest date.
    conditions: [
      notExists(
        db
          .select({ id: earlier.article_id })
          .from(earlier)
          .where(and(eq(earlier.article_id, schedule.article_id), isEarlier, kindCondition(earlier.kind))),
      ),
    ],
  }
}

/** The condition that a row is after the position in the parameters `key` and `id`, in this order. */
export function isAfter({ key, isAscending, boundValue }: WorkingOrder, id: SQLiteColumn): SQL {
  const position = sql`(${boundValue('key')}, ${bound('id')})`
  return isAscending ? sql`(${key}, ${id}) > ${position}` : sql`(${key}, ${id}) < ${position}`
}

/** The condition that a row is after `key` and `id`, and not after `endKey` and `endId`. */
export function isBetween(order: WorkingOrder, id: SQLiteColumn): SQL | undefined {
  const end = sql`(${order.boundValue('endKey')}, ${bound('endId')})`
  const row = sql`(${order.key}, ${id})`
  return and(isAfter(order, id), order.isAscending ? sql`${row} <= ${end}` : sql`${row} >= ${end}`)
}

export function sortColumns({ key, isAscending }: WorkingOrder, id: SQLiteColumn): [SQL, SQL] {
  const order = isAscending ? asc : desc
  return [order(key), order(id)]
}

export function keyOf(position: WorkingPosition): SortKey {
  return 'at' in position ? { key: seconds(position.at), id: position.id } : { key: position.title, id: position.id }
}

export function positionOf({ key, id }: SortKey): WorkingPosition {
  return typeof key === 'number' ? { at: instantAt(key), id } : { title: key, id }
}
