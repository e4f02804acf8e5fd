import { addSeconds, type Instant } from '../../../src/domain/instant.ts'
import { type AttemptResult, planClaims, planResult } from '../../../src/domain/webhook/dispatch.ts'
import type { WebhookEvent } from '../../../src/domain/webhook/event.ts'
import type { PresetName } from '../../../src/domain/webhook/preset.ts'
import { type PendingDelivery, planQueue } from '../../../src/domain/webhook/queue.ts'
import type { StoredWebhook } from '../../../src/domain/webhook/webhook.ts'
import { numberedId, numberedIds } from '../sample.ts'

export type Sent = { id: string; event: WebhookEvent; at: Instant; attempt: number }

export function webhookOf(preset: PresetName, more: Partial<StoredWebhook['settings']> = {}): StoredWebhook {
  const at = '2026-11-22T12:00:00Z'
  return {
    id: numberedId(1, '0ab00000'),
    settings: {
      url: 'https://partner.example/',
      preset,
      events: ['article.published', 'article.reprinted', 'article.withdrawn', 'article.moved'],
      filter: {},
      payload: 'reference',
      debounceSeconds: 0,
      ed25519: false,
      ...more,
    },
    isPaused: false,
    headers: {},
    secrets: [],
    health: { slowdowns: 0 },
    createdAt: at,
    updatedAt: at,
  }
}

/** A queue in memory that applies the decisions of the domain, under a simulated clock. */
export function simulatedQueue(preset: PresetName, more: Partial<StoredWebhook['settings']> = {}) {
  let webhook = webhookOf(preset, more)
  let at = '2026-11-22T12:00:00Z'
  let revision = 0
  const newId = numberedIds('0bb00000')
  const rows = new Map<string, PendingDelivery>()
  const sent: Sent[] = []
  const running = new Map<string, PendingDelivery>()
  const ended: { id: string; state: string }[] = []
  const inOrder = () =>
    [...rows.values()].toSorted((a, b) => a.event.revision - b.event.revision || (a.id < b.id ? -1 : 1))

  return {
    rows,
    sent,
    running,
    ended,
    inOrder,
    now: () => at,
    webhook: () => webhook,
    pass(seconds: number) {
      at = addSeconds(at, seconds)
    },
    change(article: number, type: WebhookEvent['type'] = 'article.published', groups?: readonly string[]): number {
      revision += 1
      const articleId = numberedId(article)
      const event = { type, articleId, slug: `a-${article}`, revision, at, groups: groups ?? [`g${revision}`] }
      const { put, drop } = planQueue([event], inOrder(), webhook, at, newId)
      for (const id of drop) rows.delete(id)
      for (const row of put) rows.set(row.id, row)
      return revision
    },
    claim(): PendingDelivery[] {
      const { claim, drop } = planClaims(webhook, inOrder(), at)
      for (const id of drop) rows.delete(id)
      for (const row of claim) {
        rows.set(row.id, row)
        running.set(row.id, row)
        sent.push({ id: row.id, event: row.event, at, attempt: row.attempts })
      }
      return claim
    },
    end(id: string, result: Partial<AttemptResult>): void {
      running.delete(id)
      const delivery = rows.get(id)
      if (!delivery) return
      const newer = inOrder().findLast(
        one => one.subject === delivery.subject && one.event.revision > delivery.event.revision,
      )
      const full = { at, durationMs: 1, ...result }
      const verdict = planResult(delivery, { webhook, newer, result: full, at, random: 0.5, newId })
      webhook = { ...webhook, health: verdict.health }
      if (verdict.state !== 'pending') {
        rows.delete(id)
        ended.push({ id, state: verdict.state })
      }
      if (verdict.keep) rows.set(verdict.keep.id, verdict.keep)
      if (verdict.repeat) rows.set(verdict.repeat.id, verdict.repeat)
    },
    /** The process dies: nobody notes the ends of its requests. */
    die() {
      running.clear()
    },
  }
}
