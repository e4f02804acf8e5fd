import t from 'tap'
import { replayChanges, replayDelivery } from '../../../../src/editorial/webhook/delivery.ts'
import { hasMembers } from '../../../has-members.ts'
import { dispatching } from './receiver.ts'

const who = { actor: 'cli' }

t.test('a delivery is sent again with its id', async t => {
  const { publish, run, requests, deliveries, webhook, tools } = await dispatching(t)
  await publish('a', { title: 'A' })
  await run()
  const [sent] = await deliveries('delivered')
  hasMembers(t, await replayDelivery(webhook.id, sent?.id ?? '', who, tools), { state: 'pending', attempts: 1 })
  await run()
  t.strictSame(
    requests.map(({ headers }) => headers['webhook-id']),
    [sent?.id, sent?.id],
  )
  await t.rejects(replayDelivery(webhook.id, 'none', who, tools), { code: 'webhook-delivery-not-found' })
})

t.test('a failed delivery is sent again, and does not overtake a newer change', async t => {
  const { publish, run, requests, state, deliveries, later, webhook, tools } = await dispatching(t)
  state.status = 500
  await publish('a', { title: 'A' })
  for (const pause of [6, 301, 1801, 7201, 18_001, 36_001, 50_401, 72_001, 86_401, 0]) {
    await run()
    later(pause)
  }
  const [failed] = await deliveries('failed')
  hasMembers(t, failed, { attempts: 10 })
  state.status = 200
  await publish('a', { title: 'B' })
  await replayDelivery(webhook.id, failed?.id ?? '', who, tools)
  const before = requests.length
  await run()
  t.strictSame(
    requests.slice(before).map(({ json }) => json.data['revision']),
    [2],
  )
})

t.test('the changes of a period are sent again, each article once', async t => {
  const { publish, run, requests, later, webhook, tools } = await dispatching(t)
  const send = async (key: string) => {
    await publish(key, { title: `${key} ${requests.length}` })
    await run()
    later(60)
  }
  for (const key of ['a', 'b', 'a', 'c']) await send(key)
  const period = { since: '2026-11-22T12:01:00Z', until: '2026-11-22T12:02:00Z' }
  t.equal(await replayChanges(webhook.id, period, who, tools), 2)
  await run()
  const again = requests.slice(4)
  t.strictSame(again.map(({ json }) => json.data['revision']).toSorted(), [2, 3])
  t.equal(new Set(requests.map(({ headers }) => headers['webhook-id'])).size, 6)
  await send('d')
  t.equal(requests.length, 7)
  t.equal(await replayChanges(webhook.id, { since: '2027-01-01T00:00:00Z' }, who, tools), 0)
  await t.rejects(replayChanges(webhook.id, { since: period.until, until: period.since }, who, tools), {
    code: 'invalid-request',
  })
})
