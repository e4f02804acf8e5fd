import type { Id } from '../../../domain/id.ts'
import type { FacetCount, FacetName } from '../../../domain/store/search-store.ts'
import type { TermKind } from '../../../domain/term/term.ts'
import { term } from '../../schema/term.ts'
import type { Connection } from '../database/connection.ts'
import type { Routine } from '../database/routine.ts'
import { prepared } from '../database/statement.ts'
import { yearOf } from './document-number.ts'
import type { MatchQuery } from './match-query.ts'
import { createMatchStatements } from './match-statement.ts'

export type FacetCounts = Partial<Record<FacetName, FacetCount[]>>

/** Counts the matching documents of each term. */
export type CountTerms = (query: MatchQuery) => Routine<Map<Id, number>>

/** Counts the terms of matching documents in the database. */
export function createGroupedCount(reader: Connection): CountTerms {
  const statements = createMatchStatements(reader)
  return function* (query) {
    const found = yield* statements.terms(query).all(query.bound)
    return new Map(found.map(({ id, count }) => [id, count]))
  }
}

/** Counts matches by the values of facets, the most frequent values first. */
export function createFacetReader(
  reader: Connection,
  countTerms: CountTerms,
): (query: MatchQuery, names: readonly FacetName[], limit: number) => Routine<FacetCounts> {
  const { db, syntax } = reader
  const statements = createMatchStatements(reader)
  const { id, kind, slug, name } = term
  const named = prepared(db.select({ id, kind, slug, name }).from(term).where(syntax.isAnyOf(id, 'ids')))

  function* terms(query: MatchQuery, kinds: readonly TermKind[], limit: number): Routine<FacetCounts> {
    const counts = yield* countTerms(query)
    const rows = yield* named.all({ ids: JSON.stringify([...counts.keys()]) })
    const found = rows.map(({ kind, ...one }) => ({ kind, value: one.slug, count: counts.get(one.id) ?? 0, term: one }))
    const of = (wanted: TermKind) => found.filter(one => one.kind === wanted).map(({ kind: _, ...count }) => count)
    return Object.fromEntries(kinds.map(kind => [kind, most(of(kind), limit, ascending)]))
  }

  function* years(query: MatchQuery, limit: number): Routine<FacetCount[]> {
    const found = new Map<number, number>()
    for (const { day, count } of yield* statements.days(query).all(query.bound))
      found.set(yearOf(day), (found.get(yearOf(day)) ?? 0) + count)
    const counts = [...found].map(([year, count]) => ({ value: String(year), count }))
    return most(counts, limit, (one, other) => ascending(other, one))
  }

  return function* (query, names, limit) {
    const kinds = names.filter(name => name !== 'language' && name !== 'year')
    return {
      ...(kinds.length > 0 && (yield* terms(query, kinds, limit))),
      ...(names.includes('language') && {
        language: yield* statements.languages(query).all({ ...query.bound, limit }),
      }),
      ...(names.includes('year') && { year: yield* years(query, limit) }),
    }
  }
}

type Compare = (one: FacetCount, other: FacetCount) => number

function ascending(one: FacetCount, other: FacetCount): number {
  return one.value < other.value ? -1 : 1
}

/** The most frequent values. */
function most(counts: readonly FacetCount[], limit: number, amongEquals: Compare): FacetCount[] {
  return counts.toSorted((one, other) => other.count - one.count || amongEquals(one, other)).slice(0, limit)
}
