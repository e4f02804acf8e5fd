import { type Clock, now } from '../../../domain/instant.ts'
import type { DeliveryClaim, DeliveryResult } from '../../../domain/store/webhook-store.ts'
import { type DeliveryAttempt, keptRequestBytes, keptResponseBytes } from '../../../domain/webhook/delivery.ts'
import type { WebhookEvent } from '../../../domain/webhook/event.ts'
import type { StoredWebhook } from '../../../domain/webhook/webhook.ts'
import { createAddressGuard } from '../../../outbound/address-guard.ts'
import { type OutboundRequest, type OutboundResponse, send } from '../../../outbound/send.ts'
import { buildRequest, type RequestTools } from './request.ts'

/** Milliseconds in which a receiver must respond. */
const timeoutMs = 15_000

/** Sends a request to a receiver. @throws Error with a message for people */
export type SendWebhook = (request: OutboundRequest, signal?: AbortSignal) => Promise<OutboundResponse>

export type AttemptTools = RequestTools & { clock: Clock; send: SendWebhook }

/** @param isPrivateAllowed whether receivers may be on this machine or in private networks */
export function createSender(isPrivateAllowed: boolean): { send: SendWebhook; close(): void } {
  const guard = createAddressGuard(isPrivateAllowed, true)
  return {
    send: (request, signal) => send(request, { guard, timeoutMs, maxBytes: keptResponseBytes, signal }),
    close: guard.close,
  }
}

/** Sends the request of an event, and describes what happened. */
export async function attempt(
  tools: AttemptTools,
  webhook: StoredWebhook,
  delivery: { id: string; event: WebhookEvent },
  signal?: AbortSignal,
): Promise<Omit<DeliveryResult, keyof DeliveryClaim>> {
  const at = now(tools.clock)
  const request = await buildRequest(tools, webhook, delivery, at)
  const startedAt = performance.now()
  const shown = shownRequest(request, webhook)
  const ended = () => ({ at, durationMs: Math.round(performance.now() - startedAt), request: shown })
  try {
    const response = await tools.send(request, signal)
    const { status, headers, body } = response
    const retryAfterSeconds = retryAfter(headers['retry-after'], tools.clock())
    const attempt: DeliveryAttempt = { ...ended(), response: { status, headers, body: textOf(body) } }
    return { attempt, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) }
  } catch (error) {
    return { attempt: { ...ended(), error: error instanceof Error ? error.message : String(error) } }
  }
}

/** `Retry-After` in seconds (RFC 9110 section 10.2.3). */
export function retryAfter(value: string | undefined, now: Date): number | undefined {
  if (value === undefined) return undefined
  if (/^\d{1,9}$/.test(value.trim())) return Number(value)
  const at = Date.parse(value)
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - now.getTime()) / 1000))
}

function shownRequest(
  { method, url, headers, body }: OutboundRequest,
  webhook: StoredWebhook,
): DeliveryAttempt['request'] {
  const shown = Object.entries(headers).map(([name, value]) => [
    name,
    Object.hasOwn(webhook.headers, name) ? '…' : value,
  ])
  return { method, url, headers: Object.fromEntries(shown), body: textOf(body.subarray(0, keptRequestBytes)) }
}

/** A character at the end may be incomplete. */
function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}
