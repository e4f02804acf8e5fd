import type { Id } from '../domain/id.ts'
import { seconds } from '../domain/instant.ts'
import type { Filter } from '../domain/page/query.ts'
import type { FieldTokens } from '../domain/search/document.ts'
import type { Match } from '../domain/search/match.ts'
import { type FacetCount, type FacetName, facetNames } from '../domain/store/search-store.ts'
import type { Analyser } from './analyser.ts'
import { byDate, byRelevance } from './candidate.ts'
import { analyseQuery, type Clause } from './clause.ts'
import { type Correction, correct, relaxed } from './correction.ts'
import { type Hit, type HitPage, hitPage, noTokens } from './hit-page.ts'
import { parseQuery } from './query.ts'
import { bestSection, matchedFields, type RankedDocument, type Ranking, rankedClause, scoreOf } from './rank.ts'
import type { RarityCounts, SearchReader, SearchRequest } from './search-request.ts'

/** Values of each facet. */
const maxFacetValues = 20

export type SearchResult = HitPage & {
  /** Clauses of the query, for excerpts. */
  clauses: readonly Clause[]
  corrected: Correction[]
  matched: 'all' | 'some'
  /** For the request of another page. */
  rarity: RarityCounts
  total?: number
  facets?: Partial<Record<FacetName, FacetCount[]>>
}

/** Finds and ranks articles. Undefined while the index is built. */
export async function search(
  store: SearchReader,
  analyser: Analyser,
  request: SearchRequest,
): Promise<SearchResult | undefined> {
  const state = await store.searchState()
  if (!state.isComplete) return undefined
  const { filter, sort } = request
  const languages = filter.language ?? filter.preferred ?? state.languages
  const query = analyseQuery(parseQuery(request.q), analyser, languages)
  const corrected = await correct(store, query, analyser, languages, request.typos)
  const { match, isPartial } = await relaxed(store, corrected, filter)
  const [total, facets] = [
    request.count ? await store.countMatches(match, filter) : undefined,
    await countFacets(store, match, request),
  ]
  const { all } = corrected.query
  const counted = { articles: state.articles, documents: corrected.documents }
  const rarity = request.rarity?.documents.length === all.length ? request.rarity : counted
  const ranking: Ranking = {
    clauses: all.map((clause, index) => rankedClause(clause, rarity.documents[index] ?? 0, rarity.articles)),
    recency: request.recency,
    now: request.now,
  }
  const ranked =
    sort === 'relevance'
      ? await byRelevance(store, { query: corrected.query, documents: rarity.documents }, match, request, ranking)
      : await byDate(store, match, request, ranking)
  const { hits, ...rest } = hitPage(ranked, request)
  return {
    hits: await withFields(store, hits, ranked, ranking),
    ...rest,
    clauses: all,
    corrected: corrected.corrected,
    matched: isPartial ? 'some' : 'all',
    rarity,
    ...(total !== undefined && { total }),
    ...(facets && { facets }),
  }
}

async function countFacets(
  store: SearchReader,
  match: Match,
  { filter, facets }: SearchRequest,
): Promise<SearchResult['facets'] | undefined> {
  if (facets.length === 0) return undefined
  // Facets that ignore no filter are counted together.
  const wanted = facetNames.filter(name => facets.includes(name))
  const own = wanted.filter(name => isFiltered(filter, name))
  const free = wanted.filter(name => !own.includes(name))
  const counted = free.length > 0 ? await store.countFacets(match, filter, free, maxFacetValues) : {}
  for (const name of own)
    Object.assign(counted, await store.countFacets(match, without(filter, name), [name], maxFacetValues))
  return Object.fromEntries(wanted.map(name => [name, counted[name]]))
}

/** Whether a filter has a member that a facet offers. */
function isFiltered(filter: Filter, facet: FacetName): boolean {
  const left = without(filter, facet)
  return Object.entries(filter).some(([name, value]) => value !== left[name as keyof Filter])
}

/** The filter without the members that a facet offers. */
function without(filter: Filter, facet: FacetName): Filter {
  const left = { ...filter }
  if (facet === 'year') {
    left.publishedAfter = undefined
    left.publishedBefore = undefined
  } else if (facet === 'language') {
    left.language = undefined
    left.preferred = undefined
  } else left[facet] = undefined
  return left
}

/** Adds to each hit of a page its fields, its best section, and its score if that is not known yet. */
async function withFields(
  store: SearchReader,
  hits: readonly Hit[],
  ranked: readonly RankedDocument[],
  ranking: Ranking,
): Promise<Hit[]> {
  const wanted = new Set(hits.map(({ articleId }) => articleId))
  const known = new Map<Id, FieldTokens>()
  for (const { document } of ranked)
    if (document.fields !== noTokens && wanted.has(document.articleId)) known.set(document.articleId, document.fields)
  const unread = [...wanted].filter(id => !known.has(id))
  const read = unread.length > 0 ? await store.fieldTokens(unread) : new Map<Id, FieldTokens>()
  const lowest = ranked.findLast(({ score }) => score > 0)?.score ?? 0
  const scoreIn = ({ articleId, position, score }: Hit, fields: FieldTokens) => {
    if (score > 0) return score
    const exact = scoreOf({ articleId, publishedAt: seconds(position.at), fields }, ranking)
    // A hit that follows those that are compared is not shown as better than they are.
    return score < 0 ? Math.min(exact, lowest) : exact
  }
  return hits.map(hit => {
    const fields = known.get(hit.articleId) ?? read.get(hit.articleId)
    if (!fields) return hit
    const section = hit.section ?? bestSection(fields, ranking)
    return { ...hit, score: scoreIn(hit, fields), section, fields: matchedFields(fields, ranking) }
  })
}
