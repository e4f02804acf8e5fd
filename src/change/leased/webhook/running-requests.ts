import { setTimeout as after } from 'node:timers/promises'
import { addSeconds, type Instant, now } from '../../../domain/instant.ts'
import type {
  ClaimedDelivery,
  DeliveryClaim,
  DeliveryResult,
  DeliveryStore,
} from '../../../domain/store/webhook-store.ts'
import { claimSeconds } from '../../../domain/webhook/dispatch.ts'
import { type AttemptTools, attempt } from './attempt.ts'

/** Seconds before the end of a claim from which on it is renewed. */
const renewedBefore = 3

export type RequestRunner = {
  start(claimed: ClaimedDelivery): void
  /** Renews the claims, if it is time. A request whose delivery another process has claimed meanwhile is aborted. */
  renew(): Promise<void>
  /** The results since the last call. */
  takeResults(): DeliveryResult[]
  /** Keeps results that could not be noted. */
  putBack(results: readonly DeliveryResult[]): void
  /** Whether no request runs, and all results were taken. */
  isIdle(): boolean
  /** Resolves when a request ends, or after some milliseconds. */
  idle(milliseconds: number, signal?: AbortSignal): Promise<void>
  /** Waits some milliseconds for running requests, and aborts the others. Their deliveries can be claimed at once. */
  stop(milliseconds: number): Promise<void>
}

type Running = DeliveryClaim & { until: Instant; lost: AbortController; ended: Promise<void> }

/**
 * Runs the requests of claimed deliveries. A claim is short and renewed while the request runs, so that another process soon
 * continues the work of one that was killed.
 *
 * @param failed called if a request could not be sent because of this process, such as an error of the store. Its delivery is
 *   sent again when the claim has ended
 */
export function createRequestRunner(
  tools: Omit<AttemptTools, 'store'> & { store: AttemptTools['store'] & Pick<DeliveryStore, 'renewClaims'> },
  failed: (error: unknown) => void,
): RequestRunner {
  const { store, clock } = tools
  const running = new Map<string, Running>()
  let results: DeliveryResult[] = []
  let wake = Promise.withResolvers<void>()

  async function run({ webhook, delivery }: ClaimedDelivery, one: Running): Promise<void> {
    const { signal } = one.lost
    const send: AttemptTools['send'] = async (request, stop) => {
      // This process was stopped for so long that another one may have sent it.
      if (one.until <= now(clock)) one.lost.abort()
      stop?.throwIfAborted()
      return tools.send(request, stop)
    }
    try {
      const result = await attempt({ ...tools, send }, webhook, delivery, signal)
      // An aborted request is repeated by another process.
      if (!signal.aborted)
        results.push({ webhookId: webhook.id, deliveryId: delivery.id, number: delivery.attempts, ...result })
    } catch (error) {
      failed(error)
    } finally {
      running.delete(delivery.id)
      wake.resolve()
    }
  }

  return {
    start(claimed) {
      const { webhook, delivery } = claimed
      const { id, attempts, claimedUntil = now(clock) } = delivery
      const claim = { webhookId: webhook.id, deliveryId: id, number: attempts, until: claimedUntil }
      const one: Running = { ...claim, lost: new AbortController(), ended: Promise.resolve() }
      running.set(id, one)
      one.ended = run(claimed, one)
    },
    async renew() {
      const at = now(clock)
      const claims = [...running.values()]
      if (claims.every(one => one.until > addSeconds(at, renewedBefore))) return
      const until = addSeconds(at, claimSeconds)
      const lost = new Set(await store.renewClaims(claims, until))
      for (const one of claims) {
        if (lost.has(one.deliveryId)) one.lost.abort()
        else one.until = until
      }
    },
    takeResults() {
      const taken = results
      results = []
      return taken
    },
    putBack(taken) {
      results = [...taken, ...results]
    },
    isIdle: () => running.size === 0 && results.length === 0,
    async idle(milliseconds, signal) {
      const timer = new AbortController()
      const late = after(milliseconds, undefined, { signal: timer.signal }).catch(() => undefined)
      const stop = () => wake.resolve()
      signal?.addEventListener('abort', stop, { once: true })
      if (results.length === 0 && signal?.aborted !== true) await Promise.race([late, wake.promise])
      signal?.removeEventListener('abort', stop)
      timer.abort()
      wake = Promise.withResolvers()
    },
    async stop(milliseconds) {
      const ends = () => Promise.all([...running.values()].map(one => one.ended))
      const timer = new AbortController()
      await Promise.race([ends(), after(milliseconds, undefined, { signal: timer.signal }).catch(() => undefined)])
      timer.abort()
      const left = [...running.values()]
      for (const { lost } of left) lost.abort()
      await ends()
      if (left.length > 0) await store.renewClaims(left, undefined)
    },
  }
}
