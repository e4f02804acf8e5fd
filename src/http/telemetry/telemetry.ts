import type { IncomingMessage } from 'node:http'
import type { TraceOutbound } from '../../outbound/trace.ts'
import type { Access } from '../metrics/access-log.ts'
import type { Metric } from '../metrics/metric.ts'

/** Sends traces and metrics of this process to an OpenTelemetry collector. */
export type Telemetry = {
  /** Records the span of a finished request. Its parent is the `traceparent` of the request. */
  traceRequest(access: Access, request: Pick<IncomingMessage, 'headers' | 'httpVersion'>): void
  /** Records a span for each request to another server, and sends its `traceparent`. */
  traceOutbound: TraceOutbound
  /** Sends metrics at regular intervals. */
  exportMetrics(collect: () => Promise<Metric[]>): void
  /** Sends what remains, for at most two seconds. */
  close(): Promise<void>
}
