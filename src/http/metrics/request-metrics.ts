import { counter, type Labelled, type Metric } from './metric.ts'

/** Upper bounds of the duration histogram, in seconds. */
const bounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** The requests of one method and route. Recording takes a few nanoseconds. */
export type RouteRecord = {
  /** @param seconds from the arrival of the request to the end of the response */
  add(status: number, seconds: number): void
}

export type RequestMetrics = {
  /** @param route template of the route, such as `/v1/articles/:ref` */
  of(method: string, route: string): RouteRecord
  /** Responses from memory, and requests that had to read the store. */
  cache: { hits: number; misses: number }
  /** Counts a request that was refused because of overload. */
  refused(method: string): void
  metrics(): Metric[]
}

/** Counts requests in plain numbers: a registry of labels would take longer than a response from memory. */
export function createRequestMetrics(): RequestMetrics {
  const routes = new Map<string, Route>()
  const cache = { hits: 0, misses: 0 }
  const refusals = new Map<string, number>()
  return {
    cache,
    of(method, route) {
      const key = `${method} ${route}`
      const known = routes.get(key) ?? createRoute(method, route)
      routes.set(key, known)
      return known
    },
    refused(method) {
      refusals.set(method, (refusals.get(method) ?? 0) + 1)
    },
    metrics: () => [
      counter(
        'offprint_overload_refusals_total',
        'Requests that were refused because the event loop was overloaded.',
        [...refusals].map(([method, count]) => [{ method }, count] as const),
      ),
      counter(
        'offprint_http_requests_total',
        'Requests by method, route and status.',
        [...routes.values()].flatMap(requestsOf),
      ),
      {
        name: 'offprint_http_request_duration_seconds',
        help: 'Time from the arrival of a request to the end of its response, by method and route.',
        type: 'histogram',
        aggregator: 'sum',
        values: [...routes.values()].flatMap(durationsOf),
      },
      counter('offprint_cache_requests_total', 'Requests of cacheable routes, by result.', [
        [{ result: 'hit' }, cache.hits],
        [{ result: 'miss' }, cache.misses],
      ]),
    ],
  }
}

type Route = RouteRecord & {
  labels: { method: string; route: string }
  statuses: Map<number, number>
  /** Number of durations within each bound, and above all. */
  buckets: number[]
  sum(): number
}

function createRoute(method: string, route: string): Route {
  const statuses = new Map<number, number>()
  const buckets = Array.from({ length: bounds.length + 1 }, () => 0)
  let sum = 0
  return {
    labels: { method, route },
    statuses,
    buckets,
    sum: () => sum,
    add(status, seconds) {
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
      let index = 0
      while (index < bounds.length && seconds > (bounds[index] ?? 0)) index += 1
      buckets[index] = (buckets[index] ?? 0) + 1
      sum += seconds
    },
  }
}

function requestsOf({ labels, statuses }: Route): Labelled {
  return [...statuses].map(([status, count]) => [{ ...labels, status: String(status) }, count] as const)
}

function durationsOf({ labels, buckets, sum }: Route): Metric['values'] {
  const name = 'offprint_http_request_duration_seconds'
  let below = 0
  const values = buckets.map((count, index) => {
    below += count
    return { metricName: `${name}_bucket`, labels: { le: bounds[index] ?? '+Inf', ...labels }, value: below }
  })
  return [
    ...values,
    { metricName: `${name}_sum`, labels, value: sum() },
    { metricName: `${name}_count`, labels, value: below },
  ]
}
