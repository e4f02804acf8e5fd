import { type Instant, instantOf, seconds } from '../../domain/instant.ts'
import type { Filter } from '../../domain/page/query.ts'
import type { TermIds } from '../../domain/store/log/sync-store.ts'
import type { Store } from '../../domain/store/store.ts'
import type { SyncFilter } from '../../domain/sync/sync.ts'
import { fullSyncRequired, meaningOf, type SyncState } from '../../domain/sync/token.ts'

/** Filter of a copy, by slugs. */
export type SyncQuery = Pick<Filter, 'language' | 'category' | 'tag' | 'author'> & {
  /** Only articles published since then. An older article leaves the filter. */
  publishedFrom?: Instant | undefined
  /** Leaves out bodies that the copy already has. */
  bodies?: 'changed' | undefined
}

/** The filter of a walk: see `SyncQuery`. */
export function walkFilter({ language, category, tag, author, publishedFrom }: SyncQuery): Filter {
  if (publishedFrom === undefined) return { language, category, tag, author }
  const publishedAfter = instantOf(new Date((seconds(publishedFrom) - 1) * 1000))
  return { language, category, tag, author, publishedAfter }
}

/**
 * The filter of a query, with slugs resolved to ids.
 *
 * @throws AppError `full-sync-required` if the slugs meant other terms when the copy was started
 */
export async function resolveFilter(
  store: Pick<Store, 'filterTerms'>,
  { query, meaning }: Pick<SyncState<SyncQuery>, 'query' | 'meaning'>,
): Promise<SyncFilter> {
  return (await resolveFilters(store, { query, meaning })).filter
}

/** The filter, and the part of it that was certainly valid since the copy was started. */
export async function resolveFilters(
  store: Pick<Store, 'filterTerms'>,
  { query, meaning }: Pick<SyncState<SyncQuery>, 'query' | 'meaning'>,
): Promise<{ filter: SyncFilter; sure: SyncFilter | undefined }> {
  const { named, delivered, matching } = await store.filterTerms(query)
  // Also valid: slugs that had no term at the start (the copy is empty), and slugs whose articles are all gone.
  const known = [meaningOf(delivered), meaningOf(named), meaningOf(nothing(query))]
  if (!known.includes(meaning))
    throw fullSyncRequired('A category, tag or author slug of the filter refers to another term now.')
  const { language, publishedFrom } = query
  // Terms of the slugs when the copy was started. Terms merged since then may add articles that the copy does not have.
  const meant = [delivered, named].find(ids => meaningOf(ids) === meaning)
  return {
    filter: { ...matching, language, publishedFrom },
    sure: meant && { ...meant, language },
  }
}

function nothing({ category, tag, author }: SyncQuery): TermIds {
  return { ...(category && { category: [] }), ...(tag && { tag: [] }), ...(author && { author: [] }) }
}
