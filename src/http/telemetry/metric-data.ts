import { type HrTime, ValueType } from '@opentelemetry/api'
import {
  AggregationTemporality,
  type DataPoint,
  DataPointType,
  type Histogram,
  type MetricData,
} from '@opentelemetry/sdk-metrics'
import type { Metric } from '../metrics/metric.ts'

/** The time that a process counts since, and the time of reading. */
export type Times = { startTime: HrTime; endTime: HrTime }

/** The metrics of `/metrics` in the data model of OpenTelemetry, under the same names and labels. */
export function metricDataOf(metrics: readonly Metric[], times: Times): MetricData[] {
  return metrics.filter(({ values }) => values.length > 0).map(metric => dataOf(metric, times))
}

function dataOf(metric: Metric, times: Times): MetricData {
  const { name, help, type } = metric
  const unit = name.endsWith('_seconds') || name.endsWith('_seconds_total') ? 's' : name.endsWith('_bytes') ? 'By' : ''
  const shared = {
    descriptor: { name, description: help, unit, valueType: ValueType.DOUBLE },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
  }
  if (type === 'histogram') {
    return { ...shared, dataPointType: DataPointType.HISTOGRAM, dataPoints: histogramsOf(metric, times) }
  }
  const dataPoints = metric.values.map(({ labels, value }) => ({ ...times, attributes: labels, value }))
  if (type === 'gauge') return { ...shared, dataPointType: DataPointType.GAUGE, dataPoints }
  return { ...shared, dataPointType: DataPointType.SUM, dataPoints, isMonotonic: true }
}

/** Joins the lines of each histogram: one for each bound, which counts everything below it, the sum and the count. */
function histogramsOf({ name, values }: Metric, times: Times): DataPoint<Histogram>[] {
  const points = new Map<string, DataPoint<Histogram> & { value: Histogram }>()
  for (const {
    metricName,
    labels: { le, ...attributes },
    value,
  } of values) {
    const key = JSON.stringify(attributes)
    const empty: Histogram = { buckets: { boundaries: [], counts: [] }, sum: 0, count: 0 }
    const point = points.get(key) ?? { ...times, attributes, value: empty }
    points.set(key, point)
    const { buckets } = point.value
    if (metricName === `${name}_sum`) point.value.sum = value
    else if (metricName === `${name}_count`) point.value.count = value
    else {
      if (typeof le === 'number') buckets.boundaries.push(le)
      buckets.counts.push(value - buckets.counts.reduce((sum, count) => sum + count, 0))
    }
  }
  return [...points.values()]
}
