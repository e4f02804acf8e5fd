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
 * the order of the list: nothing is sorted, and nothing after the last row of the page is read. On PostgreSQL they are
 * joined, and may be read as a whole: see `partEndQuery`. The value of a driver is bound to `value`, the values of a check to
 * its name as a JSON array.
 */
export function walkQuery(
  connection: Connection,
  { driver, sort, backwards, arms, checks }: Walk,
  limitName = 'limit',
) {
  const by = dateOf(sort)
  const walked = driver === 'term' ? printTerm : print
  // A list by publication has these bounds in its range. In a list by change, they must not make PostgreSQL choose the index of
  // publication, or estimate that one row in 200 is between them, as it does for a range. `+ 0` and `- 0` prevent both.
  const { published_at } = walked
  const isPublished = [sql`${published_at} + 0 > ${bound('after')}`, sql`${published_at} - 0 < ${bound('before')}`]
  const first = indexRange(connection, { driver, by, name: 'value' }, [
    ...(by === 'updated' ? isPublished : []),
    ...checks.map(check =>
      check === 'ranges' ? isInRanges(walked) : checkCondition(connection, check, walked.article_id),
    ),
  ])
  const others = arms.map(arm => indexRange(connection, { driver: arm.driver, by, name: arm.check }))
  const [second, ...more] = others
  const ordered = inOrder(sort, backwards)
  const limit = sql.placeholder(limitName)
  if (!second) return first.orderBy(...ordered).limit(limit)
  if (connection.syntax.joinsIndexes)
    return joined(connection, first, others)
      .orderBy(...ordered)
      .limit(limit)
  return intersect(first, second, ...more)
    .orderBy(...ordered)
    .limit(limit)
}

/**
 * The statement that returns the position of the first index of a walk after `skipped` others: where a part of the walk
 * ends. PostgreSQL merges joined indexes row by row only while its statistics say that this is cheap, which they do not after
 * a large import. In parts, a page reads little whatever the planner does.
 */
export function partEndQuery(connection: Connection, { driver, sort, backwards }: Omit<Walk, 'arms' | 'checks'>) {
  return indexRange(connection, { driver, by: dateOf(sort), name: 'value' })
    .orderBy(...inOrder(sort, backwards))
    .limit(1)
    .offset(sql.placeholder('skipped'))
}

/** The statement that counts the positions of a list. */
export function countQuery(connection: Connection, walk: Pick<Walk, 'driver' | 'arms' | 'checks'>) {
  const walked = walkQuery(connection, { ...walk, sort: 'publishedAt', backwards: false })
  return connection.db.select({ articles: sql<number>`count(*)` }).from(sql`${walked} AS walked`)
}

/** The positions of an index between two positions. */
function indexRange(
  { db, syntax }: Connection,
  { driver, by, name }: { driver: Driver; by: DateColumn; name: string },
  conditions: readonly SQL[] = [],
) {
  const walked = driver === 'term' ? printTerm : print
  const key = sql`(${walked[`${by}_at`]}, ${walked.article_id})`
  return db
    .select({ id: sql<Id>`${walked.article_id}`.as('id'), at: sql<number>`${walked[`${by}_at`]}`.as('at') })
    .from(syntax.by(walked, indexOf(driver, by)))
    .where(
      and(
        sql`${key} > (${bound('lowAt')}, ${bound('lowId')})`,
        sql`${key} < (${bound('highAt')}, ${bound('highId')})`,
        conditionOf(driver, name),
        ...conditions,
      ),
    )
}

type IndexRange = ReturnType<typeof indexRange>

/** The positions that all of the ranges have. */
function joined({ db }: Connection, first: IndexRange, others: readonly IndexRange[]) {
  const both = others.reduce(
    (from, other, index) => sql`${from} JOIN ${other} AS ${sql.identifier(`arm${index}`)} USING (at, id)`,
    sql`${first} AS walked`,
  )
  return db.select({ id: sql<Id>`id`.as('id'), at: sql<number>`at`.as('at') }).from(both)
}

function inOrder(sort: DateSort, backwards: boolean): SQL[] {
  const order = sort.startsWith('-') === backwards ? asc : desc
  return [order(sql`at`), order(sql`id`)]
}

type DateColumn = 'published' | 'updated'

function dateOf(sort: DateSort): DateColumn {
  return sort.endsWith('publishedAt') ? 'published' : 'updated'
}

function indexOf(driver: Driver, by: DateColumn): string | undefined {
  // The primary key of the table begins with term and publication date: no further index is needed.
  if (driver === 'term' && by === 'published') return undefined
  return driver === 'all' ? `print_${by}` : `print_${driver}_${by}`
}

function conditionOf(driver: Driver, name: string): SQL | undefined {
  if (driver === 'takeaways') return gt(print.key_takeaways, 0)
  if (driver === 'language') return equals(print.language, name)
  return driver === 'term' ? equals(printTerm.term_id, name) : undefined
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
