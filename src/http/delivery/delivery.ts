import type { Site } from '../../domain/address/site.ts'
import type { Clock } from '../../domain/instant.ts'
import type { Rendering } from '../../domain/page/query.ts'
import type { ViewTime } from '../../domain/page/view.ts'
import type { ArchiveStore } from '../../domain/store/log/archive-store.ts'
import type { ChangeStore } from '../../domain/store/log/change-store.ts'
import type { SyncStore } from '../../domain/store/log/sync-store.ts'
import type { StoredPrint } from '../../domain/store/print-store.ts'
import type { Store } from '../../domain/store/store.ts'
import type { ViewStore } from '../../domain/store/view-store.ts'
import type { Analyser } from '../../search/analyser.ts'
import type { Recency } from '../../search/rank.ts'
import type { SearchReader } from '../../search/search-request.ts'
import type { Searcher } from '../../search/searcher.ts'
import type { Respond } from '../cache/respond.ts'
import type { ChangedAt } from './changed-at.ts'
import type { Pause } from './time-slice.ts'

/** The part of the store that delivery reads. */
export type DeliveryStore = Pick<
  Store,
  | 'find'
  | 'readAt'
  | 'findByPath'
  | 'list'
  | 'listByIds'
  | 'count'
  | 'countPopular'
  | 'term'
  | 'terms'
  | 'preview'
  | 'check'
  | 'onDamage'
  | keyof SearchReader
  | keyof ChangeStore
  | keyof SyncStore
  | keyof ArchiveStore
  | keyof Pick<ViewStore, 'viewedArticle' | 'articleViews' | 'addViews'>
>

/** The part of the store that finds an article by its address. */
export type AddressStore = Pick<Store, 'find' | 'readAt' | 'findByPath'>

/** Returns the sections of a print as JSON, with the requested renderings. */
export type RenderedSections = (print: PrintWithBody) => Uint8Array

/** Charges the client for rendering. */
export type Charge = (units: number) => void

/**
 * Renders the sections of prints in time slices.
 *
 * @returns finds the rendered sections of a print; renders them immediately if the print was not in the list
 */
export type Render = (
  prints: readonly StoredPrint[],
  wanted: readonly Rendering[],
  charge?: Charge,
) => Promise<RenderedSections>

/** Dependencies of every delivery route. */
export type Delivery = {
  store: DeliveryStore
  site: Site
  respond: Respond
  /** `Last-Modified` of responses about several articles. Call it before the store is read. */
  changedAt: ChangedAt
  render: Render
  searcher: Searcher
  analyser: Analyser
  recency: Recency
  clock: Clock
  /** The current hour and day of views. */
  viewTime: () => ViewTime
  /** Starts a long task that runs in time slices. */
  timeSlices: () => Pause
}

/** A stored print that was read with its body. */
export type PrintWithBody = StoredPrint & { body: Uint8Array }
