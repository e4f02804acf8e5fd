import { setTimeout } from 'node:timers/promises'
import { DiagLogLevel, diag } from '@opentelemetry/api'
import { millisToHrTime } from '@opentelemetry/core'
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import {
  defaultResource,
  detectResources,
  envDetector,
  type Resource,
  resourceFromAttributes,
} from '@opentelemetry/resources'
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics'
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace'
import type { TelemetrySettings } from '../../config/telemetry.ts'
import { untraced } from '../../outbound/trace.ts'
import type { Metric } from '../metrics/metric.ts'
import { metricDataOf } from './metric-data.ts'
import { createSpans } from './span.ts'
import type { Telemetry } from './telemetry.ts'

type Options = {
  settings: TelemetrySettings
  version: string
  /** Identifies this process. */
  instanceId: string
  /** Receives errors of the export, at most one a minute. */
  failed(message: string): void
}

/** Milliseconds that a stopping process waits for the collector. */
const closeMs = 2000
/** Milliseconds between two reports of errors. */
const quietMs = 60_000

/** Starts to send traces and metrics. Only a process that sends them loads this file. */
export function startTelemetry({ settings, version, instanceId, failed }: Options): Telemetry {
  reportErrors(failed)
  const resource = resourceOf(settings.serviceName, version, instanceId)
  const { tracesUrl, metricsUrl, metricIntervalMs } = settings
  const tracers = new TracerProvider({
    resource,
    sampler: samplerOf(settings),
    spanProcessors:
      tracesUrl === undefined ? [] : [new BatchSpanProcessor({ exporter: new OTLPTraceExporter({ url: tracesUrl }) })],
  })
  const spans = createSpans(tracers.getTracer('offprint', version))
  const startedAt = Date.now()
  let meters: MeterProvider | undefined
  return {
    traceRequest: tracesUrl === undefined ? () => undefined : spans.traceRequest,
    traceOutbound: tracesUrl === undefined ? untraced : spans.traceOutbound,
    exportMetrics(collect) {
      if (metricsUrl === undefined) return
      const reader = new PeriodicExportingMetricReader({
        exporter: new OTLPMetricExporter({ url: metricsUrl }),
        exportIntervalMillis: metricIntervalMs,
        exportTimeoutMillis: Math.min(metricIntervalMs, 30_000),
        metricProducers: [producerOf(collect, resource, startedAt)],
      })
      meters = new MeterProvider({ resource, readers: [reader] })
    },
    async close() {
      const sent = Promise.allSettled([tracers.shutdown(), meters?.shutdown()])
      await Promise.race([sent, setTimeout(closeMs, undefined, { ref: false })])
    },
  }
}

function resourceOf(serviceName: string, version: string, instanceId: string): Resource {
  const own = { 'service.name': serviceName, 'service.version': version, 'service.instance.id': instanceId }
  const stated = detectResources({ detectors: [envDetector] })
  return defaultResource().merge(resourceFromAttributes(own)).merge(stated)
}

function samplerOf({ sampler, ratio }: TelemetrySettings): Sampler {
  const name = sampler.replace(/^parentbased_/, '')
  const root =
    name === 'always_on'
      ? new AlwaysOnSampler()
      : name === 'always_off'
        ? new AlwaysOffSampler()
        : new TraceIdRatioBasedSampler(ratio)
  return name === sampler ? root : new ParentBasedSampler({ root })
}

function producerOf(collect: () => Promise<Metric[]>, resource: Resource, startedAt: number) {
  const scope = { name: 'offprint' }
  return {
    async collect() {
      const times = { startTime: millisToHrTime(startedAt), endTime: millisToHrTime(Date.now()) }
      const metrics = metricDataOf(await collect(), times)
      return { resourceMetrics: { resource, scopeMetrics: [{ scope, metrics }] }, errors: [] }
    },
  }
}

/** OpenTelemetry reports errors to one logger of the process. */
function reportErrors(failed: (message: string) => void): void {
  let last = Number.NEGATIVE_INFINITY
  const report = (message: string) => {
    if (performance.now() - last < quietMs) return
    last = performance.now()
    failed(message)
  }
  const ignore = () => undefined
  diag.setLogger({ error: report, warn: report, info: ignore, debug: ignore, verbose: ignore }, DiagLogLevel.WARN)
}
