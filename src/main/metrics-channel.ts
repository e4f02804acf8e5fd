import type { Worker } from 'node:cluster'
import { setTimeout as delay } from 'node:timers/promises'
import { AppError } from '../domain/error.ts'
import type { Metric } from '../http/metrics/metric.ts'

/** Messages about metrics. The primary collects them; each worker can ask for the text of all processes. */
export type MetricsMessage =
  | { is: 'collect-metrics'; id: number }
  | { is: 'metrics'; id: number; metrics: Metric[] }
  | { is: 'read-metrics'; id: number }
  | { is: 'metrics-text'; id: number; text: string }

/** Milliseconds after which a process that does not answer is left out. */
const timeoutMs = 2000

/** The metrics of the workers, as the primary reads them. */
export type MetricsCollector = {
  collect(workers: Iterable<Worker>): Promise<Metric[][]>
  received(message: MetricsMessage & { is: 'metrics' }): void
}

export function createMetricsCollector(send: (worker: Worker, message: MetricsMessage) => void): MetricsCollector {
  const pending = createPending<Metric[]>()
  return {
    async collect(workers) {
      const answers = [...workers].map(worker => pending.ask(id => send(worker, { is: 'collect-metrics', id })))
      return (await Promise.all(answers)).filter(metrics => metrics !== undefined)
    },
    received: ({ id, metrics }) => pending.answer(id, metrics),
  }
}

/** Reads the text of all processes from the primary. */
export type MetricsReader = {
  read(): Promise<string>
  received(message: MetricsMessage & { is: 'metrics-text' }): void
}

export function createMetricsReader(send: (message: MetricsMessage) => void): MetricsReader {
  const pending = createPending<string>()
  return {
    async read() {
      const text = await pending.ask(id => send({ is: 'read-metrics', id }), 2 * timeoutMs)
      if (text === undefined) throw new AppError('unavailable', 'The metrics could not be collected.')
      return text
    },
    received: ({ id, text }) => pending.answer(id, text),
  }
}

function createPending<Answer>() {
  const waiting = new Map<number, (answer: Answer | undefined) => void>()
  let last = 0
  return {
    async ask(send: (id: number) => void, within = timeoutMs): Promise<Answer | undefined> {
      last += 1
      const id = last
      const { promise, resolve } = Promise.withResolvers<Answer | undefined>()
      const stop = new AbortController()
      waiting.set(id, resolve)
      send(id)
      const late = delay(within, undefined, { ref: false, signal: stop.signal }).catch(() => undefined)
      const answer = await Promise.race([promise, late])
      stop.abort()
      waiting.delete(id)
      return answer
    },
    answer: (id: number, answer: Answer) => waiting.get(id)?.(answer),
  }
}
