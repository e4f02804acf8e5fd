import type { Id } from '../domain/id.ts'
import { instantAt, seconds } from '../domain/instant.ts'
import { type FieldTokens, type SearchField, searchFields } from '../domain/search/document.ts'
import { byScore, type RankedDocument } from './rank.ts'
import { type HitPosition, maxHits, type SearchRequest, type SearchSort } from './search-request.ts'

export type Hit = {
  articleId: Id
  score: number
  section: number | undefined
  /** Fields with words of the query. */
  fields: readonly SearchField[]
  position: HitPosition
}

/** Of articles whose texts were not read. */
export const noTokens = Object.freeze(Object.fromEntries(searchFields.map(field => [field, '']))) as FieldTokens

export function orderOf(sort: SearchSort): (one: RankedDocument, other: RankedDocument) => number {
  if (sort === 'relevance') return byScore
  const sign = sort === 'publishedAt' ? 1 : -1
  return (one, other) => {
    const [a, b] = [one.document, other.document]
    if (a.publishedAt !== b.publishedAt) return a.publishedAt < b.publishedAt ? -sign : sign
    if (a.articleId !== b.articleId) return a.articleId < b.articleId ? -sign : sign
    return (one.section ?? -1) - (other.section ?? -1)
  }
}

export type HitPage = {
  hits: Hit[]
  /** Whether hits follow, also those that paging does not reach. */
  hasNext: boolean
  hasPrevious: boolean
  /** Number of hits before the first one. */
  skipped: number
}

/** The hits of a page, and whether there are others before and after them. */
export function hitPage(ranked: readonly RankedDocument[], { sort, from, backwards, limit }: SearchRequest): HitPage {
  const compare = orderOf(sort)
  const place = from && rankedAt(from)
  const isAfter = (one: RankedDocument) => !place || compare(one, place) > 0
  const isBefore = (one: RankedDocument) => place !== undefined && compare(one, place) < 0
  const before = ranked.filter(isBefore)
  const skipped = backwards ? Math.max(0, before.length - limit) : ranked.length - ranked.filter(isAfter).length
  const found = backwards ? before.slice(skipped) : ranked.slice(skipped, Math.min(skipped + limit, maxHits))
  return {
    hits: found.map(({ document, score, section }) => ({
      articleId: document.articleId,
      score,
      section,
      fields: [],
      position: {
        score,
        at: instantAt(document.publishedAt),
        id: document.articleId,
        ...(section !== undefined && { section }),
      },
    })),
    skipped,
    hasNext: skipped + found.length < ranked.length,
    hasPrevious: skipped > 0,
  }
}

function rankedAt({ score, at, id, section }: HitPosition): RankedDocument {
  return { document: { articleId: id, publishedAt: seconds(at), fields: noTokens }, score, section }
}
