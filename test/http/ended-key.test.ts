import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import type { AppDeps } from '../../src/app/deps.ts'
import { AppError } from '../../src/domain/error.ts'
import type { Store } from '../../src/domain/store/store.ts'
import { createKey } from '../../src/editorial/key/create.ts'
import { revokeKey } from '../../src/editorial/key/revoke.ts'
import { rotateKey } from '../../src/editorial/key/rotate.ts'
import { build, usual } from '../build.ts'
import { lead, numberedIds } from '../domain/sample.ts'
import { openStream } from './event-source.ts'

type Wrap = (store: Store) => Store

/** A server that is closed to the public, with functions that create and end keys. */
async function closed(t: Test, more: Partial<AppDeps> = {}, wrap: Wrap = store => store) {
  const built = await build(t, { publicRead: false, ...more }, wrap)
  const { app, store, time } = built
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  const deps = { store, clock: () => time.now, newId: numberedIds('0cee0000') }
  const who = { actor: 'cli' }
  return {
    ...built,
    origin: `http://127.0.0.1:${port}`,
    async key(expiresAt?: string) {
      const { key, secret } = await createKey(
        { name: 'Site', scopes: ['content:read'], expiresAt },
        undefined,
        who,
        deps,
      )
      return { id: key.id, headers: { authorization: `Bearer ${secret}` } }
    },
    revoke: (id: string) => revokeKey(id, undefined, who, deps),
    rotate: (id: string, overlap: number) => rotateKey(id, overlap, undefined, who, deps),
    wait(seconds: number) {
      time.now = new Date(time.now.getTime() + seconds * 1000)
    },
  }
}

/** A store of which some functions are replaced. */
function replacing(store: Store, replaced: Partial<Store>): Store {
  return new Proxy(store, {
    get: (target, name) => Reflect.get(replaced, name) ?? Reflect.get(target, name),
  })
}

type Closed = Awaited<ReturnType<typeof closed>>

const endings: Record<string, { expiresAt?: string; end?: (at: Closed, id: string) => Promise<unknown> }> = {
  'was revoked': { end: (at, id) => at.revoke(id) },
  'was rotated': { end: (at, id) => at.rotate(id, 0) },
  'was rotated with an overlap that is over': { end: (at, id) => at.rotate(id, 1) },
  'has expired': { expiresAt: '2026-11-22T12:00:01Z' },
}

for (const [how, { expiresAt, end }] of Object.entries(endings)) {
  t.test(`GET /v1/stream sends no event and ends when its key ${how}`, async t => {
    const at = await closed(t)
    const [ended, other] = [await at.key(expiresAt), await at.key()]
    const url = `${at.origin}/v1/stream`
    const streams = [await openStream(url, ended.headers), await openStream(url, ended.headers)]
    const kept = await openStream(url, other.headers)
    await at.publish('a', { title: 'A', sections: [lead('Words.')] })
    for (const stream of [...streams, kept]) t.equal(Object((await stream.take(1))[0]?.data).slug, 'a')
    await end?.(at, ended.id)
    at.wait(1)
    await at.publish('b', { title: 'B', sections: [lead('Words.')] })
    t.equal(Object((await kept.take(1))[0]?.data).slug, 'b', 'the stream of another key continues')
    for (const stream of streams) t.equal(await stream.next(), undefined)
    t.equal((await openStream(url, ended.headers)).status, 401)
    kept.close()
  })

  t.test(`GET /v1/stream ends at a heartbeat when its key ${how}`, async t => {
    const at = await closed(t, { streams: { ...usual.streams, heartbeatMs: 10 } })
    const key = await at.key(expiresAt)
    const stream = await openStream(`${at.origin}/v1/stream`, key.headers)
    await stream.next()
    t.strictSame(await stream.next(), { comment: true })
    await end?.(at, key.id)
    at.wait(1)
    let block = await stream.next()
    while (block?.comment) block = await stream.next()
    t.equal(block, undefined)
  })
}

t.test('GET /v1/stream sends a client that catches up no further page after its key was revoked', async t => {
  const revoked = Promise.withResolvers<void>()
  let pages = 0
  const at = await closed(t, {}, store =>
    replacing(store, {
      async deliveryStates(...given) {
        pages += 1
        if (pages === 2) await revoked.promise
        return store.deliveryStates(...given)
      },
    }),
  )
  const key = await at.key()
  const { token } = (await at.app.inject({ url: '/v1/sync', headers: key.headers })).json()
  for (let number = 1; number <= 101; number += 1) await at.publish(`a${number}`, { title: `A ${number}` })
  const stream = await openStream(`${at.origin}/v1/stream?since=${token}`, key.headers)
  await stream.take(100)
  await at.revoke(key.id)
  at.wait(1)
  revoked.resolve()
  t.equal(await stream.next(), undefined)
  t.equal(pages, 2)
})

t.test('open streams read the keys at most once per second, whatever they send', async t => {
  let reads = 0
  const at = await closed(t, {}, store =>
    replacing(store, {
      keys() {
        reads += 1
        return store.keys()
      },
    }),
  )
  const key = await at.key()
  const streams = []
  for (const _ of [1, 2, 3]) streams.push(await openStream(`${at.origin}/v1/stream`, key.headers))
  const found = []
  for (const second of [1, 2]) {
    at.wait(1)
    for (const number of [1, 2, 3]) {
      await at.publish(`${second}-${number}`, { title: `A ${second} ${number}` })
      for (const stream of streams) await stream.take(1)
    }
    found.push(reads)
  }
  t.strictSame(found, [1, 2])
  for (const stream of streams) stream.close()
})

t.test('a stream stays open while the keys cannot be read, and then continues', async t => {
  let isDown = false
  const at = await closed(t, { streams: { ...usual.streams, heartbeatMs: 10 } }, store =>
    replacing(store, {
      async keys() {
        if (isDown) throw new AppError('unavailable', 'The store cannot be reached.')
        return store.keys()
      },
    }),
  )
  const key = await at.key()
  const stream = await openStream(`${at.origin}/v1/stream`, key.headers)
  await stream.next()
  isDown = true
  at.wait(1)
  await at.publish('a', { title: 'A' })
  for (const _ of [1, 2, 3]) t.strictSame(await stream.next(), { comment: true })
  isDown = false
  t.equal(Object((await stream.take(1))[0]?.data).slug, 'a')
  stream.close()
})

t.test('with public reading, a stream does not depend on its key', async t => {
  const at = await closed(t, { publicRead: true })
  const key = await at.key()
  const stream = await openStream(`${at.origin}/v1/stream`, key.headers)
  await at.revoke(key.id)
  at.wait(1)
  await at.publish('a', { title: 'A' })
  t.equal(Object((await stream.take(1))[0]?.data).slug, 'a')
  stream.close()
})

t.test('GET /v1/export.ndjson breaks off without its last line when its key is revoked', async t => {
  let pages = 0
  let revoke = async () => undefined as unknown
  const at = await closed(t, {}, store =>
    replacing(store, {
      async syncWalk(...given) {
        pages += 1
        if (pages === 2) await revoke()
        return store.syncWalk(...given)
      },
    }),
  )
  for (let number = 1; number <= 60; number += 1) await at.publish(`a${number}`, { title: `A ${number}` })
  const key = await at.key()
  revoke = async () => {
    await at.revoke(key.id)
    at.wait(1)
  }
  const download = await openStream(`${at.origin}/v1/export.ndjson`, key.headers)
  t.equal(download.status, 200)
  await t.rejects(download.text(), { message: 'aborted' })
  t.equal(pages, 2)
})
