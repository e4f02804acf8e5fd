import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { z } from 'zod'
import { listGroup } from '../../../domain/change.ts'
import { AppError } from '../../../domain/error.ts'
import { hitPlace } from '../../../domain/page/cursor.ts'
import type { StoredPrint } from '../../../domain/store/print-store.ts'
import { excerptsOf } from '../../../search/excerpt.ts'
import type { Hit } from '../../../search/hit-page.ts'
import type { SearchResult } from '../../../search/search.ts'
import { maxHits } from '../../../search/search-request.ts'
import { jsonType } from '../../cache/respond.ts'
import { json, operation } from '../../message/operation.ts'
import { type PageRequest, pageOf, readPageRequest } from '../../message/page-request.ts'
import { searchResults, suggestionList } from '../../message/search-results.ts'
import { filterOf, included, isVolatile } from '../article-query.ts'
import type { Delivery, PrintWithBody } from '../delivery.ts'
import { collection, type Fragment, itemFragment } from '../fragment.ts'
import { miningHeaders } from '../mining.ts'
import { indexBuilding } from '../search/index-building.ts'
import { facetMembers, hitFragment, shownArticle, suggestionMember } from '../search/search-fragment.ts'
import {
  type SearchPageQuery,
  searchPageQuery,
  searchQuery,
  searchUnits,
  suggestQuery,
} from '../search/search-query.ts'

const path = '/v1/search'
const suggestPath = '/v1/search/suggest'

const searchOperation = operation({
  tag: 'Search',
  operationId: 'searchArticles',
  summary: 'Search articles',
  description:
    'Finds articles with all words of `q` in any form and spelling, in every language of the archive, best first. If no article has them all, `matched` is `some`. Misspelt words are corrected: see `corrected`. Paging ends at hit 1,000.',
  ok: json(searchResults),
  also: [304, 400, 503],
  says: { 503: 'The search index is being built, or too many searches are running: see `Retry-After`.' },
})

const suggestOperation = operation({
  tag: 'Search',
  operationId: 'listSuggestions',
  summary: 'Suggest titles, headings and terms while a user types',
  description: 'Returns up to 10 titles, headings, categories, tags and authors. The last word may be incomplete.',
  ok: json(suggestionList),
  also: [304, 400, 503],
  says: { 503: 'The search index is being built, or too many searches are running: see `Retry-After`.' },
})

const shape = { query: searchPageQuery, place: hitPlace }
const defaults = { sort: 'relevance', count: false, typos: true, group: 'article' } as const
const dayMilliseconds = 86_400_000
const suggestionLimit = 10

type SearchPage = PageRequest<SearchPageQuery, z.infer<typeof hitPlace>>

/** Search and suggestions. */
export const searchRoutes: FastifyPluginAsyncZod<Delivery> = async (app, delivery) => {
  const { store, site, respond, changedAt, render, timeSlices, searcher, analyser, recency, clock } = delivery

  app.get(path, { schema: { ...searchOperation, querystring: searchQuery } }, async (request, reply) => {
    const lastModified = await changedAt()
    const pageRequest = readPageRequest('search', request.query, shape, defaults)
    const { query, place } = pageRequest
    if (place && !pageRequest.back && place.taken >= maxHits) throw beyondPaging()
    request.charge(searchUnits)
    const filter = filterOf(query, { timeZone: site.timeZone, clock })
    const day = place?.day ?? Math.floor(clock().getTime() / dayMilliseconds)
    const found = await searcher.search({
      q: query.q ?? '',
      filter,
      sort: query.sort ?? 'relevance',
      typos: query.typos !== false,
      bySection: query.group === 'section',
      limit: pageRequest.limit,
      from: place,
      rarity: place?.rarity,
      backwards: pageRequest.back,
      count: query.count === true,
      facets: query.facets ?? [],
      recency,
      now: day * dayMilliseconds,
    })
    if (!found) throw indexBuilding()
    const { unknown } = await store.filteredTerms(filter)
    const prints = await store.listByIds([...new Set(found.hits.map(hit => hit.articleId))], true)
    const { renderings } = included(query.include)
    const rendered = await render(prints, renderings, units => request.charge(units))
    const { page, links } = pageOf(`${site.publicUrl}${path}`, pageRequest, {
      ...neighbours(found, day),
      unknown,
      total: found.total,
    })
    const items = await fragments(found, prints, query, rendered)
    const rest = {
      matched: found.matched,
      corrected: found.corrected,
      ...(found.facets && { facets: facetMembers(found.facets, site) }),
      page,
    }
    reply.headers(miningHeaders(prints, site))
    return respond(request, reply, {
      contentType: jsonType,
      lastModified,
      ...collection(items, rest),
      groups: [listGroup],
      links,
      isVolatile: isVolatile({ ...query, sort: undefined }),
    })
  })

  app.get(suggestPath, { schema: { ...suggestOperation, querystring: suggestQuery } }, async (request, reply) => {
    const lastModified = await changedAt()
    const found = await searcher.suggest(request.query.q)
    if (!found) throw indexBuilding()
    const items = found.map(one => {
      const body = Buffer.from(JSON.stringify(suggestionMember(one, site)))
      return { body, withoutViews: body }
    })
    return respond(request, reply, {
      contentType: jsonType,
      lastModified,
      ...collection(items, { page: { limit: suggestionLimit } }),
      groups: [listGroup],
    })
  })

  /** The items of a page, in time slices. An article that was withdrawn meanwhile is left out. */
  async function fragments(
    { hits, clauses }: SearchResult,
    prints: readonly StoredPrint[],
    { include: names, fields }: SearchPageQuery,
    rendered: Awaited<ReturnType<Delivery['render']>>,
  ): Promise<Fragment[]> {
    const pause = timeSlices()
    const include = included(names)
    const byId = new Map(prints.map(print => [print.articleId, print]))
    const items: Fragment[] = []
    for (const hit of hits) {
      const print = byId.get(hit.articleId)
      if (!hasBody(print)) continue
      await pause()
      const article = shownArticle(print, hit)
      const excerpts = excerptsOf(article, hit.fields, clauses, analyser)
      items.push(hitFragment(itemFragment(print, { include, fields, rendered }), article, hit.score, excerpts))
    }
    return items
  }
}

function hasBody(print: StoredPrint | undefined): print is PrintWithBody {
  return print?.body !== undefined
}

/** The positions of the first and the last hit of a page, if there are hits before and after it. */
function neighbours({ hits, skipped, hasNext, hasPrevious, rarity }: SearchResult, day: number): Neighbours {
  const [first, last] = [hits[0], hits.at(-1)]
  const { articles, documents } = rarity
  const placeOf = ({ position }: Hit, taken: number) => ({
    ...position,
    taken,
    day,
    rarity: { articles, documents: [...documents] },
  })
  return {
    ...(hasNext && last && { next: placeOf(last, skipped + hits.length) }),
    ...(hasPrevious && first && { previous: placeOf(first, skipped + 1) }),
  }
}

type Neighbours = { next?: SearchPage['place']; previous?: SearchPage['place'] }

function beyondPaging(): AppError {
  const detail = `Paging ends at hit ${maxHits}. Narrow the search with more words or filters.`
  return new AppError('invalid-request', detail, {
    faults: [{ location: 'query', name: 'cursor', code: 'invalid', detail }],
  })
}
