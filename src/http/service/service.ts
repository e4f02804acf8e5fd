import type { Site } from '../../domain/address/site.ts'
import type { Respond } from '../cache/respond.ts'

/** What the routes about the service need, such as the API root, the OpenAPI document and the health checks. */
export type Service = { site: Site; respond: Respond }
