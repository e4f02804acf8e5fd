import type { Test } from 'tap'
import { addSeconds } from '../../../src/domain/instant.ts'
import type { DeliveryResult } from '../../../src/domain/store/webhook-store.ts'
import type { Verdict } from '../../../src/domain/webhook/dispatch.ts'
import type { PendingDelivery } from '../../../src/domain/webhook/queue.ts'
import { numberedId } from '../../domain/sample.ts'
import { at, erasure, openFresh, publication, put, type StoreMember, write } from './newsroom.ts'
import { add, claimAll, delivered, deliveries, hook, queue, result, waiting } from './webhook-queue.ts'

/** What remains of an erased article in the rows that outlive it. */
export function eraseContract(t: Test, member: StoreMember): void {
  t.test(
    `${member.name}: erase removes the requests of an article, of those that name it, and of those that run`,
    async t => {
      const { store } = await openFresh(t, member)
      await put(store, publication(1), publication(2))
      await add(store, hook)
      const claimed = async (...rows: PendingDelivery[]) => {
        await queue(store, hook.id, ...rows)
        return claimAll(store, hook.id)
      }
      const failed = (_: unknown, __: unknown, { claimedUntil: ___, ...delivery }: PendingDelivery): Verdict => {
        return { state: 'pending', health: hook.health, keep: { ...delivery, failures: 1, dueAt: addSeconds(at, 300) } }
      }
      const about = (one: DeliveryResult, text: string): DeliveryResult => {
        const { attempt } = one
        return { ...one, attempt: { ...attempt, request: { ...attempt.request, body: text } } }
      }
      const sent = (await claimed(waiting(1, 1), waiting(2, 2), waiting(3, 3))).map(one => result(one))
      const texts = ['Secret words', `{"translations":[{"id":"${numberedId(1)}","title":"Secret"}]}`, 'Other words']
      await store.settleDeliveries(
        sent.map((one, index) => about(one, texts[index] ?? '')),
        delivered,
      )
      await store.settleDeliveries(
        (await claimed(waiting(4, 1))).map(one => about(result(one), 'Secret words')),
        failed,
      )
      const running = await claimed(waiting(5, 4), waiting(6, 5))
      await put(store, erasure(1))
      const [first, second] = running
      if (!first || !second) throw new Error('nothing was claimed')
      await store.settleDeliveries([result(first)], delivered)
      await store.settleDeliveries([result(second)], failed)
      t.strictSame(
        (await deliveries(store)).map(one => [one.revision, one.state, one.articleId, one.attempt?.request.body]),
        [
          [6, 'pending', numberedId(5), undefined],
          [5, 'delivered', numberedId(4), undefined],
          [4, 'pending', numberedId(1), undefined],
          [3, 'delivered', numberedId(3), 'Other words'],
          [2, 'delivered', numberedId(2), undefined],
          [1, 'delivered', numberedId(1), undefined],
        ],
      )
      const again = await claimAll(store, hook.id, addSeconds(at, 300))
      await store.settleDeliveries(
        again.map(one => about(result(one), 'It is gone')),
        delivered,
      )
      const bodies = (await deliveries(store)).map(({ attempt }) => attempt?.request.body)
      t.strictSame(
        bodies,
        ['It is gone', undefined, 'It is gone', 'Other words', undefined, undefined],
        'later requests are stored',
      )
    },
  )

  t.test(`${member.name}: erase keeps the idempotency keys of responses about an article, without content`, async t => {
    const { store } = await openFresh(t, member)
    const save = async (number: number, key: string, text: string, location = '') => {
      const answer = { status: 201, headers: { location }, body: new TextEncoder().encode(text) }
      const idempotency = { owner: 'key:1', key, requestHash: key, answer: () => answer }
      await store.writeArticles([publication(number)], { ...write, idempotency })
      return answer
    }
    await save(1, 'body', `{"id":"${numberedId(1)}","title":"Secret"}`)
    await save(1, 'location', '', `/v1/editorial/articles/${numberedId(1)}`)
    const other = await save(2, 'other', `{"id":"${numberedId(2)}"}`)
    const erased = { status: 204, headers: {}, body: new Uint8Array() }
    const erasing = { owner: 'key:1', key: 'erase', requestHash: 'erase', answer: () => erased }
    await store.writeArticles([erasure(1)], { ...write, idempotency: erasing })
    const found = (key: string) => store.findResponse('key:1', key, at)
    t.strictSame(await found('body'), { requestHash: 'body', isErased: true })
    t.strictSame(await found('location'), { requestHash: 'location', isErased: true })
    t.strictSame(await found('other'), { requestHash: 'other', answer: other })
    t.strictSame(await found('erase'), { requestHash: 'erase', answer: erased })
    t.equal(await store.findResponse('key:1', 'body', addSeconds(at, 86_400)), undefined)
  })
}
