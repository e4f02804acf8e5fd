import { z } from 'zod'
import type { Tombstone } from '../../domain/article/tombstone.ts'
import type { Instant } from '../../domain/instant.ts'
import { articlePlace, pageLimit } from '../../domain/page/cursor.ts'
import type { Filter, Position, Sort } from '../../domain/page/query.ts'
import type { TombstoneFilter } from '../../domain/store/archive-store.ts'
import type { PrintPage, StoredPrint } from '../../domain/store/print-store.ts'
import type { FeedScope } from '../../syndication/feed-address.ts'
import type { Entry, Format } from '../../syndication/format.ts'
import type { CacheableResponse } from '../cache/respond.ts'
import { withEtag } from '../message/entity-tag.ts'
import { oneOf } from '../message/parameter.ts'
import { pageOf, readWalk, type Walk } from '../message/walk.ts'
import { fitsLink, link } from '../problem/header.ts'
import type { Delivery } from './delivery.ts'
import { entriesOf, gather } from './entry.ts'
import { listGroups } from './group.ts'
import { miningOf } from './mining.ts'
import type { Pause } from './time-slice.ts'

/** Deletions that the first page of a feed tells of. Who must know them all keeps a copy by sync. */
const newestDeletions = 100

/** A feed that never had an entry names a day before Offprint: validators take the year 1970 for a mistake. */
const never: Instant = '2000-01-01T00:00:00Z'

/** What a walk through a feed is asked for, beside its place. */
export const feedWalk = z.object({
  content: oneOf(['full', 'summary'])
    .optional()
    .meta({ description: 'How much of each article; its rights may allow less.', default: 'full' }),
  sort: oneOf(['-publishedAt', '-updatedAt']).optional().meta({
    description: 'Newest published or newest changed first.',
    default: '-publishedAt',
  }),
})

type FeedWalk = z.infer<typeof feedWalk>

/**
 * What a feed lists, and where: `url` is the address of its first page without parameters, `name` tells its cursors from
 * those of other feeds, also when its term gets another slug.
 */
type Feed = {
  url: string
  name: string
  ended?: TombstoneFilter | undefined
  scope?: FeedScope | undefined
  title?: string | undefined
}

/** An answer, and the reservation of mining that goes with it. */
type Page = CacheableResponse & { mining: Record<string, string> }

type Given = FeedWalk & { cursor?: string | undefined; limit?: number | undefined }

const usual = { content: 'full', sort: '-publishedAt' } as const

/** Makes one page of a feed in a format. */
export function createFeedPage({ store, site, changedAt, timeSlices }: Delivery) {
  return async (format: Format, { url, name, ended, scope, title }: Feed, given: Given): Promise<Page> => {
    const lastModified = await changedAt()
    const walk = readWalk(name, given, { query: feedWalk, place: articlePlace }, usual)
    const { sort = usual.sort, content = usual.content } = walk.query
    const isFirst = walk.place === undefined
    const filter = filterOf(scope)
    const list = { filter, sort, limit: walk.limit, from: walk.place, backwards: walk.back }
    const found = await store.list(list, format.needs === 'full' && content === 'full')
    const tombstones = isFirst ? await store.tombstones(newestDeletions, ended) : []
    const around = neighbours(url, walk, found, sort)
    const first = addressOf(url, walk)
    const self = given.cursor === undefined ? first : pageAddress(url, given.cursor, given.limit)
    // Hubs are told of the address without parameters; who subscribed to another one would never hear of it.
    const hubs = self === url ? (site.hubs ?? []) : []
    const body = await gather(
      format.render(entries(found.prints, tombstones, timeSlices()), {
        site: { ...site, hubs },
        now: never,
        updated: lastOf(found.prints, tombstones),
        self,
        first,
        ...around,
        title: title === undefined ? undefined : `${site.title}: ${title}`,
        language: scope?.kind === 'language' ? scope.slug : undefined,
        content,
      }),
    )
    return {
      mining: miningOf(found.prints, site),
      lastModified,
      ...withEtag(body),
      contentType: format.mediaType,
      groups: listGroups(found, filter),
      links: linksOf(self, around, hubs),
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

type Around = { next?: string | undefined; previous?: string | undefined }

function neighbours(url: string, walk: Walk<FeedWalk, Position>, found: PrintPage, sort: Sort): Around {
  const { page } = pageOf(url, walk, {
    next: found.hasNext ? placeOf(found.prints.at(-1), sort) : undefined,
    previous: found.hasPrevious ? placeOf(found.prints[0], sort) : undefined,
  })
  return { next: page.nextUrl, previous: page.previousUrl }
}

/** WebSub section 4: hub and topic are in the header, too, or both in the body only. */
function linksOf(self: string, { next, previous }: Around, hubs: readonly string[]): string[] {
  return [
    ...(fitsLink(self) ? [link(self, 'self'), ...hubs.map(hub => link(hub, 'hub'))] : []),
    ...(next ? [link(next, 'next')] : []),
    ...(previous ? [link(previous, 'prev')] : []),
  ]
}

function filterOf(scope: FeedScope | undefined): Filter {
  return scope ? { [scope.kind]: [scope.slug] } : {}
}

/** The address of a walk's first page, which is also the id of the feed: what holds anyway is left out. */
function addressOf(url: string, { query: { content, sort }, limit }: Walk<FeedWalk, Position>): string {
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

function placeOf(print: StoredPrint | undefined, sort: Sort): Position | undefined {
  return print && { at: sort === '-updatedAt' ? print.updatedAt : print.publishedAt, id: print.articleId }
}
