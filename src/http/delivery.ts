import type { Site } from '../domain/site.ts'
import type { ArchiveStore } from '../domain/store/archive-store.ts'
import type { ChangeStore } from '../domain/store/change-store.ts'
import type { StoredPrint } from '../domain/store/print-store.ts'
import type { Store } from '../domain/store/store.ts'
import type { SyncStore } from '../domain/store/sync-store.ts'
import type { Answer } from './answer.ts'

/** What delivery reads: never a working copy. */
export type DeliveryStore = Pick<
  Store,
  | 'find'
  | 'readAt'
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

/** What every delivery route is given. */
export type Delivery = { store: DeliveryStore; site: Site; answer: Answer }

/** A stored print with its body, as `find` and lists with bodies give it. */
export type WholePrint = StoredPrint & { body: Uint8Array }
