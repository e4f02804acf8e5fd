import type { Test } from 'tap'
import { AppError } from '../../../src/domain/error.ts'
import { addSeconds } from '../../../src/domain/instant.ts'
import type { QueueMove } from '../../../src/domain/store/webhook-store.ts'
import type { WebhookDelivery } from '../../../src/domain/webhook/delivery.ts'
import type { PendingDelivery } from '../../../src/domain/webhook/queue.ts'
import { numberedId } from '../../domain/sample.ts'
import { hasMembers } from '../../has-members.ts'
import { at, openFresh, publication, put, type StoreMember, write } from './newsroom.ts'
import { add, claimAll, delivered, deliveries, hook, queue, result, second, waiting } from './webhook-queue.ts'

/** Webhooks and their deliveries. */
export function webhookContract(t: Test, member: StoreMember): void {
  t.test(`${member.name}: keeps webhooks as written, the newest first, also after opening again`, async t => {
    const { store, again } = await openFresh(t, member)
    await add(store, hook, second)
    t.strictSame(await (await again()).webhooks(), [second, hook])
    const seen: unknown[] = []
    await store.writeWebhook(
      hook.id,
      (current, count) => {
        seen.push(current, count)
        return { put: { ...hook, isPaused: true, secrets: [{ v1: 'whsec_BB==' }], updatedAt: addSeconds(at, 9) } }
      },
      write,
    )
    t.strictSame([seen.at(-2), seen.at(-1)], [hook, 2])
    hasMembers(t, await store.webhook(hook.id), { isPaused: true, secrets: [{ v1: 'whsec_BB==' }] })
    const refused = store.writeWebhook(
      numberedId(3),
      () => {
        throw new AppError('too-many-webhooks', 'refused')
      },
      write,
    )
    await t.rejects(refused, { code: 'too-many-webhooks' })
    t.equal((await store.webhooks()).length, 2)
  })

  t.test(`${member.name}: a new webhook begins at the end of the log, and is removed with its deliveries`, async t => {
    const { store } = await openFresh(t, member)
    await put(store, publication(1), publication(2))
    await add(store, hook)
    const [backlog] = await store.webhookBacklogs()
    t.strictSame(backlog, { webhook: hook, cursor: 2, replay: undefined, pending: 0, fresh: 0 })
    await queue(store, hook.id, waiting(1, 1))
    await store.writeWebhook(hook.id, () => ({ remove: true }), write)
    t.strictSame([await store.webhook(hook.id), await store.webhookBacklogs()], [undefined, []])
    t.equal(await store.webhookDelivery(hook.id, numberedId(1, '0dd00000')), undefined)
    await add(store, hook)
    t.strictSame(await deliveries(store), [])
  })

  t.test(`${member.name}: of two moves from one cursor only the first is made`, async t => {
    const { store } = await openFresh(t, member)
    await add(store, hook)
    await put(store, publication(1), publication(2))
    const move: QueueMove = { webhookId: hook.id, isReplay: false, from: 0, to: 2, events: [], subjects: [] }
    const [first, other] = [waiting(1, 1), waiting(2, 2)]
    const plan = (row: PendingDelivery) => () => ({ put: [row], drop: [] })
    t.equal(await store.queueDeliveries([{ ...move, events: [first.event] }], plan(first)), 1)
    t.equal(await store.queueDeliveries([{ ...move, events: [other.event] }], plan(other)), 0)
    t.strictSame(
      (await deliveries(store)).map(one => one.id),
      [first.id],
    )
    t.equal((await store.webhookBacklogs())[0]?.cursor, 2)
  })

  t.test(
    `${member.name}: a plan gets the pending deliveries of its subjects, in the order of their changes`,
    async t => {
      const { store } = await openFresh(t, member)
      await add(store, hook)
      const rows = [waiting(3, 1), waiting(1, 1), waiting(2, 2)]
      await queue(store, hook.id, ...rows)
      const events = [waiting(4, 1).event]
      const move = { webhookId: hook.id, isReplay: false, from: 0, to: 0, events, subjects: [numberedId(1)] }
      await store.queueDeliveries([move], (webhook, given, pending) => {
        t.strictSame([webhook, given], [hook, events])
        t.strictSame(pending, [rows[1], rows[0]])
        return { put: [], drop: [waiting(1, 1).id] }
      })
      t.strictSame(
        (await deliveries(store)).map(({ revision }) => revision),
        [3, 2],
      )
      t.strictSame(await store.openSubjects(hook.id, [numberedId(1), numberedId(9)]), [numberedId(1)])
      await claimAll(store, hook.id)
      t.strictSame(await store.openSubjects(hook.id, [numberedId(1)]), [], 'a sent delivery takes no further event')
    },
  )

  t.test(`${member.name}: a claim is held by one process, can be renewed and released, and ends`, async t => {
    const { store, again } = await openFresh(t, member)
    const other = await again()
    await add(store, hook)
    await queue(store, hook.id, waiting(1, 1), waiting(2, 2))
    const claimed = await claimAll(store, hook.id)
    const claims = claimed.map(({ delivery }) => ({
      webhookId: hook.id,
      deliveryId: delivery.id,
      number: delivery.attempts,
    }))
    t.strictSame(
      claimed.map(({ delivery }) => [delivery.attempts, delivery.claimedUntil]),
      [
        [1, addSeconds(at, 5)],
        [1, addSeconds(at, 5)],
      ],
    )
    t.strictSame(await claimAll(other, hook.id), [])
    t.strictSame((await store.webhookBacklogs())[0]?.nextDueAt, addSeconds(at, 5))
    t.strictSame(await store.renewClaims(claims, addSeconds(at, 9)), [])
    t.strictSame(await claimAll(other, hook.id, addSeconds(at, 8)), [])
    const taken = await claimAll(other, hook.id, addSeconds(at, 9))
    t.strictSame(
      taken.map(({ delivery }) => delivery.attempts),
      [2, 2],
    )
    const lost = claims.map(one => one.deliveryId)
    t.strictSame(await store.renewClaims(claims, addSeconds(at, 60)), lost, 'another process has claimed them')
    t.strictSame(await store.renewClaims(claims, undefined), lost)
    const now = taken.map(({ delivery }) => ({ webhookId: hook.id, deliveryId: delivery.id, number: 2 }))
    t.strictSame(await other.renewClaims(now, undefined), [])
    t.equal((await claimAll(store, hook.id, addSeconds(at, 9))).length, 2, 'released claims end at once')
  })

  t.test(`${member.name}: a result is noted once, and not if its delivery was claimed again`, async t => {
    const { store } = await openFresh(t, member)
    await add(store, hook)
    await queue(store, hook.id, waiting(1, 1))
    const [first] = await claimAll(store, hook.id)
    const [again] = await claimAll(store, hook.id, addSeconds(at, 5))
    if (!first || !again) throw new Error('nothing was claimed')
    t.strictSame(await store.settleDeliveries([result(first)], delivered), [])
    t.equal((await deliveries(store, 'pending')).length, 1)
    await store.settleDeliveries([result(again)], delivered)
    const [shown] = await deliveries(store)
    t.strictSame(shown, {
      id: again.delivery.id,
      state: 'delivered',
      event: 'article.published',
      articleId: numberedId(1),
      revision: 1,
      attempts: 2,
      createdAt: at,
      endedAt: at,
      attempt: result(again).attempt,
    })
    t.strictSame(await store.webhookDelivery(hook.id, again.delivery.id), shown)
    await store.settleDeliveries([result(again)], () => {
      throw new Error('it has ended')
    })
  })

  t.test(`${member.name}: a plan of a result sees the newer delivery, and its rows and health are kept`, async t => {
    const { store } = await openFresh(t, member)
    await add(store, hook, second)
    await queue(store, hook.id, waiting(1, 1), waiting(2, 2))
    const claimed = await claimAll(store, hook.id)
    await queue(store, hook.id, waiting(3, 1))
    const health = { slowdowns: 1, failingSince: at, disabled: { at, reason: 'gone' } }
    const seen: unknown[] = []
    const gone = await store.settleDeliveries(
      claimed.map(one => result(one, 500)),
      (_, webhook, { claimedUntil: __, ...delivery }, newer) => {
        seen.push([webhook.id, delivery.id, newer?.event.revision])
        if (newer) return { state: 'superseded', health: hook.health, keep: { ...newer, failures: 1 } }
        return { state: 'pending', health, keep: { ...delivery, failures: 1, dueAt: addSeconds(at, 300) } }
      },
    )
    t.strictSame(seen, [
      [hook.id, waiting(1, 1).id, 3],
      [hook.id, waiting(2, 2).id, undefined],
    ])
    t.strictSame(gone, [{ ...hook, health }])
    t.strictSame(
      (await deliveries(store)).map(({ id, state, dueAt }) => [id, state, dueAt]),
      [
        [waiting(3, 1).id, 'pending', at],
        [waiting(2, 2).id, 'pending', addSeconds(at, 300)],
      ],
    )
    t.strictSame(
      (await store.webhookBacklogs()).map(({ webhook }) => webhook.id),
      [second.id],
      'a disabled webhook sends nothing',
    )
    t.strictSame(await claimAll(store, hook.id), [])
  })

  t.test(`${member.name}: keeps the last 100 successes of each webhook, and all that are pending`, async t => {
    const { store } = await openFresh(t, member)
    await add(store, hook)
    for (let batch = 0; batch < 13; batch += 1) {
      await queue(store, hook.id, ...Array.from({ length: 8 }, (_, index) => waiting(batch * 8 + index + 1, index + 1)))
      const claimed = await claimAll(store, hook.id)
      await store.settleDeliveries(
        claimed.map(one => result(one)),
        delivered,
      )
    }
    await queue(store, hook.id, waiting(200, 1))
    const kept = await deliveries(store, 'delivered')
    t.strictSame([kept.length, kept[0]?.revision, kept.at(-1)?.revision], [100, 104, 5])
    t.equal((await deliveries(store, 'pending')).length, 1)
    const page = await store.webhookDeliveries({ webhookId: hook.id, limit: 2 })
    t.strictSame(
      [page.deliveries.map(({ revision }) => revision), page.hasNext, page.hasPrevious],
      [[200, 104], true, false],
    )
    const from = page.deliveries.at(-1)?.id
    const next = await store.webhookDeliveries({ webhookId: hook.id, limit: 2, from })
    t.strictSame(
      next.deliveries.map(({ revision }) => revision),
      [103, 102],
    )
    const back = await store.webhookDeliveries({ webhookId: hook.id, limit: 2, from, backwards: true })
    t.strictSame(
      back.deliveries.map(({ revision }) => revision),
      [200],
    )
    const figures = await store.figures()
    hasMembers(t, figures.webhooks[0], { id: hook.id, pending: 1, successes: 104, failures: 0 })
  })

  t.test(`${member.name}: a delivery and a period can be replayed, and a test is kept`, async t => {
    const { store } = await openFresh(t, member)
    await put(store, publication(1), publication(2))
    await add(store, hook)
    t.equal(await store.replayDelivery(hook.id, numberedId(9), write), false)
    await queue(store, hook.id, waiting(1, 1))
    const [claimed] = await claimAll(store, hook.id)
    if (!claimed) throw new Error('nothing was claimed')
    t.equal(await store.replayDelivery(hook.id, claimed.delivery.id, write), true)
    t.strictSame(await claimAll(store, hook.id), [], 'it is being sent')
    await store.settleDeliveries([result(claimed)], delivered)
    const later = { ...write, at: addSeconds(at, 60) }
    t.equal(await store.replayDelivery(hook.id, claimed.delivery.id, later), true)
    hasMembers(t, (await deliveries(store))[0], { state: 'pending', attempts: 1, createdAt: later.at, dueAt: later.at })

    const period = { since: at, until: at }
    t.equal(await store.replayChanges(hook.id, { since: later.at, until: later.at }, write), 0)
    t.equal(await store.replayChanges(hook.id, period, write), 2)
    t.strictSame((await store.webhookBacklogs())[0]?.replay, { from: 0, until: 2 })
    const move: QueueMove = { webhookId: hook.id, isReplay: true, from: 0, to: 1, events: [], subjects: [] }
    t.equal(await store.queueDeliveries([move], () => ({ put: [], drop: [] })), 1)
    t.equal(await store.queueDeliveries([move], () => ({ put: [], drop: [] })), 0)
    t.strictSame((await store.webhookBacklogs())[0]?.replay, { from: 1, until: 2 })
    await store.queueDeliveries([{ ...move, from: 1, to: 2 }], () => ({ put: [], drop: [] }))
    hasMembers(t, (await store.webhookBacklogs())[0], { cursor: 2, replay: undefined })

    const test: WebhookDelivery = {
      id: numberedId(50, '0dd00000'),
      state: 'failed',
      event: 'webhook.test',
      revision: 0,
      attempts: 1,
      createdAt: at,
      endedAt: at,
      attempt: { ...result(claimed).attempt, error: 'The connection was refused.' },
    }
    await store.noteDelivery(hook.id, test)
    await store.noteDelivery(second.id, { ...test, id: numberedId(51, '0dd00000') })
    t.strictSame(await deliveries(store, 'failed'), [test])
    t.strictSame(await deliveries(store, undefined, second.id), [], 'the webhook was removed meanwhile')
    const { entries } = await store.audit({ limit: 100 })
    t.strictSame(entries.map(({ action }) => action).filter(action => action === 'webhook.replay').length, 3)
  })
}
