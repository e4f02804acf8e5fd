import type { SQL } from 'drizzle-orm'
import type { Filter } from '../../../domain/page/query.ts'
import type { Match } from '../../../domain/search/match.ts'
import { print, printTerm } from '../../schema/print.ts'
import { searchDocument } from '../../schema/search.ts'
import type { Connection } from '../database/connection.ts'
import { alias, and, eq, exists, gt, sql } from '../database/drizzle.ts'
import type { Routine } from '../database/routine.ts'
import { bound } from '../database/statement.ts'
import { createFilterReader, type Plan } from '../list/filter.ts'
import { checkCondition } from '../list/walk.ts'
import type { TokenQuery, TokenSelection } from './token-index.ts'

/** The rows of matching documents, as the source of a statement: `hit.doc` is the number of the document. */
export type MatchQuery = {
  /** Identifies the text of the statement. */
  shape: string
  /** Document numbers of the matches, in `doc`. */
  hits: SQL
  /** The same, of the numbers between `above` and `below`, which are bound. */
  hitsBetween: SQL
  /** Conditions on `searchDocument`; undefined = none. */
  condition: SQL | undefined
  bound: Record<string, unknown>
}

/** Combines an expression of the index with the filters of lists. Undefined if nothing can match. */
export function createMatchQueries(
  connection: Connection,
  tokens: TokenQuery,
): (match: Match, filter: Filter) => Routine<MatchQuery | undefined> {
  const planOf = createFilterReader(connection)
  return function* (match, filter) {
    const found = match.atLeast === undefined ? tokens('match', match) : someOf(tokens, match, match.atLeast)
    const plan = yield* planOf(filter)
    if (found === undefined || plan.values.length === 0) return undefined
    const { condition, shape, values } = conditionOf(connection, plan)
    return {
      shape: `${found.shape} ${shape}`,
      hits: sql`(${found.select()})`,
      hitsBetween: sql`(${found.select(isBetween)})`,
      condition,
      bound: { ...values, ...found.bound },
    }
  }
}

/** Documents that match some members of `all`. */
function someOf(tokens: TokenQuery, { all, none }: Match, atLeast: number): TokenSelection | undefined {
  const parts = all.flatMap((patterns, index) => tokens(`match${index}`, { all: [patterns], none }) ?? [])
  if (parts.length === 0) return undefined
  return {
    shape: `some ${parts.map(part => part.shape)}`,
    bound: Object.assign({ atLeast }, ...parts.map(part => part.bound)),
    select(isWanted) {
      const each = sql.join(
        parts.map(part => part.select(isWanted)),
        sql` UNION ALL `,
      )
      return sql`SELECT doc FROM (${each}) AS part GROUP BY doc HAVING count(*) >= ${bound('atLeast')}`
    },
  }
}

/** Plain comparisons with integers, so that an index skips the numbers outside. SQLite gets large numbers as floating-point numbers. */
function isBetween(doc: SQL): SQL {
  return sql`${doc} > CAST(${bound('above')} AS bigint) AND ${doc} < CAST(${bound('below')} AS bigint)`
}

/** The conditions of a filter, each checked for one document. */
function conditionOf(
  connection: Connection,
  plan: Plan,
): { shape: string; condition: SQL | undefined; values: object } {
  const { driver, values, arms, checks, published } = plan
  const id = searchDocument.article_id
  const driven = driver === 'all' ? undefined : isDriven(connection, driver, 'values')
  const isBounded = published.after > Number.MIN_SAFE_INTEGER || published.before < Number.MAX_SAFE_INTEGER
  const range = isBounded
    ? and(
        gt(searchDocument.published_at, bound('publishedAfter')),
        sql`${searchDocument.published_at} < ${bound('publishedBefore')}`,
      )
    : undefined
  const condition = and(
    driven,
    ...arms.map(arm => isDriven(connection, arm.driver, `arm${arm.check}`)),
    ...checks.map(check => checkCondition(connection, check, id)),
    range,
  )
  const armValues = Object.fromEntries(
    arms.map(arm => [`arm${arm.check}`, JSON.stringify([plan.bound[arm.check] ?? ''])]),
  )
  return {
    shape: `${driver} ${arms.map(arm => `${arm.driver}:${arm.check}`)} ${checks} ${isBounded}`,
    condition,
    values: {
      ...plan.bound,
      ...armValues,
      values: JSON.stringify(values),
      ...(isBounded && { publishedAfter: published.after, publishedBefore: published.before }),
    },
  }
}

/** Whether the print of a document is in an index of lists. The values are bound as a JSON array. */
function isDriven({ db, syntax }: Connection, driver: 'takeaways' | 'language' | 'term', name: string): SQL {
  const id = searchDocument.article_id
  if (driver === 'term') {
    const carried = alias(printTerm, 'driven')
    return exists(
      db
        .select({ id: carried.article_id })
        .from(carried)
        .where(and(eq(carried.article_id, id), syntax.isAnyOf(carried.term_id, name))),
    )
  }
  const own = alias(print, 'driven')
  const has = driver === 'takeaways' ? gt(own.key_takeaways, 0) : syntax.isAnyOf(own.language, name)
  return exists(
    db
      .select({ one: sql`1` })
      .from(syntax.by(sql`${print} ${own}`, 'print_fact'))
      .where(and(eq(own.article_id, id), has)),
  )
}
