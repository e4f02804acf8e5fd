import { monitorEventLoopDelay } from 'node:perf_hooks'
import { counter, gauge, type Metric } from './metric.ts'

/** Milliseconds between two samples of the event loop. */
const resolution = 20

/** Measures this process: event loop, CPU and memory. */
export function createProcessMetrics(): () => Metric[] {
  const delay = monitorEventLoopDelay({ resolution })
  delay.enable()
  return () => {
    const { rss, heapUsed } = process.memoryUsage()
    const { user, system } = process.cpuUsage()
    // A sample includes the pause between two samples.
    const seconds = (nanoseconds: number) => Math.max(nanoseconds / 1e9 - resolution / 1000, 0)
    const quantiles = ([0.5, 0.9, 0.99] as const).map(
      quantile => [{ quantile: String(quantile) }, seconds(delay.percentile(quantile * 100))] as const,
    )
    const longest = [{ quantile: '1' }, seconds(delay.max)] as const
    const help = 'Delay of the event loop since the last read of the metrics, of the slowest process.'
    const metrics = [
      gauge('offprint_processes', 'Running processes.', 1, 'sum'),
      gauge('offprint_event_loop_delay_seconds', help, delay.count === 0 ? [] : [...quantiles, longest], 'max'),
      counter('process_cpu_seconds_total', 'CPU time of all processes.', (user + system) / 1e6),
      gauge('process_resident_memory_bytes', 'Resident memory of all processes.', rss, 'sum'),
      gauge('nodejs_heap_size_used_bytes', 'Used JavaScript memory of all processes.', heapUsed, 'sum'),
    ]
    delay.reset()
    return metrics
  }
}
