import type { Site } from '../../domain/address/site.ts'
import type { Respond } from '../cache/respond.ts'

/** Dependencies of the routes about the service itself. */
export type Service = { site: Site; respond: Respond }
