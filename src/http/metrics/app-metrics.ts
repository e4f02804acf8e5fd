import type { StoreFigures, WebhookFigures } from '../../domain/store/figure-store.ts'
import type { CacheStatistics } from '../cache/response-cache.ts'
import { counter, gauge, type Metric } from './metric.ts'

/** What an application counts besides its requests. */
export type AppFigures = {
  store: StoreFigures
  /** Undefined without a cache. */
  cache: CacheStatistics | undefined
  openStreams: number
  runningExports: number
  /** Positions of the readers of the change log in this process. */
  positions: Record<string, number>
}

export function appMetrics({ store, cache, openStreams, runningExports, positions }: AppFigures): Metric[] {
  const readers = Object.entries({ ...store.readers, ...positions })
  const lags = readers.map(([reader, position]) => [{ reader }, Math.max(store.lastChange - position, 0)] as const)
  return [
    ...(cache ? cacheMetrics(cache) : []),
    ...webhookMetrics(store.webhooks),
    gauge('offprint_streams', 'Open streams.', openStreams, 'sum'),
    gauge('offprint_exports', 'Running exports.', runningExports, 'sum'),
    gauge('offprint_articles', 'Delivered articles.', store.articles, 'max'),
    gauge('offprint_change_log_head', 'The newest entry of the change log.', store.lastChange, 'max'),
    gauge('offprint_change_log_lag', 'Entries that a reader has not processed, of the slowest process.', lags, 'max'),
    gauge(
      'offprint_jobs',
      'Imports and reprints by state.',
      store.jobs.map(({ kind, state, count }) => [{ kind, state }, count] as const),
      'max',
    ),
    gauge(
      'offprint_store_bytes',
      'Size of the database and its write-ahead log.',
      [
        [{ file: 'database' }, store.databaseBytes],
        ...(store.logBytes === undefined ? [] : [[{ file: 'wal' }, store.logBytes] as const]),
      ],
      'max',
    ),
    ...(store.connections ? connectionMetrics(store.connections) : []),
  ]
}

function connectionMetrics({ open, idle, waiting }: NonNullable<StoreFigures['connections']>): Metric[] {
  const connections = [[{ state: 'busy' }, open - idle] as const, [{ state: 'idle' }, idle] as const]
  return [
    gauge('offprint_database_connections', 'Connections to PostgreSQL, by state.', connections, 'sum'),
    gauge('offprint_database_waiting', 'Operations that wait for a connection to PostgreSQL.', waiting, 'sum'),
  ]
}

function webhookMetrics(webhooks: readonly WebhookFigures[]): Metric[] {
  const states = (['active', 'paused', 'disabled'] as const).map(
    state => [{ state }, webhooks.filter(one => one.state === state).length] as const,
  )
  const of = <Name extends string>(
    name: Name,
    values: readonly string[],
    read: (one: WebhookFigures, value: string) => number,
  ) => webhooks.flatMap(one => values.map(value => [{ webhook: one.id, [name]: value }, read(one, value)] as const))
  const requests = of('result', ['success', 'failure'], (one, result) =>
    result === 'success' ? one.successes : one.failures,
  )
  const deliveries = of('state', ['pending', 'failed'], (one, state) =>
    state === 'pending' ? one.pending : one.failed,
  )
  return [
    gauge('offprint_webhooks', 'Webhooks by state.', states, 'max'),
    gauge('offprint_webhook_deliveries', 'Pending and failed deliveries of each webhook.', deliveries, 'max'),
    // All processes read the same numbers from the store.
    {
      ...counter('offprint_webhook_requests_total', 'Requests to each webhook, by result.', requests),
      aggregator: 'max',
    },
  ]
}

function cacheMetrics({ entries, bytes, evictions, waits, waitedSeconds }: CacheStatistics): Metric[] {
  return [
    gauge('offprint_cache_entries', 'Responses in memory.', entries, 'sum'),
    gauge('offprint_cache_bytes', 'Size of the responses in memory.', bytes, 'sum'),
    counter('offprint_cache_evictions_total', 'Responses that were removed because memory was full.', evictions),
    counter('offprint_freshness_waits_total', 'Waits until memory reflected the newest changes.', waits),
    counter('offprint_freshness_wait_seconds_total', 'Time of these waits.', waitedSeconds),
  ]
}
