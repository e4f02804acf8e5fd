import { connect } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { createLine, type Waiting } from '../../../src/http/server/line.ts'
import { build } from '../../build.ts'
import { hasMembers } from '../../has-members.ts'

type Load = { isBusy: boolean; isWriteBusy: boolean }

/** A server whose store is as busy as the test says. Memory answers `/v1/articles`. */
async function start(t: Test, waitMs: number) {
  const load: Load = { isBusy: false, isWriteBusy: false }
  const overload = { waitMs, waitingWrites: 100, retrySeconds: 3 }
  const lines: string[] = []
  const logger = { level: 'info', stream: { write: (line: string) => void lines.push(line) } }
  const { app } = await build(t, { overload, cacheBytes: 1_000_000, accessLog: true, logger }, store => ({
    ...store,
    isBusy: () => load.isBusy,
    isWriteBusy: () => load.isWriteBusy,
  }))
  const address = await app.listen({ port: 0 })
  const statuses: number[] = []
  let sent = 0
  const ask = async (method = 'GET') => {
    sent += 1
    const response = await fetch(`${address}/v1/articles/unknown-${sent}`, { method })
    const body = await response.text()
    statuses.push(response.status)
    if (response.status === 503 && !body.includes('"overloaded"')) t.fail(body)
    return response
  }
  await fetch(`${address}/v1/articles`)
  const askMany = (count: number) => Array.from({ length: count }, () => ask())
  const refused = () => statuses.filter(status => status === 503).length
  const remembered = async () => hasMembers(t, await fetch(`${address}/v1/articles`), { status: 200 })
  return { address, load, ask, askMany, statuses, refused, remembered, lines }
}

t.test(
  'ten requests wait as long as it takes; of more, those that have waited longest are refused after a time',
  async t => {
    const { load, ask, statuses, refused, remembered, lines } = await start(t, 1000)
    load.isBusy = true
    const answers: Promise<Response>[] = []
    for (let count = 0; count < 13; count += 1) {
      answers.push(ask())
      // Fewer than three in an eightieth of the time: this is not overload.
      await setTimeout(25)
    }
    await remembered()
    while (refused() < 3) await setTimeout(10)
    await setTimeout(500)
    t.strictSame(statuses, [503, 503, 503])
    load.isBusy = false
    const all = await Promise.all(answers)
    t.strictSame(
      all.map(({ status }) => status),
      [...Array(3).fill(503), ...Array(10).fill(404)],
    )
    t.equal(all[0]?.headers.get('retry-after'), '3')
    const durations = lines.map(line => JSON.parse(line)).filter(({ status }) => status === 404)
    t.equal(durations.length, 10)
    for (const { milliseconds } of durations) t.ok(milliseconds >= 500, `the log counts the wait: ${milliseconds} ms`)
  },
)

t.test('a burst waits; requests that keep arriving faster than they are started do not wait long', async t => {
  const { load, askMany, refused, statuses } = await start(t, 16_000)
  await Promise.all(askMany(600))
  statuses.length = 0
  load.isBusy = true
  const burst = askMany(50)
  await setTimeout(1700)
  t.equal(refused(), 0, 'a burst')
  load.isBusy = false
  await Promise.all(burst)
  t.strictSame([...new Set(statuses)], [404])
  load.isBusy = true
  const answers: Promise<Response>[] = []
  const until = performance.now() + 15_000
  while (refused() === 0 && performance.now() < until) {
    answers.push(...askMany(5))
    await setTimeout(50)
  }
  t.ok(refused() > 0, 'overload')
  load.isBusy = false
  const codes = (await Promise.all(answers)).map(({ status }) => status)
  t.strictSame([...new Set(codes)].sort(), [404, 503])
})

/**
 * How many requests are refused when 200 connections send one each, two in each turn of a millisecond, and then the next one
 * after each response.
 *
 * @param isNew whether the connections are accepted meanwhile, one in each turn, or were open before
 * @param startedBefore requests that the process has started before
 */
