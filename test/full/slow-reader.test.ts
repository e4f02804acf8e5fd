import t from 'tap'
import { build } from '../build.ts'
import { lead } from '../domain/sample.ts'
import { openStream, type StreamEvent } from '../http/event-source.ts'
import { ferries } from '../http/sample.ts'

const streams = { max: 100, maxPerClient: 100, bufferBytes: 65_536, heartbeatMs: 10_000, pollMs: 5 }

t.test('GET /v1/stream: disconnects a slow reader and no other, and the slow reader can resume', async t => {
  const { app, publish } = await build(t, { streams })
  const url = `${await app.listen({ host: '127.0.0.1', port: 0 })}/v1/stream`
  const slow = await openStream(`${url}?include=body`)
  const first = await slow.next()
  const fast = await openStream(`${url}?view=ref`)
  slow.pause()
  const long = lead('word '.repeat(400_000))
  let count = 0
  for (; count < 12; count += 1) {
    await publish(`a${count}`, { title: `a${count}`, sections: [long] })
    t.equal((await fast.take(1)).length, 1)
  }
  const got: StreamEvent[] = []
  for (let event = await slow.next(); event; event = await slow.next()) got.push(event)
  t.ok(got.length < count, `cut off after ${got.length} of ${count}`)
  const again = await openStream(url, { 'last-event-id': got.at(-1)?.id ?? first?.id ?? '' })
  const rest = await again.take(count - got.length)
  t.equal(new Set([...got, ...rest].map(({ data }) => Object(data).slug)).size, count)
  for (const stream of [fast, again]) stream.close()
})

t.test('GET /v1/export.ndjson: articles are read only as fast as the client reads the response', async t => {
  let pages = 0
  const { app, publish, store } = await build(t)
  for (let number = 1; number <= 100; number += 1) {
    await publish(`key-${number}`, { ...ferries, title: `Ferry ${number}`, summary: 'word '.repeat(40_000) })
  }
  const { syncWalk } = store
  store.syncWalk = (...args) => {
    pages += 1
    return syncWalk(...args)
  }
  t.teardown(() => {
    store.syncWalk = syncWalk
  })
  const address = await app.listen({ port: 0, host: '127.0.0.1' })
  const answer = await fetch(`${address}/v1/export.ndjson`)
  const reader = answer.body?.getReader()
  await reader?.read()
  await reader?.cancel()
  t.ok(pages >= 1 && pages < 6, `${pages} of 10 pages were read`)
  t.comment(`${pages} of 10 pages were read`)
})
