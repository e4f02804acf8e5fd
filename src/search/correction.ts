import type { Filter } from '../domain/page/query.ts'
import type { Match, Pattern } from '../domain/search/match.ts'
import type { Analyser } from './analyser.ts'
import { type AnalysedQuery, type Clause, correctedClause, matchOf, partClauses } from './clause.ts'
import { maxTerms } from './query.ts'
import type { SearchReader } from './search-request.ts'
import { allowedEdits, nearestWords } from './spelling.ts'

/** A word in more articles is common: their exact number changes no order. */
const commonWord = 5000
/** Corrections of a word that are compared by their number of articles. */
const maxCorrections = 10

export type Correction = { from: string; to: string }

/** A query, and the number of articles with each clause. */
export type CountedQuery = { query: AnalysedQuery; documents: readonly number[] }

export type CorrectedQuery = CountedQuery & { corrected: Correction[] }

/**
 * Replaces words that no article has: by the nearest word that some have, and a word such as `rock-climber` by its parts, unless
 * these are too many. A word that occurs in another field than the wanted one is not corrected.
 */
export async function correct(
  store: SearchReader,
  query: AnalysedQuery,
  analyser: Analyser,
  languages: readonly string[],
  isAllowed: boolean,
): Promise<CorrectedQuery> {
  const all: Clause[] = []
  const documents: number[] = []
  const corrected: Correction[] = []
  const countOf = (patterns: readonly Pattern[]) => store.countMatches({ all: [patterns], none: [] }, {}, commonWord)
  const add = async (clause: Clause): Promise<void> => {
    const count = await countOf(clause.patterns)
    if (count > 0) return use(clause, count)
    const parts = partClauses(clause, analyser, languages)
    if (parts.length > 0 && all.length + parts.length <= maxTerms) {
      for (const part of parts) await add(part)
      return
    }
    const to = isAllowed && !(await isElsewhere(clause)) ? await correction(store, clause) : undefined
    if (to === undefined) return use(clause, count)
    corrected.push({ from: clause.word ?? '', to })
    await use(correctedClause(clause, to, analyser, languages))
  }
  const use = async (clause: Clause, count?: number): Promise<void> => {
    all.push(clause)
    documents.push(count ?? (await countOf(clause.patterns)))
  }
  const isElsewhere = async ({ patterns }: Clause): Promise<boolean> => {
    const anywhere = patterns.map(({ field: _, ...pattern }): Pattern => pattern)
    return patterns.some(({ field }) => field !== undefined) && (await countOf(anywhere)) > 0
  }
  for (const clause of query.all) await add(clause)
  return { query: { ...query, all }, corrected, documents }
}

/** The best correction of a word: of those with the fewest edits, the one that most articles have. */
async function correction(store: SearchReader, { word, patterns }: Clause): Promise<string | undefined> {
  const [token, second] = patterns[0]?.tokens ?? []
  if (word === undefined || token === undefined || second !== undefined) return undefined
  const edits = allowedEdits(token)
  if (edits === 0) return undefined
  const nearest = nearestWords(token, await store.similarWords(token, edits))
  let best: { to: string; count: number } | undefined
  for (const to of nearest.sort().slice(0, maxCorrections)) {
    const count = await store.countMatches({ all: [[{ tokens: [to] }]], none: [] }, {}, commonWord)
    if (count > (best?.count ?? 0)) best = { to, count }
  }
  return best?.to
}

/** The query as it is, or if nothing matches all of it, the query with most of its words. */
export async function relaxed(
  store: SearchReader,
  { query, documents }: CorrectedQuery,
  filter: Filter,
): Promise<{ match: Match; isPartial: boolean }> {
  const whole = matchOf(query)
  const words = query.all.length
  if (words < 2 || (await store.countMatches(whole, filter, 1)) > 0) return { match: whole, isPartial: false }
  const known = query.all.filter((_, index) => (documents[index] ?? 0) > 0)
  const least = Math.ceil(words / 2)
  const most = Math.min(known.length, words - 1)
  if (most < least) return { match: whole, isPartial: false }
  for (const atLeast of new Set([most, least])) {
    const match = matchOf({ ...query, all: known }, atLeast === known.length ? undefined : atLeast)
    if ((await store.countMatches(match, filter, 1)) > 0) return { match, isPartial: true }
  }
  return { match: whole, isPartial: false }
}
