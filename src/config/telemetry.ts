import { z } from 'zod'
import { trimEndBy } from '../domain/text/trim.ts'
import { wholeNumber } from './whole-number.ts'

const endpoint = (description: string) =>
  z
    .string()
    .refine(text => /^https?:$/.test(URL.parse(text)?.protocol ?? ''))
    .optional()
    .meta({ description, allowed: 'an absolute http or https URL', shown: 'none' })

const samplers = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const

const signal = (description: string) =>
  z.enum(['otlp', 'none']).prefault('otlp').meta({ description, allowed: 'otlp or none', shown: 'otlp' })

/**
 * Standard variables of OpenTelemetry
 * (https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/). Its exporters read
 * `OTEL_EXPORTER_OTLP_HEADERS` and others of `OTEL_EXPORTER_OTLP_…` themselves.
 */
export const telemetryEnvironment = {
  OTEL_EXPORTER_OTLP_ENDPOINT: endpoint(
    'Base URL of the collector that receives traces and metrics (OTLP over HTTP, as JSON).',
  ),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: endpoint('Complete URL for traces, in place of `OTEL_EXPORTER_OTLP_ENDPOINT`.'),
  OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: endpoint('Complete URL for metrics, in place of `OTEL_EXPORTER_OTLP_ENDPOINT`.'),
  OTEL_EXPORTER_OTLP_HEADERS: z.string().optional().meta({
    description: 'Headers of the requests to the collector, such as `authorization=Bearer …`.',
    allowed: 'name=value, separated by commas',
    shown: 'none',
    secret: true,
  }),
  OTEL_TRACES_EXPORTER: signal('With `none`, no traces are sent.'),
  OTEL_METRICS_EXPORTER: signal('With `none`, no metrics are sent.'),
  OTEL_SERVICE_NAME: z
    .string()
    .max(200)
    .prefault('offprint')
    .meta({ description: '`service.name` of traces and metrics.', allowed: '1 to 200 characters', shown: 'offprint' }),
  OTEL_RESOURCE_ATTRIBUTES: z.string().optional().meta({
    description: 'Further attributes of the resource, such as `deployment.environment.name=production`.',
    allowed: 'name=value, separated by commas',
    shown: 'none',
  }),
  OTEL_TRACES_SAMPLER: z
    .enum(samplers)
    .prefault('parentbased_always_on')
    .meta({
      description:
        'Which requests are traced. With `parentbased_…`, the `traceparent` of a request decides if it has one.',
      allowed: samplers.join(', '),
      shown: 'parentbased_always_on',
    }),
  OTEL_TRACES_SAMPLER_ARG: z
    .string()
    .regex(/^(?:0(?:\.\d{1,9})?|1(?:\.0{1,9})?)$/)
    .transform(Number)
    .prefault('1')
    .meta({ description: 'Share of requests that the `…traceidratio` samplers trace.', allowed: '0 to 1', shown: '1' }),
  OTEL_METRIC_EXPORT_INTERVAL: wholeNumber(1000, 3_600_000, 60_000, 'Milliseconds between two exports of metrics.'),
  OTEL_SDK_DISABLED: z.enum(['true', 'false']).prefault('false').meta({
    description: 'Whether nothing is sent, whatever the other variables say.',
    allowed: 'true or false',
    shown: 'false',
  }),
}

const values = z.object(telemetryEnvironment)

/** Where traces and metrics are sent. */
export type TelemetrySettings = NonNullable<ReturnType<typeof telemetry>>

/** Undefined if nothing is sent. */
export function telemetry(env: z.output<typeof values>) {
  const base = env.OTEL_EXPORTER_OTLP_ENDPOINT && trimEndBy(env.OTEL_EXPORTER_OTLP_ENDPOINT, /\//)
  const url = (exporter: 'otlp' | 'none', own: string | undefined, path: string) =>
    exporter === 'none' ? undefined : (own ?? (base && `${base}${path}`))
  const tracesUrl = url(env.OTEL_TRACES_EXPORTER, env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, '/v1/traces')
  const metricsUrl = url(env.OTEL_METRICS_EXPORTER, env.OTEL_EXPORTER_OTLP_METRICS_ENDPOINT, '/v1/metrics')
  if (env.OTEL_SDK_DISABLED === 'true' || (tracesUrl ?? metricsUrl) === undefined) return undefined
  return Object.freeze({
    tracesUrl,
    metricsUrl,
    serviceName: env.OTEL_SERVICE_NAME,
    sampler: env.OTEL_TRACES_SAMPLER,
    ratio: env.OTEL_TRACES_SAMPLER_ARG,
    metricIntervalMs: env.OTEL_METRIC_EXPORT_INTERVAL,
  })
}
