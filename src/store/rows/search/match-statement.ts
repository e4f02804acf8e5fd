import type { SQL } from 'drizzle-orm'
import type { Id } from '../../../domain/id.ts'
import { print, printTerm } from '../../schema/print.ts'
import { searchDocument } from '../../schema/search.ts'
import type { Connection } from '../database/connection.ts'
import { and, asc, desc, eq, sql } from '../database/drizzle.ts'
import { createStatementCache, prepared } from '../database/statement.ts'
import { documentsPerDay } from './document-number.ts'
import type { MatchQuery } from './match-query.ts'

/** The source of a statement over the documents that match. */
export function withDocuments({ hits }: MatchQuery): SQL {
  return sql`${hits} AS hit CROSS JOIN ${searchDocument}`
}

/** The condition of a statement over the documents that match. */
export function whereMatched({ condition }: MatchQuery): SQL | undefined {
  return and(sql`${searchDocument.doc} = hit.doc`, condition)
}

/** Statements over the documents that match, by the shape of their query. */
export function createMatchStatements({ db, syntax }: Connection) {
  const [from, where] = [withDocuments, whereMatched]
  const columns = {
    doc: sql<number>`hit.doc`.as('doc'),
    id: sql<string>`${searchDocument.article_id}`.as('id'),
    at: sql<number>`${searchDocument.published_at}`.as('at'),
  }
  const limit = sql.placeholder('limit')
  const ordered = (query: MatchQuery, order: SQL) => {
    // Without a filter, the index alone decides which documents are on the page: the others need not be looked up.
    const first = sql`(SELECT hit.doc AS doc FROM ${query.hits} AS hit ORDER BY ${order} LIMIT ${limit})`
    const source = from(query.condition ? query : { ...query, hits: first })
    return prepared(db.select(columns).from(source).where(where(query)).orderBy(order).limit(limit))
  }
  const build = {
    count: (query: MatchQuery) => {
      // Without a filter, the index alone is counted.
      const matches = query.condition
        ? db
            .select({ one: sql`1`.as('one') })
            .from(from(query))
            .where(where(query))
            .limit(limit)
        : db
            .select({ one: sql`1`.as('one') })
            .from(sql`${query.hits} AS hit`)
            .limit(limit)
      return prepared(db.select({ matches: sql<number>`count(*)` }).from(sql`${matches} AS matched`))
    },
    newest: (query: MatchQuery) => ordered(query, desc(sql`hit.doc`)),
    oldest: (query: MatchQuery) => ordered(query, asc(sql`hit.doc`)),
    range: (query: MatchQuery) =>
      prepared(
        db
          .select(columns)
          .from(from({ ...query, hits: query.hitsBetween }))
          .where(where(query)),
      ),
    measured: (query: MatchQuery) =>
      prepared(
        db
          .select({ ...columns, bodyLength: sql<number | null>`${searchDocument.body_length}`.as('body_length') })
          .from(from(query))
          .where(where(query)),
      ),
    languages: (query: MatchQuery) =>
      prepared(
        db
          .select({ value: sql<string>`${print.language}`.as('value'), count: sql<number>`count(*)`.as('count') })
          .from(sql`${from(query)} CROSS JOIN ${syntax.by(print, 'print_fact')}`)
          .where(and(where(query), eq(print.article_id, searchDocument.article_id)))
          .groupBy(print.language),
      ),
    days: (query: MatchQuery) =>
      prepared(
        db
          .select({
            day: sql<number>`hit.doc / ${documentsPerDay}`.as('day'),
            count: sql<number>`count(*)`.as('count'),
          })
          .from(query.condition ? from(query) : sql`${query.hits} AS hit`)
          .where(query.condition ? where(query) : undefined)
          .groupBy(sql`day`),
      ),
    // An index alone has the terms of an article.
    terms: (query: MatchQuery) =>
      prepared(
        db
          .select({ id: sql<Id>`${printTerm.term_id}`.as('id'), count: sql<number>`count(*)`.as('count') })
          .from(sql`${from(query)} CROSS JOIN ${syntax.by(printTerm, 'print_term_article')}`)
          .where(and(where(query), eq(printTerm.article_id, searchDocument.article_id)))
          .groupBy(printTerm.term_id),
      ),
  }
  const counts = createStatementCache<ReturnType<typeof build.count>>()
  const pages = createStatementCache<ReturnType<typeof build.newest>>()
  const withLengths = createStatementCache<ReturnType<typeof build.measured>>()
  const ranges = createStatementCache<ReturnType<typeof build.range>>()
  const byLanguage = createStatementCache<ReturnType<typeof build.languages>>()
  const byDay = createStatementCache<ReturnType<typeof build.days>>()
  const byTerm = createStatementCache<ReturnType<typeof build.terms>>()
  type Order = 'newest' | 'oldest'
  return {
    count: (query: MatchQuery) => counts(query.shape, () => build.count(query)),
    page: (query: MatchQuery, order: Order) => pages(`${order} ${query.shape}`, () => build[order](query)),
    range: (query: MatchQuery) => ranges(query.shape, () => build.range(query)),
    measured: (query: MatchQuery) => withLengths(query.shape, () => build.measured(query)),
    languages: (query: MatchQuery) => byLanguage(query.shape, () => build.languages(query)),
    days: (query: MatchQuery) => byDay(query.shape, () => build.days(query)),
    terms: (query: MatchQuery) => byTerm(query.shape, () => build.terms(query)),
  }
}
