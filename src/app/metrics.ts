import { present } from '../domain/member.ts'
import type { ResponseCache } from '../http/cache/response-cache.ts'
import { appMetrics } from '../http/metrics/app-metrics.ts'
import { formatMetrics, type Metric } from '../http/metrics/metric.ts'
import type { RequestMetrics } from '../http/metrics/request-metrics.ts'
import { metricsRoutes } from '../http/service/route/metrics.ts'
import type { App, AppDeps } from './deps.ts'

/** What the metrics are made of, except those of the store. */
export type Counted = {
  requests: RequestMetrics
  /** Absent when the cache is turned off. */
  cache: ResponseCache | undefined
  openStreams(): number
  runningExports(): number
  /** Number of the last change that was sent to the open streams; undefined before the first stream. */
  streamPosition(): number | undefined
}

/** Registers the metrics of this process and the route that shows them. */
export async function registerMetrics(app: App, deps: AppDeps, counted: Counted): Promise<void> {
  const { requests, cache, openStreams, runningExports, streamPosition } = counted
  app.decorate('collectMetrics', async (): Promise<Metric[]> => {
    const positions = present({ cache: cache?.position(), stream: streamPosition() })
    const figures = { cache: cache?.statistics(), openStreams: openStreams(), runningExports: runningExports() }
    return [
      ...requests.metrics(),
      ...appMetrics({ store: await deps.store.figures(), ...figures, positions }),
      ...(deps.metrics?.own() ?? []),
    ]
  })
  deps.telemetry?.exportMetrics(() => app.collectMetrics())
  const metricsText = deps.metrics?.text ?? (async () => formatMetrics([await app.collectMetrics()]))
  await app.register(metricsRoutes, { metricsText })
}
