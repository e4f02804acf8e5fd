import type { IncomingMessage } from 'node:http'
import type { Entry } from '../cache/entry.ts'
import type { RecordAccess } from './access-log.ts'
import type { RequestMetrics } from './request-metrics.ts'

/** A response that was sent from memory without Fastify. */
export type Hit = {
  entry: Entry
  request: IncomingMessage
  requestId: string
  status: number
  bytes: number
  /** `performance.now()` when the request arrived. */
  startedAt: number
}

export type RecordHit = (hit: Hit) => void

export function createRecordHit(requests: RequestMetrics, recordAccess: RecordAccess | undefined): RecordHit {
  return ({ entry, request, requestId, status, bytes, startedAt }) => {
    const { method = '' } = request
    const seconds = (performance.now() - startedAt) / 1000
    requests.cache.hits += 1
    if (method === 'GET') {
      entry.record ??= requests.of(method, routeOf(entry))
      entry.record.add(status, seconds)
    } else requests.of(method, routeOf(entry)).add(status, seconds)
    recordAccess?.({ requestId, method, route: routeOf(entry), status, bytes, seconds, cache: 'hit' }, request)
  }
}

/** The key of an entry begins with its route: see `cacheKey`. */
function routeOf({ key }: Entry): string {
  return key.slice(0, key.indexOf('\n'))
}
