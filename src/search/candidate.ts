import type { Id } from '../domain/id.ts'
import type { Filter } from '../domain/page/query.ts'
import type { MatchedArticle, SearchField } from '../domain/search/document.ts'
import type { Match, Pattern } from '../domain/search/match.ts'
import type { AnalysedQuery } from './clause.ts'
import type { CountedQuery } from './correction.ts'
import { noTokens, orderOf } from './hit-page.ts'
import { byScore, estimatedScore, type RankedDocument, type Ranking, scoreOf, sectionsOf } from './rank.ts'
import { maxHits, type SearchReader, type SearchRequest } from './search-request.ts'

/**
 * Matches whose texts are compared. Further ones follow them, the newest first. A single word needs fewer: matches in leading
 * fields are among them, and there is no distance between words to compare.
 */
const maxCompared = { single: 200, several: 400 }
/**
 * Limits for a word that is ranked by estimated scores. `documents`: articles with the word; `compared`: those with the best
 * estimates, whose texts are read for the exact score.
 */
const maxEstimated = { documents: 2000, compared: 50 }

/** Matches in the order of publication. */
export async function byDate(
  store: SearchReader,
  match: Match,
  { filter, sort, bySection }: SearchRequest,
  ranking: Ranking,
): Promise<RankedDocument[]> {
  const order = sort === 'publishedAt' ? 'oldest' : 'newest'
  const found = await store.matches(match, filter, { order, limit: maxHits + 1 })
  const ranked = found.map(one => unread(one, 0))
  if (!bySection) return ranked
  // A section is a hit, so all of them are needed up to the last page.
  const read = await readAndScore(store, found, ranking)
  return read.flatMap(one => sectionsOf(one, ranking)).sort(orderOf(sort))
}

/** A match that may be compared, with its score as far as it is known without its text. */
type Candidate = { article: MatchedArticle; estimate: number }

/** Matches by descending score. */
export async function byRelevance(
  store: SearchReader,
  query: CountedQuery,
  match: Match,
  { filter, bySection }: SearchRequest,
  ranking: Ranking,
): Promise<RankedDocument[]> {
  const estimated = bySection ? undefined : await byEstimate(store, query, match, filter, ranking)
  const isSingle = match.all.length === 1 && !bySection
  const most = isSingle ? maxCompared.single : maxCompared.several
  const found = estimated ?? withoutEstimate(await candidates(store, query.query, match, filter, most))
  const compared = estimated ? maxEstimated.compared : most
  const ranked = await readAndScore(store, articlesOf(found.slice(0, compared)), ranking)
  const rest = found.slice(compared)
  if (bySection) return (await sectionHits(store, ranked, articlesOf(rest), ranking)).sort(byScore)
  return [...ranked, ...rest.map(({ article, estimate }) => unread(article, -1 / (1 + estimate)))].sort(byScore)
}

function articlesOf(found: readonly Candidate[]): MatchedArticle[] {
  return found.map(({ article }) => article)
}

function withoutEstimate(found: readonly MatchedArticle[]): Candidate[] {
  return found.map(article => ({ article, estimate: 0 }))
}

/** Articles whose sections are read at once, after those that are compared. */
const sectionChunk = 200

/** The sections of ranked articles, and of the articles that follow, up to the last hit of paging. */
async function sectionHits(
  store: SearchReader,
  ranked: readonly RankedDocument[],
  rest: readonly MatchedArticle[],
  ranking: Ranking,
): Promise<RankedDocument[]> {
  const hits = ranked.flatMap(one => sectionsOf(one, ranking))
  for (let from = 0; from < rest.length && hits.length <= maxHits; from += sectionChunk) {
    const read = await readAndScore(store, rest.slice(from, from + sectionChunk), ranking)
    hits.push(...read.flatMap(one => sectionsOf({ ...one, score: -1 }, ranking)))
  }
  return hits
}

/**
 * Matches by descending estimated score. Undefined if the query has several clauses, whose distance no estimate knows, if few
 * articles match, or if the index cannot count them faster than their texts are read.
 */
