import type { SQL } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import { seconds } from '../../../domain/instant.ts'
import type { WorkingFilter } from '../../../domain/store/article/working-store.ts'
import type { TermKind } from '../../../domain/term/term.ts'
import { slug } from '../../schema/address.ts'
import { article, articleTerm, schedule } from '../../schema/article.ts'
import { term, termSlug } from '../../schema/term.ts'
import type { Connection } from '../database/connection.ts'
import { and, eq, exists, gt, ne, not, sql } from '../database/drizzle.ts'
import type { Routine } from '../database/routine.ts'
import { bound, createStatementCache, equals, isLanguageIn, prepared } from '../database/statement.ts'
import { isInFamily } from '../term/term.ts'

/** A filter with at most so many matches is read as a whole. */
export const few = 2000

/** Conditions of a filter for articles. */
export type WorkingSelection = {
  /** Selections with the same name have the same statements. */
  name: string
  checks: SQL[]
  values: Record<string, unknown>
  /** A few rows that include all matches; undefined if no condition is so narrow. */
  candidates: Rows | undefined
}

/** Rows of a table with ids of articles. */
type Rows = { id: SQLiteColumn; where: SQL | undefined }

/** A condition: as a check of an article, and as a table of all matching articles. */
type Condition = { name: string; check: SQL; rows?: Rows }

const kinds = ['category', 'tag', 'author'] as const

/** Translates filters of working copies to conditions, and finds the most selective one. */
export function createWorkingFilter(connection: Connection): (filter: WorkingFilter) => Routine<WorkingSelection> {
  const { db } = connection
  const terms = prepared(
    db
      .select({ id: term.id })
      .from(termSlug)
      .innerJoin(term, isInFamily(term, termSlug.term_id))
      .where(and(equals(termSlug.kind, 'kind'), equals(termSlug.slug, 'slug'))),
  )
  const counts = createStatementCache<ReturnType<typeof prepareCount>>()

  /** Counts without ids, so that the index is enough. */
  function prepareCount({ id, where }: Rows) {
    const found = db
      .select({ one: sql`1`.as('one') })
      .from(id.table)
      .where(where)
      .limit(few + 1)
    return prepared(db.select({ rows: sql<number>`count(*)` }).from(found.as('found')))
  }

  function* narrowest(conditions: readonly Condition[], values: Record<string, unknown>) {
    const counted: { name: string; rows: Rows; count: number }[] = []
    for (const { name, rows } of conditions) {
      if (rows === undefined) continue
      const count = (yield* counts(name, () => prepareCount(rows)).get(values))?.rows ?? 0
      if (count <= few) counted.push({ name, rows, count })
    }
    return counted.sort((a, b) => a.count - b.count)[0]
  }

  function* termsOf(kind: TermKind, { [kind]: slug }: WorkingFilter): Routine<string> {
    return JSON.stringify(slug === undefined ? [] : (yield* terms.all({ kind, slug })).map(({ id }) => id))
  }

  return function* (filter) {
    const values = {
      ...filter,
      status: JSON.stringify(filter.status ?? []),
      category: yield* termsOf('category', filter),
      tag: yield* termsOf('tag', filter),
      author: yield* termsOf('author', filter),
      updatedAfter: filter.updatedAfter && seconds(filter.updatedAfter),
      changedAfter: filter.changedAfter?.number,
    }
    const conditions = conditionsOf(connection, filter)
    const candidates = yield* narrowest(conditions, values)
    return {
      name: `${conditions.map(({ name }) => name)} ${candidates?.name}`,
      checks: conditions.map(({ check }) => check),
      values,
      candidates: candidates?.rows,
    }
  }
}

function conditionsOf(connection: Connection, filter: WorkingFilter): Condition[] {
  const { db, syntax } = connection
  const simple = (name: keyof WorkingFilter, where: SQL): Condition[] =>
    filter[name] === undefined ? [] : [{ name, check: where, rows: { id: article.id, where } }]
  const isAhead = syntax.isDistinct(article.version, article.published_version)
  return [
    ...(filter.status ? [] : [{ name: 'present', check: ne(article.status, 'deleted') }]),
    ...simple('status', syntax.isAnyOf(article.status, 'status')),
    ...simple('externalId', equals(article.external_id, 'externalId')),
    ...(filter.slug === undefined ? [] : [inTable(db, 'slug', slug.article_id, equals(slug.slug, 'slug'))]),
    ...kinds.flatMap(kind => (filter[kind] === undefined ? [] : ofTerm(connection, kind))),
    ...simple('language', isLanguageIn(article.language, 'language')),
    ...(filter.ahead === false ? [{ name: 'published', check: not(isAhead) }] : simple('ahead', isAhead)),
    ...(filter.scheduled === undefined ? [] : [ofSchedule(db, filter.scheduled)]),
    ...simple('actor', equals(article.actor, 'actor')),
    ...simple('onBehalfOf', equals(article.on_behalf_of, 'onBehalfOf')),
    ...simple('updatedAfter', gt(article.modified_at, bound('updatedAfter'))),
    ...simple('changedAfter', gt(article.audit_number, bound('changedAfter'))),
  ]
}

/** Articles with a row in another table. */
function inTable(db: Connection['db'], name: string, id: SQLiteColumn, where: SQL | undefined): Condition {
  const matching = db
    .select({ id: sql`1` })
    .from(id.table)
    .where(and(eq(id, article.id), where))
  return { name, check: exists(matching), rows: { id, where } }
}

/** A term has one kind, but the index of the terms of an article begins with the kind. */
function ofTerm({ db, syntax }: Connection, kind: TermKind): Condition {
  const { article_id, term_id, kind: ofKind } = articleTerm
  const isTerm = syntax.isAnyOf(term_id, kind)
  return { ...inTable(db, kind, article_id, and(eq(ofKind, kind), isTerm)), rows: { id: article_id, where: isTerm } }
}

function ofSchedule(db: Connection['db'], scheduled: NonNullable<WorkingFilter['scheduled']>): Condition {
  const isKind = typeof scheduled === 'string' ? equals(schedule.kind, 'scheduled') : undefined
  const found = inTable(db, `scheduled ${typeof scheduled}`, schedule.article_id, isKind)
  return scheduled === false ? { name: 'unscheduled', check: not(found.check) } : found
}
