import type { Column, SQL } from 'drizzle-orm'
import type { Id } from '../../../domain/id.ts'
import type { DateSort } from '../../../domain/page/query.ts'
import { print, printTerm } from '../../schema/print.ts'
import type { Connection } from '../database/connection.ts'
import {
  alias,
  and,
  asc,
  desc,
  eq,
  exists,
  gt,
  intersect,
  isNotNull,
  lt,
  ne,
  notExists,
  or,
  sql,
} from '../database/drizzle.ts'
import { bound, equals } from '../database/statement.ts'

/** The index that a list walks: all prints, those with takeaways, those of one language, those of one term. */
export type Driver = 'all' | 'takeaways' | 'language' | 'term'

/** Conditions that have an index: articles with one of some values. */
export type Condition = 'language' | 'category' | 'tag' | 'author' | 'takeaways' | `tagAll${number}`

/** Further conditions, checked for each row of the driver. `ranges`: dates, numbers and flags within bounds. */
export type Check = Condition | 'preferred' | 'excludeTag' | 'excludeCategory' | 'ranges'

/** Another index to walk at the same time, in the same order. Its value is bound to the name of the check. */
export type Arm = { driver: Exclude<Driver, 'all'>; check: Check }

export type Walk = {
  driver: Driver
  sort: DateSort
  /** In the reverse order of `sort`. */
  backwards: boolean
  /** The walk returns only the positions that all of these have. */
  arms: readonly Arm[]
  checks: readonly Check[]
}

/**
 * The statement that returns the positions of a list in order, `id` and `at`, between two positions, both exclusive. It
 * names its indexes, so that the planner cannot choose others. On SQLite, INTERSECT merges them row by row, because each has
 * the order of the list: nothing is sorted, and nothing after the last row of the page is read. On PostgreSQL, each row of
 * the first index is looked up in the others. The value of a driver is bound
 * to `value`, the values of a check to its name as a JSON array.
 */
export function walkQuery(
  connection: Connection,
  { driver, sort, backwards, arms, checks }: Walk,
  limitName = 'limit',
) {
  const { db, syntax } = connection
  const by = sort.endsWith('publishedAt') ? 'published' : 'updated'
  const order = sort.startsWith('-') === backwards ? asc : desc
  const select = (from: Driver, name: string, more: SQL[]) => {
    const walked = from === 'term' ? printTerm : print
    const key = sql`(${walked[`${by}_at`]}, ${walked.article_id})`
    return db
      .select({ id: sql<Id>`${walked.article_id}`.as('id'), at: sql<number>`${walked[`${by}_at`]}`.as('at') })
      .from(syntax.by(walked, indexOf(from, by)))
      .where(
        and(
          sql`${key} > (${bound('lowAt')}, ${bound('lowId')})`,
          sql`${key} < (${bound('highAt')}, ${bound('highId')})`,
          conditionOf(from, name),
          ...more,
        ),
      )
  }
  const walked = driver === 'term' ? printTerm : print
  // Published bounds are part of the range where the list is sorted by them.
  const isPublished = [gt(walked.published_at, bound('after')), lt(walked.published_at, bound('before'))]
  const first = select(driver, 'value', [
    ...(by === 'updated' ? isPublished : []),
    ...checks.map(check =>
      check === 'ranges' ? isInRanges(walked) : checkCondition(connection, check, walked.article_id),
    ),
    ...(syntax.probesIndexes ? arms.map(arm => isWalkedToo(connection, arm, walked, by)) : []),
  ])
  const [second, ...others] = syntax.probesIndexes ? [] : arms.map(arm => select(arm.driver, arm.check, []))
  const ordered = [order(sql`at`), order(sql`id`)] as const
  const limit = sql.placeholder(limitName)
  if (!second) return first.orderBy(...ordered).limit(limit)
  return intersect(first, second, ...others)
    .orderBy(...ordered)
    .limit(limit)
}

/** The statement that counts the positions of a list. */
export function countQuery(connection: Connection, walk: Pick<Walk, 'driver' | 'arms' | 'checks'>) {
  const walked = walkQuery(connection, { ...walk, sort: 'publishedAt', backwards: false })
  return connection.db.select({ articles: sql<number>`count(*)` }).from(sql`${walked} AS walked`)
}

function indexOf(driver: Driver, by: 'published' | 'updated'): string | undefined {
  // The primary key of the table begins with term and publication date: no further index is needed.
  if (driver === 'term' && by === 'published') return undefined
  return driver === 'all' ? `print_${by}` : `print_${driver}_${by}`
}