async function byEstimate(
  store: SearchReader,
  { query: { all }, documents: [documents = 0] }: CountedQuery,
  match: Match,
  filter: Filter,
  ranking: Ranking,
): Promise<Candidate[] | undefined> {
  const [clause, ...others] = all
  if (!clause || others.length > 0) return undefined
  if (documents <= maxEstimated.compared || documents > maxEstimated.documents) return undefined
  const counted = await store.countedMatches(match, filter, clause.patterns)
  return counted
    ?.map(article => ({ article, estimate: estimatedScore(article, ranking) }))
    .sort((a, b) => b.estimate - a.estimate || (a.article.articleId < b.article.articleId ? -1 : 1))
    .slice(0, maxHits + 1)
}

/** @param score negative for an article that follows those that are compared */
function unread({ articleId, publishedAt }: MatchedArticle, score: number): RankedDocument {
  return { document: { articleId, publishedAt, fields: noTokens }, score, section: undefined }
}

/** Reads and scores articles. */
async function readAndScore(
  store: SearchReader,
  articles: readonly MatchedArticle[],
  ranking: Ranking,
): Promise<RankedDocument[]> {
  const tokens = await store.fieldTokens(articles.map(({ articleId }) => articleId))
  return articles.flatMap(article => {
    const fields = tokens.get(article.articleId)
    if (!fields) return []
    const document = { ...article, fields }
    return { document, score: scoreOf(document, ranking), section: undefined }
  })
}

/** Fields whose matches are ranked first, if there are too many matches to rank them all. */
const leadingFields = ['title', 'keyTakeaway', 'heading', 'summary'] as const

/**
 * The matches to rank. If more than `most` match, first those with the words in the title, next to each other, in the
 * takeaways, the headings or the summary, and then the newest.
 */
async function candidates(
  store: SearchReader,
  query: AnalysedQuery,
  match: Match,
  filter: Filter,
  most: number,
): Promise<MatchedArticle[]> {
  const limit = maxHits + 1
  const newestOf = (one: Match) => store.matches(one, filter, { order: 'newest', limit })
  const newest = await newestOf(match)
  if (newest.length <= most) return newest
  const found = new Map<Id, MatchedArticle>()
  const add = (articles: readonly MatchedArticle[]) => {
    for (const article of articles)
      if (found.size < limit && !found.has(article.articleId)) found.set(article.articleId, article)
  }
  for (const one of await leadingMatches(store, query, match, filter, most)) {
    if (found.size >= limit) break
    add(await newestOf(one))
  }
  add(newest)
  return [...found.values()]
}

/** The matches that are ranked first, in this order. */
async function leadingMatches(
  store: SearchReader,
  query: AnalysedQuery,
  match: Match,
  filter: Filter,
  most: number,
): Promise<Match[]> {
  const inAny = inFields(match, leadingFields)
  const isSingle = match.all.length === 1
  // Looking into each field takes as long as looking into all of them at once. The order of those that are all ranked
  // does not matter.
  const count = await store.countMatches(inAny, filter, isSingle ? most + 1 : 1)
  if (isSingle && count <= most) return count === 0 ? [] : [inAny]
  const phrase = phraseOf(query, match)
  const [title, ...others] = count === 0 ? [] : leadingFields.map(field => inFields(match, [field]))
  return [title, phrase, ...others].filter(one => one !== undefined)
}

/** Articles with the words of a query in which an index without positions looks for them next to each other. */
const maxPhraseDocuments = 2000

/** The words of a query next to each other. Undefined for a single word. */
function phraseOf({ all }: AnalysedQuery, { none }: Match): Match | undefined {
  const tokens = all.flatMap(({ patterns }) => patterns[0]?.tokens ?? [])
  return all.length < 2 ? undefined : { all: [[{ tokens }]], none, maxPhraseDocuments }
}

/** A match in some of the fields only. */
function inFields({ all, ...others }: Match, fields: readonly SearchField[]): Match {
  const limited = (pattern: Pattern): Pattern[] =>
    pattern.field === undefined ? fields.map(field => ({ ...pattern, field })) : [pattern]
  return { ...others, all: all.map(patterns => patterns.flatMap(limited)) }
}
