import type { Site } from '../../domain/address/site.ts'
import type { Rendering } from '../../domain/page/query.ts'
import type { ArchiveStore } from '../../domain/store/archive-store.ts'
import type { ChangeStore } from '../../domain/store/change-store.ts'
import type { StoredPrint } from '../../domain/store/print-store.ts'
import type { Store } from '../../domain/store/store.ts'
import type { SyncStore } from '../../domain/store/sync-store.ts'
import type { Respond } from '../cache/respond.ts'
import type { ChangedAt } from './changed-at.ts'
import type { Pause } from './time-slice.ts'

/** What delivery reads: never a working copy. */
export type DeliveryStore = Pick<
  Store,
  | 'find'
  | 'readAt'
  | 'findByPath'
  | 'list'
  | 'listByIds'
  | 'count'
  | 'term'
  | 'terms'
  | 'preview'
  | 'check'
  | 'onDamage'
  | keyof ChangeStore
  | keyof SyncStore
  | keyof ArchiveStore
>

/** The sections of a print as JSON, with the renderings that were asked for. */
export type RenderedSections = (print: WholePrint) => Uint8Array

/** Called with the cost of what is about to be, or was, rendered. */
export type Charge = (units: number) => void

/**
 * Renders the sections of prints, in timeSlices with other requests.
 *
 * @returns what was rendered; for a print that was not among these it renders at once
 */
export type Render = (
  prints: readonly StoredPrint[],
  wanted: readonly Rendering[],
  charge?: Charge,
) => Promise<RenderedSections>

/** What every delivery route is given. */
export type Delivery = {
  store: DeliveryStore
  site: Site
  respond: Respond
  /** `Last-Modified` of what shows several articles. Ask before the store is read. */
  changedAt: ChangedAt
  /** Renders the sections of articles. */
  render: Render
  /** Begins a piece of work that takes timeSlices with other requests. */
  timeSlices: () => Pause
}

/** A stored print with its body, as `find` and lists with bodies give it. */
export type WholePrint = StoredPrint & { body: Uint8Array }
