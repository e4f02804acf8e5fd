import type { SQL } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import type { Id } from '../../../domain/id.ts'
import type { Ranking } from '../../../domain/page/query.ts'
import { print } from '../../schema/print.ts'
import { viewCount } from '../../schema/view.ts'
import type { Connection } from '../database/connection.ts'
import { and, asc, desc, eq, gt, lt, sql } from '../database/drizzle.ts'
import { bound, named } from '../database/statement.ts'
import { type Check, checkCondition, isInRanges, type Walk, walkQuery } from './walk.ts'

export type Ranked = { by: Ranking; ascending: boolean }

/** What each ranking sorts by, and the index of that order. */
const orders: Record<Ranking, { key: SQLiteColumn; id: SQLiteColumn; index: string }> = {
  title: { key: print.title_key, id: print.article_id, index: 'print_title' },
  views: { key: viewCount.views, id: viewCount.article_id, index: 'view_count_views' },
  'popular:24h': { key: viewCount.views_24h, id: viewCount.article_id, index: 'view_count_24h' },
  'popular:7d': { key: viewCount.views_7d, id: viewCount.article_id, index: 'view_count_7d' },
  'popular:30d': { key: viewCount.views_30d, id: viewCount.article_id, index: 'view_count_30d' },
  'popular:all': { key: viewCount.views, id: viewCount.article_id, index: 'view_count_views' },
}

/**
 * The statement that reads the index of a ranking after or before a position, at most `scanned` of its rows, and returns the
 * positions of those that satisfy all checks, `id` and `at`.
 */
export function scanQuery(connection: Connection, ranked: Ranked, checks: readonly Check[]) {
  const { db, syntax } = connection
  const { key, id, index } = orders[ranked.by]
  const order = ranked.ascending ? asc : desc
  const scanned = db
    .select({ id: sql<Id>`${named(id)}`.as('id'), at: sql<string | number>`${named(key)}`.as('at') })
    .from(syntax.by(key.table, index))
    .where(isBehind(ranked))
    .orderBy(order(sql`at`), order(sql`id`))
    .limit(sql.placeholder('scanned'))
  return db
    .select({ id: sql<Id>`scanned.id`.as('id'), at: sql<string | number>`scanned.at`.as('at') })
    .from(sql`${scanned} AS scanned CROSS JOIN ${syntax.by(print, 'print_fact')}`)
    .where(
      and(
        eq(print.article_id, sql`scanned.id`),
        gt(print.published_at, bound('after')),
        lt(print.published_at, bound('before')),
        ...checks.map(check => conditionOf(connection, check)),
      ),
    )
    .orderBy(order(sql`at`), order(sql`id`))
    .limit(sql.placeholder('limit'))
}

/** The statement that returns the position of the last row that `scanQuery` reads, if there are so many. */
export function scanEndQuery({ db, syntax }: Connection, ranked: Ranked) {
  const { key, id, index } = orders[ranked.by]
  const order = ranked.ascending ? asc : desc
  return db
    .select({ id: sql<Id>`${named(id)}`.as('id'), at: sql<string | number>`${named(key)}`.as('at') })
    .from(syntax.by(key.table, index))
    .where(isBehind(ranked))
    .orderBy(order(sql`at`), order(sql`id`))
    .limit(1)
    .offset(sql.placeholder('skipped'))
}

/** The statement that counts what `scanQuery` returns. */
export function scanCountQuery(connection: Connection, ranked: Ranked, checks: readonly Check[]) {
  const scanned = scanQuery(connection, ranked, checks)
  return connection.db.select({ articles: sql<number>`count(*)` }).from(sql`${scanned} AS counted`)
}

/** The statement that reads a whole walk, and sorts it: the positions after or before a position, `id` and `at`. */
export function sortQuery(
  connection: Connection,
  ranked: Ranked,
  { driver, arms, checks }: Pick<Walk, 'driver' | 'arms' | 'checks'>,
) {
  const { key, id } = orders[ranked.by]
  const order = ranked.ascending ? asc : desc
  const walked = walkQuery(connection, { driver, arms, checks, sort: 'publishedAt', backwards: false }, 'all')
  return connection.db
    .select({ id: sql<Id>`walked.id`.as('id'), at: sql<string | number>`${named(key)}`.as('at') })
    .from(sql`${walked} AS walked CROSS JOIN ${key.table}`)
    .where(and(sql`${named(id)} = walked.id`, isBehind(ranked)))
    .orderBy(order(sql`at`), order(sql`id`))
    .limit(sql.placeholder('limit'))
}

/** Whether an article is after or before a position, and listed at all. */
function isBehind({ by, ascending }: Ranked): SQL | undefined {
  const { key, id } = orders[by]
  const position = sql`(${named(key)}, ${named(id)})`
  const from = sql`(${bound('at')}, ${bound('id')})`
  return and(
    ascending ? sql`${position} > ${from}` : sql`${position} < ${from}`,
    // The indexes of windows have only these articles.
    by.startsWith('popular') ? gt(sql`${named(key)}`, sql`0`) : undefined,
  )
}

function conditionOf(connection: Connection, check: Check): SQL {
  if (check === 'ranges') return isInRanges(print)
  return check === 'language'
    ? connection.syntax.isAnyOf(print.language, check)
    : checkCondition(connection, check, print.article_id)
}
