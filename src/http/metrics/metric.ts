/** A metric of one process, as plain data that can be sent to another process. */
export type Metric = {
  name: string
  help: string
  type: 'counter' | 'gauge' | 'histogram'
  /** How the values of several processes become one. */
  aggregator: 'sum' | 'max'
  values: MetricValue[]
}

type MetricValue = { value: number; labels: Record<string, string | number>; metricName?: string }

/** Values by labels. */
export type Labelled = readonly (readonly [labels: Record<string, string | number>, value: number])[]

export function counter(name: string, help: string, values: number | Labelled): Metric {
  return { name, help, type: 'counter', aggregator: 'sum', values: valuesOf(values) }
}

/** @param aggregator `max` for what all processes see alike, such as the size of the database */
export function gauge(name: string, help: string, values: number | Labelled, aggregator: 'sum' | 'max'): Metric {
  return { name, help, type: 'gauge', aggregator, values: valuesOf(values) }
}

function valuesOf(values: number | Labelled): MetricValue[] {
  if (typeof values === 'number') return [{ value: values, labels: {} }]
  return values.map(([labels, value]) => ({ value, labels }))
}

/**
 * The metrics of all processes as one text in the Prometheus exposition format. prom-client is loaded by the first call,
 * because loading it takes longer than starting a server.
 */
export async function formatMetrics(processes: readonly (readonly Metric[])[]): Promise<string> {
  const { default: client } = await import('prom-client')
  return client.AggregatorRegistry.aggregate(processes.map(metrics => [...metrics])).metrics()
}

/** Content type of the text. */
export const metricsType = 'text/plain; version=0.0.4; charset=utf-8'