function refusals(isNew: boolean, startedBefore: number): number {
  const line = createLine(1000)
  const request = (now: number) => ({ since: now, isWrite: false }) as Waiting
  let refused = 0
  let isAnswered = false
  for (let count = 0; count < startedBefore; count += 1) {
    line.arrive(request(0), false)
    line.start(0, () => true)
  }
  for (let now = 1; now <= 1000; now += 1) {
    while (line.refuse(now)) refused += 1
    if (now <= 200) line.arrive(request(now), isNew)
    if (isAnswered || (!isNew && now <= 200)) line.arrive(request(now), false)
    isAnswered = line.start(now, () => true) !== undefined
  }
  return refused
}

t.test('many clients that connect at once, and wait for each response, are not overload', async t => {
  t.equal(refusals(true, 500), 0)
  t.ok(refusals(false, 500) > 0)
})

t.test('the first requests of a process are not overload, because their code is not compiled', async t => {
  t.equal(refusals(false, 0), 0)
})

t.test('a request is started when the database is busy for very long, so that it learns why', async t => {
  const { load, ask, statuses } = await start(t, 20)
  load.isBusy = true
  load.isWriteBusy = true
  await Promise.all([ask(), ask('POST')])
  t.strictSame(statuses.sort(), [404, 405])
})

/** The statuses of 1,005 requests that one connection sends at once, and that of another request. */
async function flood(t: Test, request: string) {
  const { load, address, ask } = await start(t, 100_000)
  load.isBusy = true
  const socket = connect(Number(new URL(address).port), 'localhost')
  t.teardown(() => socket.destroy())
  socket.write(`${request} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n`.repeat(1005))
  await setTimeout(300)
  const other = ask()
  await setTimeout(100)
  load.isBusy = false
  let text = ''
  const statuses = () => [...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status)
  for await (const chunk of socket.setEncoding('utf8')) {
    text += chunk
    if (statuses().length === 1005) break
  }
  return { statuses: statuses(), other: (await other).status }
}

const full = [...Array(1000).fill('404'), ...Array(5).fill('503')]

t.test('a thousand requests may wait; more are refused at once', async t => {
  t.strictSame(await flood(t, 'GET /v1/articles/unknown'), { statuses: full, other: 503 })
})

t.test('a thousand views may wait besides, and a flood of them gets no other request refused', async t => {
  t.strictSame(await flood(t, 'POST /v1/articles/unknown/views'), { statuses: full, other: 404 })
})

t.test('views wait longer than other requests, and are counted after them', async t => {
  const { load, ask, address, refused } = await start(t, 1000)
  load.isBusy = true
  const order: string[] = []
  const view = async () => {
    const { status } = await fetch(`${address}/v1/articles/unknown/views`, { method: 'POST' })
    order.push('view')
    return status
  }
  const views = Array.from({ length: 30 }, view)
  await setTimeout(1000)
  t.strictSame(order, [])
  const read = ask().then(({ status }) => {
    order.push('read')
    return status
  })
  await setTimeout(100)
  load.isBusy = false
  t.strictSame(await Promise.all([...views, read]), Array(31).fill(404))
  t.equal(refused(), 0)
  t.ok(order.indexOf('read') < 5, order.join(' '))
})

t.test('new streams wait longer, too, because browsers do not try again after an error', async t => {
  const { load, address, refused, ask } = await start(t, 100)
  load.isBusy = true
  const streams = Array.from({ length: 30 }, async () => {
    const response = await fetch(`${address}/v1/stream`)
    await response.body?.cancel()
    return response.status
  })
  await setTimeout(150)
  load.isBusy = false
  t.strictSame(await Promise.all(streams), Array(30).fill(200))
  hasMembers(t, await ask(), { status: 404 })
  t.equal(refused(), 0)
})

t.test('writes that wait for others do not hold up reads', async t => {
  const { load, ask } = await start(t, 10_000)
  load.isWriteBusy = true
  let isWritten = false
  const write = ask('POST').then(response => {
    isWritten = true
    return response
  })
  hasMembers(t, await ask(), { status: 404 })
  t.notOk(isWritten)
  load.isWriteBusy = false
  hasMembers(t, await write, { status: 405 })
})
