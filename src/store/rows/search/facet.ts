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

/** Numbers of documents by what facets count. */
export type DocumentCounts = {
  terms: ReadonlyMap<Id, number>
  languages: ReadonlyMap<string, number>
  years: ReadonlyMap<number, number>
}

/** Counts the matching documents, for some facets at least. */
export type CountDocuments = (query: MatchQuery, names: readonly FacetName[]) => Routine<DocumentCounts>

/** Counts matching documents in the database. */
export function createGroupedCount(reader: Connection): CountDocuments {
  const statements = createMatchStatements(reader)
  return function* (query, names) {
    const years = new Map<number, number>()
    const hasTerms = names.some(isOfTerms)
    const terms = hasTerms ? yield* statements.terms(query).all(query.bound) : []
    const languages = names.includes('language') ? yield* statements.languages(query).all(query.bound) : []
    const days = names.includes('year') ? yield* statements.days(query).all(query.bound) : []
    for (const { day, count } of days) years.set(yearOf(day), (years.get(yearOf(day)) ?? 0) + count)
    return {
      terms: new Map(terms.map(({ id, count }) => [id, count])),
      languages: new Map(languages.map(({ value, count }) => [value, count])),
      years,
    }
  }
}

/** Counts matches by the values of facets, the most frequent values first. */
export function createFacetReader(
  { db, syntax }: Connection,
  countDocuments: CountDocuments,
): (query: MatchQuery, names: readonly FacetName[], limit: number) => Routine<FacetCounts> {
  const { id, kind, slug, name } = term
  const named = prepared(db.select({ id, kind, slug, name }).from(term).where(syntax.isAnyOf(id, 'ids')))

  function* ofTerms(counts: ReadonlyMap<Id, number>, kinds: readonly TermKind[], limit: number): Routine<FacetCounts> {
    const rows = yield* named.all({ ids: JSON.stringify([...counts.keys()]) })
    const found = rows.map(({ kind, ...one }) => ({ kind, value: one.slug, count: counts.get(one.id) ?? 0, term: one }))
    const of = (wanted: TermKind) => found.filter(one => one.kind === wanted).map(({ kind: _, ...count }) => count)
    return Object.fromEntries(kinds.map(kind => [kind, most(of(kind), limit, ascending)]))
  }

  return function* (query, names, limit) {
    const { terms, languages, years } = yield* countDocuments(query, names)
    const kinds = names.filter(isOfTerms)
    return {
      ...(kinds.length > 0 && (yield* ofTerms(terms, kinds, limit))),
      ...(names.includes('language') && { language: most(valuesOf(languages), limit, ascending) }),
      ...(names.includes('year') && {
        year: most(valuesOf(years), limit, (one, other) => ascending(other, one)),
      }),
    }
  }
}

function isOfTerms(name: FacetName): name is TermKind {
  return name !== 'language' && name !== 'year'
}

function valuesOf(counts: ReadonlyMap<string | number, number>): FacetCount[] {
  return [...counts].map(([value, count]) => ({ value: String(value), count }))
}

type Compare = (one: FacetCount, other: FacetCount) => number

function ascending(one: FacetCount, other: FacetCount): number {
  return one.value < other.value ? -1 : 1
}

/** The most frequent values. */
function most(counts: readonly FacetCount[], limit: number, amongEquals: Compare): FacetCount[] {
  return counts.toSorted((one, other) => other.count - one.count || amongEquals(one, other)).slice(0, limit)
}