type Walked = Pick<typeof print | typeof printTerm, 'article_id' | 'published_at' | 'updated_at'>

function conditionOf(driver: Driver, name: string): SQL | undefined {
  if (driver === 'takeaways') return gt(print.key_takeaways, 0)
  if (driver === 'language') return equals(print.language, name)
  return driver === 'term' ? equals(printTerm.term_id, name) : undefined
}

/** Whether a row of a walk is in another index, too. OFFSET keeps PostgreSQL from reading that index as a whole. */
function isWalkedToo(
  { db }: Pick<Connection, 'db'>,
  { driver, check }: Arm,
  walked: Walked,
  by: 'published' | 'updated',
): SQL {
  if (driver === 'term') {
    const other = alias(printTerm, 'other')
    const found = db
      .select({ id: other.article_id })
      .from(other)
      .where(
        and(
          equals(other.term_id, check),
          eq(other[`${by}_at`], walked[`${by}_at`]),
          eq(other.article_id, walked.article_id),
        ),
      )
    return sql`EXISTS (${found} OFFSET 0)`
  }
  const other = alias(print, 'other')
  const has = driver === 'takeaways' ? gt(other.key_takeaways, 0) : equals(other.language, check)
  const found = db
    .select({ id: other.article_id })
    .from(other)
    .where(and(eq(other.article_id, walked.article_id), has))
  return sql`EXISTS (${found} OFFSET 0)`
}

/** Whether an article satisfies a condition of a filter. */
export function checkCondition(connection: Pick<Connection, 'db' | 'syntax'>, check: Check, articleId: Column): SQL {
  const { db, syntax } = connection
  if (check === 'preferred') return isPreferred(connection, articleId)
  const other = alias(print, 'other')
  if (check === 'ranges') {
    return exists(
      db
        .select({ one: sql`1` })
        .from(syntax.by(sql`${print} ${other}`, 'print_fact'))
        .where(and(eq(other.article_id, articleId), isInRanges(other))),
    )
  }
  const carried = alias(printTerm, 'carried')
  if (check === 'takeaways' || check === 'language') {
    const has = check === 'takeaways' ? gt(other.key_takeaways, 0) : syntax.isAnyOf(other.language, check)
    return exists(
      db
        .select({ one: sql`1` })
        .from(syntax.by(sql`${print} ${other}`, 'print_fact'))
        .where(and(eq(other.article_id, articleId), has)),
    )
  }
  const carriers = db
    .select({ id: carried.article_id })
    .from(carried)
    .where(and(eq(carried.article_id, articleId), syntax.isAnyOf(carried.term_id, check)))
  return check === 'excludeTag' || check === 'excludeCategory' ? notExists(carriers) : exists(carriers)
}

type Ranged = Record<'updated_at' | 'reading_time' | 'has_image' | 'key_takeaways', Column>

/** The indexes of lists have all of these columns. */
export function isInRanges(row: Ranged): SQL {
  const isBetween = (column: Column, name: string) =>
    sql`${column} >= ${bound(`${name}Min`)} AND ${column} <= ${bound(`${name}Max`)}`
  const conditions = [
    isBetween(row.updated_at, 'updated'),
    isBetween(row.reading_time, 'readingTime'),
    isBetween(row.has_image, 'image'),
    sql`${row.key_takeaways} <= ${bound('takeawaysMax')}`,
  ]
  return sql.join(conditions, sql` AND `)
}

/** There is no translation in a preferred language; of two in the same language the first one counts. */
function isPreferred({ db, syntax }: Pick<Connection, 'db' | 'syntax'>, articleId: Column): SQL {
  const own = alias(print, 'own')
  const other = alias(print, 'other')
  /** Position of a language in `|de|de-AT|en|`; 0 = absent. */
  const rank = (language: Column) => syntax.position(bound('preferred'), sql`'|' || ${language} || '|'`)
  const [rankOfOther, rankOfOwn] = [rank(other.language), rank(own.language)]
  const isFirst = or(lt(rankOfOther, rankOfOwn), and(eq(rankOfOther, rankOfOwn), lt(other.article_id, own.article_id)))
  return notExists(
    db
      .select({ id: sql`1` })
      .from(own)
      // A cross join keeps the order of the tables.
      .crossJoin(syntax.by(sql`${print} ${other}`, 'print_translation_group'))
      .where(
        and(
          eq(other.translation_group, own.translation_group),
          eq(own.article_id, articleId),
          isNotNull(own.translation_group),
          ne(other.article_id, own.article_id),
          gt(rankOfOther, 0),
          isFirst,
        ),
      ),
  )
}
