import { z } from 'zod'
import type { Tombstone } from '../../../domain/article/tombstone.ts'
import type { Instant } from '../../../domain/instant.ts'
import { articlePlace, pageLimit } from '../../../domain/page/cursor.ts'
import type { DateSort, Filter, Position } from '../../../domain/page/query.ts'
import type { TombstoneFilter } from '../../../domain/store/log/archive-store.ts'
import type { PrintPage, StoredPrint } from '../../../domain/store/print-store.ts'
import type { FeedScope } from '../../../syndication/feed/feed-address.ts'
import type { Entry, Format } from '../../../syndication/format.ts'
import type { CacheableResponse } from '../../cache/respond.ts'
import { withEtag } from '../../message/entity-tag.ts'
import { keysetPage, type PageRequest, readPageRequest } from '../../message/page-request.ts'
import { oneOf } from '../../message/parameter.ts'
import { fitsLink, link } from '../../problem/header.ts'
import type { Delivery } from '../delivery.ts'
import { listGroups } from '../group.ts'
import { miningHeaders } from '../mining.ts'
import type { Pause } from '../time-slice.ts'
import { concat, entriesOf, placeIn } from './entry.ts'

/** Maximum number of deletions on the first page of a feed. Sync reports all of them. */
const newestDeletions = 100

/** `updated` of a feed without entries. Validators report the year 1970 as an error. */
const never: Instant = '2000-01-01T00:00:00Z'

/** Parameters of a feed that a cursor contains. */
export const feedPageQuery = z.object({
  content: oneOf(['full', 'summary'])
    .optional()
    .meta({ description: 'How much of each article. Its rights may restrict that further.', default: 'full' }),
  sort: oneOf(['-publishedAt', '-updatedAt']).optional().meta({
    description: 'Sort order: newest publication or latest change first.',
    default: '-publishedAt',
  }),
})

type FeedPageQuery = z.infer<typeof feedPageQuery>

/**
 * A feed: `url` is its address without parameters; `name` is part of its cursors, and stays the same when the term gets
 * a new slug.
 */
type Feed = {
  url: string
  name: string
  ended?: TombstoneFilter | undefined
  scope?: FeedScope | undefined
  title?: string | undefined
}

/** A response, and its headers about text and data mining. */
type Page = CacheableResponse & { mining: Record<string, string> }

type Given = FeedPageQuery & { cursor?: string | undefined; limit?: number | undefined }

const defaults = { content: 'full', sort: '-publishedAt' } as const

/** Returns a function that builds one page of a feed. */
export function createFeedPage({ store, site, changedAt, timeSlices }: Delivery) {
  return async (format: Format, { url, name, ended, scope, title }: Feed, given: Given): Promise<Page> => {
    const lastModified = await changedAt()
    const pageRequest = readPageRequest(name, given, { query: feedPageQuery, place: articlePlace }, defaults)
    const { sort = defaults.sort, content = defaults.content } = pageRequest.query
    const isFirst = pageRequest.place === undefined
    const filter = filterOf(scope)
    const list = { filter, sort, limit: pageRequest.limit, from: pageRequest.place, backwards: pageRequest.back }
    const found = await store.list(list, format.needs === 'full' && content === 'full')
    const tombstones = isFirst ? await store.tombstones(newestDeletions, ended) : []
    const neighbours = neighbourUrls(url, pageRequest, found, sort)
    const first = addressOf(url, pageRequest)
    const self = given.cursor === undefined ? first : pageAddress(url, given.cursor, given.limit)
    // Hubs are notified about the address without parameters; subscriptions to another address would get no updates.
    const hubs = self === url ? (site.hubs ?? []) : []
    const body = await concat(
      format.render(entries(found.prints, tombstones, timeSlices()), {
        site: { ...site, hubs },
        now: never,
        updated: lastOf(found.prints, tombstones),
        self,
        first,
        ...neighbours,
        title: title === undefined ? undefined : `${site.title}: ${title}`,
        language: scope?.kind === 'language' ? scope.slug : undefined,
        content,
      }),
    )
    return {
      mining: miningHeaders(found.prints, site),
      lastModified,
      ...withEtag(body),
      contentType: format.mediaType,
      groups: listGroups(found, filter),
      links: linksOf(self, neighbours, hubs),
    }
  }
}

async function* entries(
  prints: readonly StoredPrint[],
  tombstones: readonly Tombstone[],
  pause: Pause,
): AsyncIterable<Entry> {
  yield* entriesOf(prints, pause)
  for (const tombstone of tombstones) yield { kind: 'tombstone', tombstone }
}

type Neighbours = { next?: string | undefined; previous?: string | undefined }

function neighbourUrls(
  url: string,
  pageRequest: PageRequest<FeedPageQuery, Position>,
  found: PrintPage,
  sort: DateSort,
): Neighbours {
  const { page } = keysetPage(url, pageRequest, found.prints, { ...found, unknown: undefined }, placeIn(sort))
  return { next: page.nextUrl, previous: page.previousUrl }
}

/** WebSub section 4: hub and self are both in the header, or both in the body only. */
function linksOf(self: string, { next, previous }: Neighbours, hubs: readonly string[]): string[] {
  return [
    ...(fitsLink(self) ? [link(self, 'self'), ...hubs.map(hub => link(hub, 'hub'))] : []),
    ...(next ? [link(next, 'next')] : []),
    ...(previous ? [link(previous, 'prev')] : []),
  ]
}

function filterOf(scope: FeedScope | undefined): Filter {
  return scope ? { [scope.kind]: [scope.slug] } : {}
}

/** The address of the first page, which is also the id of the feed, without default parameters. */
function addressOf(url: string, { query: { content, sort }, limit }: PageRequest<FeedPageQuery, Position>): string {
  const query = new URLSearchParams()
  if (content === 'summary') query.set('content', content)
  if (limit !== pageLimit.usual) query.set('limit', String(limit))
  if (sort === '-updatedAt') query.set('sort', sort)
  return query.size === 0 ? url : `${url}?${query}`
}

function pageAddress(url: string, cursor: string, limit: number | undefined): string {
  return `${url}?cursor=${cursor}${limit === undefined ? '' : `&limit=${limit}`}`
}

function lastOf(prints: readonly StoredPrint[], tombstones: readonly Tombstone[]): Instant {
  const all = [...prints.map(print => print.updatedAt), ...tombstones.map(tombstone => tombstone.at)]
  return all.reduce((last, at) => (at > last ? at : last), all[0] ?? never)
}
