import type { Site } from '../domain/site.ts'
import type { Store } from '../domain/store/store.ts'
import type { Answer } from './answer.ts'

/** What delivery reads: never a working copy. */
export type DeliveryStore = Pick<Store, 'find' | 'list' | 'listByIds' | 'count' | 'term' | 'terms' | 'check'>

/** What every delivery route is given. */
export type Delivery = { store: DeliveryStore; site: Site; answer: Answer }
