import type { SQL } from 'drizzle-orm'
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Id } from '../../../domain/id.ts'
import type { Ranking } from '../../../domain/page/query.ts'
import { print, printTerm } from '../../schema/print.ts'
import { viewCount } from '../../schema/view.ts'
import type { Connection } from '../database/connection.ts'
import { and, asc, desc, eq, gt, lt, sql } from '../database/drizzle.ts'
import { bound } from '../database/statement.ts'
import { type Check, checkCondition, isInRanges } from './walk.ts'

export type Ranked = {
  by: Ranking
  ascending: boolean
  checks: readonly Check[]
  /** Reads the articles of the terms that are bound to `terms`, and sorts them; else an index in the order of the list is read. */
  isSorted: boolean
}

/** What each ranking sorts by, and the index of that order. */
const orders: Record<Ranking, { key: SQLiteColumn; index: string }> = {
  title: { key: print.title_key, index: 'print_title' },
  views: { key: viewCount.views, index: 'view_count_views' },
  'popular:24h': { key: viewCount.views_24h, index: 'view_count_24h' },
  'popular:7d': { key: viewCount.views_7d, index: 'view_count_7d' },
  'popular:30d': { key: viewCount.views_30d, index: 'view_count_30d' },
  'popular:all': { key: viewCount.views, index: 'view_count_views' },
}

/** The statement that returns the positions of a list by title or views, `id` and `at`, after or before a position. */
export function rankedQuery(connection: Connection, { by, ascending, checks, isSorted }: Ranked) {
  const { db, syntax } = connection
  const { key } = orders[by]
  const id = by === 'title' ? print.article_id : viewCount.article_id
  const position = sql`(${key}, ${id})`
  const from = sql`(${bound('at')}, ${bound('id')})`
  const order = ascending ? asc : desc
  return db
    .select({ id: sql<Id>`${named(id)}`.as('id'), at: sql<string | number>`${named(key)}`.as('at') })
    .from(tables(syntax, by, isSorted))
    .where(
      and(
        by === 'title' ? undefined : eq(print.article_id, viewCount.article_id),
        // The indexes of windows have only these articles.
        by.startsWith('popular') ? gt(key, sql`0`) : undefined,
        isSorted ? sql`${id} = carrier.article_id` : undefined,
        ascending ? sql`${position} > ${from}` : sql`${position} < ${from}`,
        gt(print.published_at, bound('after')),
        lt(print.published_at, bound('before')),
        ...checks.map(check => conditionOf(connection, check)),
      ),
    )
    .orderBy(order(sql`at`), order(sql`id`))
    .limit(sql.placeholder('limit'))
}

/** A column with the name of its table, which Drizzle leaves out if it knows of one table only. */
function named(column: SQLiteColumn): SQL {
  return sql`${column.table}.${sql.identifier(column.name)}`
}

/** Cross joins keep the order of the tables. */
function tables(syntax: Connection['syntax'], by: Ranking, isSorted: boolean): SQL {
  const carriers = sql`(SELECT DISTINCT ${printTerm.article_id} FROM ${printTerm} WHERE ${syntax.isAnyOf(printTerm.term_id, 'terms')}) AS carrier`
  const walked = (table: SQLiteTable) => (isSorted ? sql`${table}` : syntax.by(table, orders[by].index))
  const ranked = by === 'title' ? walked(print) : sql`${walked(viewCount)} CROSS JOIN ${print}`
  return isSorted ? sql`${carriers} CROSS JOIN ${ranked}` : ranked
}

function conditionOf(connection: Connection, check: Check): SQL {
  if (check === 'ranges') return isInRanges(print)
  return check === 'language'
    ? connection.syntax.isAnyOf(print.language, check)
    : checkCondition(connection, check, print.article_id)
}
