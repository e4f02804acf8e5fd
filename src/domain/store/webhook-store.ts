import type { Id } from '../id.ts'
import type { Instant } from '../instant.ts'
import type { DeliveryAttempt, deliveryStates, WebhookDelivery } from '../webhook/delivery.ts'
import type { ClaimPlan, Verdict } from '../webhook/dispatch.ts'
import type { WebhookEvent } from '../webhook/event.ts'
import type { PendingDelivery, QueuePlan } from '../webhook/queue.ts'
import type { StoredWebhook } from '../webhook/webhook.ts'
import type { Write } from './write.ts'

/** Webhooks, with the secrets that sign, for the editorial API and the command line. */
export interface WebhookStore {
  /** All webhooks, newest first. */
  webhooks(): Promise<StoredWebhook[]>

  webhook(id: Id): Promise<StoredWebhook | undefined>

  /**
   * Decides on a webhook and writes the decision with its audit entry, in one transaction. A new webhook receives the
   * changes after the current end of the log.
   *
   * @throws AppError errors of `decide`; nothing was written
   */
  writeWebhook(
    id: Id,
    decide: (current: StoredWebhook | undefined, count: number) => WebhookDecision,
    write: Write,
  ): Promise<void>

  /** One page of deliveries, newest first. */
  webhookDeliveries(
    query: DeliveryQuery,
  ): Promise<{ deliveries: WebhookDelivery[]; hasNext: boolean; hasPrevious: boolean }>

  webhookDelivery(webhookId: Id, deliveryId: Id): Promise<WebhookDelivery | undefined>

  /** Makes a delivery due again, with its id. False = there is none. It does nothing while its request runs. */
  replayDelivery(webhookId: Id, deliveryId: Id, write: Write): Promise<boolean>

  /**
   * Queues the changes of a period again. A running replay of the webhook is replaced.
   *
   * @returns the number of changes
   */
  replayChanges(webhookId: Id, period: { since: Instant; until: Instant }, write: Write): Promise<number>

  /** Keeps a request that was sent outside of the queue. */
  noteDelivery(webhookId: Id, delivery: WebhookDelivery): Promise<void>
}

/** The queue of deliveries, for the process that sends them. */
export interface DeliveryStore {
  /** Active webhooks, with what they still have to read and to send. */
  webhookBacklogs(): Promise<WebhookBacklog[]>

  /** The subjects among these that have a waiting delivery with no request yet. */
  openSubjects(webhookId: Id, subjects: readonly string[]): Promise<string[]>

  /**
   * Moves cursors and changes the queues, in one transaction. A move whose cursor was moved by another process is skipped.
   *
   * @param plan decides with the pending deliveries of `subjects`, in the order of their changes
   * @returns how many moves were made
   */
  queueDeliveries(
    moves: readonly QueueMove[],
    plan: (webhook: StoredWebhook, events: readonly WebhookEvent[], pending: readonly PendingDelivery[]) => QueuePlan,
  ): Promise<number>

  /**
   * Claims deliveries, in one transaction.
   *
   * @param plan decides with the claimed deliveries of a webhook and those of subjects that are due, in the order of their changes
   */
  claimDeliveries(
    webhookIds: readonly Id[],
    at: Instant,
    plan: (webhook: StoredWebhook, pending: readonly PendingDelivery[]) => ClaimPlan,
  ): Promise<ClaimedDelivery[]>

  /**
   * Extends claims, in one transaction. Without `until` the deliveries can be claimed again at once.
   *
   * @returns ids of the deliveries that ended, were removed or were claimed again meanwhile: nothing was changed there
   */
  renewClaims(claims: readonly DeliveryClaim[], until: Instant | undefined): Promise<Id[]>

  /**
   * Notes the ends of requests, in one transaction. A result whose delivery was claimed again meanwhile is ignored. Keeps the last 100 deliveries of each webhook that succeeded.
   *
   * @param plan decides with the delivery as it is now, and a newer one of the same subject
   * @returns webhooks that were disabled
   */
  settleDeliveries(
    results: readonly DeliveryResult[],
    plan: (
      result: DeliveryResult,
      webhook: StoredWebhook,
      delivery: PendingDelivery,
      newer: PendingDelivery | undefined,
    ) => Verdict,
  ): Promise<StoredWebhook[]>
}

export type WebhookDecision = {
  /** The webhook to add or replace; absent = no change. */
  put?: StoredWebhook | undefined
  /** Removes it, with its deliveries. */
  remove?: boolean | undefined
  audit?: { action: string; detail: Record<string, unknown> } | undefined
}

export type DeliveryQuery = {
  webhookId: Id
  state?: (typeof deliveryStates)[number] | undefined
  limit: number
  from?: Id | undefined
  backwards?: boolean | undefined
}

export type WebhookBacklog = {
  webhook: StoredWebhook
  /** Last `seq` that is queued. */
  cursor: number
  /** Changes to queue again. */
  replay?: { from: number; until: number } | undefined
  /** Pending deliveries that were not sent yet, and all. */
  fresh: number
  pending: number
  /** When the next delivery is due, or its claim ends. */
  nextDueAt?: Instant | undefined
}

export type QueueMove = {
  webhookId: Id
  /** Whether the cursor of the replay moves. */
  isReplay: boolean
  from: number
  to: number
  events: readonly WebhookEvent[]
  subjects: readonly string[]
}

export type ClaimedDelivery = { webhook: StoredWebhook; delivery: PendingDelivery }

/** One attempt of a delivery. Each claim has the next number. */
export type DeliveryClaim = { webhookId: Id; deliveryId: Id; number: number }

export type DeliveryResult = DeliveryClaim & {
  attempt: DeliveryAttempt
  retryAfterSeconds?: number | undefined
}
