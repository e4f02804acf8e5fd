import type { Match, Pattern } from '../domain/search/match.ts'
import type { Analyser } from './analyser.ts'
import type { ParsedQuery, QueryTerm } from './query.ts'

/** How a pattern matches, from the best to the worst. */
export type MatchKind = 'exact' | 'stem' | 'prefix' | 'typo'

export type KindPattern = Pattern & { kind: MatchKind }

/** A member of a query: one of the patterns must match. */
export type Clause = {
  patterns: readonly KindPattern[]
  /** The word, if it is a single one that may be misspelt. */
  word: string | undefined
}

export type AnalysedQuery = { all: readonly Clause[]; none: readonly Pattern[] }

/** @param languages whose stems are searched */
export function analyseQuery(query: ParsedQuery, analyser: Analyser, languages: readonly string[]): AnalysedQuery {
  const all = query.all.map(terms => clauseOf(terms, analyser, languages)).filter(({ patterns }) => patterns.length > 0)
  const none = query.none.flatMap(term => patternsOf(term, analyser, languages))
  return { all, none }
}

function clauseOf(terms: readonly QueryTerm[], analyser: Analyser, languages: readonly string[]): Clause {
  const [first, second] = terms
  const isWord = first?.kind === 'word' && second === undefined
  return {
    patterns: terms.flatMap(term => patternsOf(term, analyser, languages)),
    word: isWord ? first.text : undefined,
  }
}

/** The patterns of a corrected word. They replace those of the word. */
export function correctedClause(
  { patterns }: Clause,
  word: string,
  analyser: Analyser,
  languages: readonly string[],
): Clause {
  const field = patterns[0]?.field
  const found = patternsOf({ text: word, kind: 'word', field }, analyser, languages)
  return { patterns: found.map(pattern => ({ ...pattern, kind: 'typo' })), word: undefined }
}

/** The query for the engine. */
export function matchOf({ all, none }: AnalysedQuery, atLeast?: number): Match {
  return { all: all.map(({ patterns }) => patterns), none, ...(atLeast !== undefined && { atLeast }) }
}

function patternsOf({ text, kind, field }: QueryTerm, analyser: Analyser, languages: readonly string[]): KindPattern[] {
  // A pair of characters ends in the last one alone, which continues in the text.
  const found = analyser.tokens(text, 'und')
  const tokens = found.filter(({ text }, index) => {
    const before = found[index - 1]
    return !(before && before.end === found[index]?.end && before.text.endsWith(text))
  })
  const [first, ...others] = tokens
  if (!first) return []
  const words = tokens.map(token => token.text)
  const exact: KindPattern = { tokens: words, kind: 'exact', field }
  // One character of a CJK text is the beginning of a pair, or the last one.
  if (others.length === 0 && isIdeograph(first.text)) return [{ ...exact, isPrefix: true }]
  if (kind === 'phrase') return [exact]
  const stems = others.length > 0 ? [] : analyser.stems(text.slice(first.start, first.end), languages)
  // Words that are their own stem are not indexed as a stem, other forms of them are.
  const own = others.length > 0 ? [] : [{ tokens: [`=${first.text}`], kind: 'stem', field } as const]
  const stemmed = stems.flatMap(stem => [
    { tokens: [stem], kind: 'stem', field } as const,
    { tokens: [`=${stem}`], kind: 'stem', field } as const,
  ])
  const prefix: KindPattern[] = kind === 'prefix' ? [{ tokens: words, isPrefix: true, kind: 'prefix', field }] : []
  return [exact, ...own, ...stemmed, ...prefix]
}

function isIdeograph(token: string): boolean {
  return [...token].length === 1 && /^[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]/u.test(token)
}
