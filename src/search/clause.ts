import type { Match, Pattern } from '../domain/search/match.ts'
import type { Analyser, Token } from './analyser.ts'
import type { ParsedQuery, QueryTerm } from './query.ts'

/** How a pattern matches, from the best to the worst. */
export type MatchKind = 'exact' | 'stem' | 'prefix' | 'typo'

export type KindPattern = Pattern & { kind: MatchKind }

/** A member of a query: one of the patterns must match. */
export type Clause = {
  patterns: readonly KindPattern[]
  /** The word, if it is a single one that may be misspelt. */
  word: string | undefined
  /** The parts of a word such as `rock-climber`, which are searched one by one if no article has the word. */
  parts: readonly QueryTerm[]
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
  const word = first?.kind === 'word' && second === undefined ? withoutElision(first) : undefined
  return {
    patterns: terms.flatMap(term => patternsOf(term, analyser, languages)),
    word: word?.text,
    parts: word ? partsOf(word, analyser) : [],
  }
}

/** A word of French, Italian or Catalan without the article or pronoun before its apostrophe: “l’école”. */
function withoutElision(term: QueryTerm): QueryTerm {
  return term.kind === 'word' ? { ...term, text: term.text.replace(elision, '') } : term
}

const elision =
  /^(?:[cdjlmnst]|gl|qu|un|all|bell|coll|dall|dell|nell|quell|quest|sant|sull|jusqu|lorsqu|puisqu|quelqu|quoiqu)['’ʼ](?=\p{L}{2})/iu

function partsOf({ text, field }: QueryTerm, analyser: Analyser): QueryTerm[] {
  const tokens = analyser.tokens(text, 'und')
  const isPaired = tokens.some((token, index) => token.start < (tokens[index - 1]?.end ?? 0))
  if (tokens.length < 2 || isPaired) return []
  return tokens.map(({ start, end }) => ({ text: text.slice(start, end), kind: 'word', field }))
}

/** The clauses of the parts of a word. */
export function partClauses({ parts }: Clause, analyser: Analyser, languages: readonly string[]): Clause[] {
  return parts.map(part => clauseOf([part], analyser, languages)).filter(({ patterns }) => patterns.length > 0)
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
  return { patterns: found.map(pattern => ({ ...pattern, kind: 'typo' })), word: undefined, parts: [] }
}

/** The query for the engine. */
export function matchOf({ all, none }: AnalysedQuery, atLeast?: number): Match {
  return { all: all.map(({ patterns }) => patterns), none, ...(atLeast !== undefined && { atLeast }) }
}

function patternsOf(term: QueryTerm, analyser: Analyser, languages: readonly string[]): KindPattern[] {
  const { text, kind, field } = withoutElision(term)
  const tokens = withoutLastHalf(analyser.tokens(text, 'und'))
  const [first, ...others] = tokens
  const last = tokens.at(-1)
  if (!first || !last) return []
  const words = tokens.map(token => token.text)
  const exact: KindPattern = { tokens: words, kind: 'exact', field }
  // One character of a CJK text at the end of a query is the beginning of a pair, or the last one.
  if (isIdeograph(last.text)) return [{ ...exact, isPrefix: true }]
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

/** The tokens without the second half of a pair of CJK characters at the end: in a text, other characters may follow it. */
function withoutLastHalf(tokens: readonly Token[]): readonly Token[] {
  const [before, last] = tokens.slice(-2)
  return last && before && before.end === last.end ? tokens.slice(0, -1) : tokens
}

function isIdeograph(token: string): boolean {
  return [...token].length === 1 && /^[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]/u.test(token)
}
