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
import type { TokenQuery } from './token-index.ts'

/** The rows of matching documents, as the source of a statement: `hit.doc` is the number of the document. */
export type MatchQuery = {
  /** Identifies the text of the statement. */
  shape: string
  /** Document numbers of the matches, in `doc`. */
  hits: SQL
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
    const values = tokens.bind('match', match)
    const plan = yield* planOf(filter)
    if (values === undefined || plan.values.length === 0) return undefined
    const { condition, shape, values: filterValues } = conditionOf(connection, plan)
    if (match.atLeast === undefined) {
      return { shape, hits: sql`(${tokens.select('match')})`, condition, bound: { ...filterValues, ...values } }
    }
    const { all, none, atLeast } = match
    const each = all.map((patterns, index) => tokens.bind(`match${index}`, { all: [patterns], none }))
    const parts = sql.join(
      each.map((_, index) => tokens.select(`match${index}`)),
      sql` UNION ALL `,
    )
    return {
      shape: `some${all.length} ${shape}`,
      hits: sql`(SELECT doc FROM (${parts}) AS part GROUP BY doc HAVING count(*) >= ${bound('atLeast')})`,
      condition,
      bound: Object.assign({ ...filterValues, atLeast }, ...each),
    }
  }
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
