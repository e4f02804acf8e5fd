import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { operation } from '../../message/operation.ts'
import { metricsType } from '../../metrics/metric.ts'

const described = operation({
  tag: 'Service',
  operationId: 'getMetrics',
  summary: 'Get metrics of the server',
  description:
    'Metrics of all processes in the Prometheus text format. Requires a key with `metrics:read`. `METRICS_PORT` serves the same without a key on another port.',
  ok: { 'text/plain': z.string().meta({ examples: ['# TYPE offprint_articles gauge\noffprint_articles 1200\n'] }) },
  also: [400, 503],
})

/** Metrics for Prometheus. */
export const metricsRoutes: FastifyPluginAsyncZod<{ metricsText: () => Promise<string> }> = async (
  app,
  { metricsText },
) => {
  app.get('/metrics', { schema: described, config: { scope: 'metrics:read' } }, async (_, reply) =>
    reply
      .type(metricsType)
      .header('cache-control', 'no-store')
      .send(await metricsText()),
  )
}
