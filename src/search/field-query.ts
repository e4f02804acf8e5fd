import type { SearchField } from '../domain/search/document.ts'
import type { Pattern } from '../domain/search/match.ts'
import type { Analyser } from './analyser.ts'
import { type AnalysedQuery, analyseQuery } from './clause.ts'
import { parseQuery } from './query.ts'
import { spanLookup, spansOf } from './span.ts'

/** A query in one field of articles, whatever fields it names. */
export function fieldQuery(
  text: string,
  field: SearchField,
  analyser: Analyser,
  languages: readonly string[],
): AnalysedQuery {
  const { all, none } = analyseQuery(parseQuery(text), analyser, languages)
  const inField = <Kind extends Pattern>(pattern: Kind): Kind => ({ ...pattern, field })
  return {
    all: all.map(clause => ({ ...clause, patterns: clause.patterns.map(inField) })),
    none: none.map(inField),
  }
}

/** Whether a text satisfies a query, whatever fields that names. */
export function satisfies(text: string, language: string, { all, none }: AnalysedQuery, analyser: Analyser): boolean {
  const tokens = analyser.tokens(text, language)
  const lookup = spanLookup([...all.flatMap(({ patterns }) => patterns), ...none])
  const found = new Set<Pattern>(spansOf(tokens, lookup).map(({ pattern }) => pattern))
  const has = (pattern: Pattern) => found.has(pattern)
  return all.length > 0 && all.every(({ patterns }) => patterns.some(has)) && !none.some(has)
}
