import { setImmediate as turn } from 'node:timers/promises'
import t from 'tap'
import { createSharedRead } from '../../src/store/postgres/freshness/shared-read.ts'

type Read = { resolve(value: number): void; reject(error: unknown): void }

function place() {
  const reads: Read[] = []
  const shared = createSharedRead(() => {
    const { promise, resolve, reject } = Promise.withResolvers<number>()
    reads.push({ resolve, reject })
    return promise
  })
  const turns = async () => {
    for (let left = 4; left > 0; left -= 1) await turn()
  }
  return { reads, shared, turns }
}

t.test('a read begins after the turn of its callers, and all of them share it', async t => {
  const { reads, shared, turns } = place()
  const [one, other] = [shared(), shared()]
  t.equal(reads.length, 0)
  await turns()
  t.equal(reads.length, 1)
  reads[0]?.resolve(7)
  t.strictSame(await Promise.all([one, other]), [7, 7])
})

t.test('a caller who comes during a read gets the next one, which begins when that has ended', async t => {
  const { reads, shared, turns } = place()
  const one = shared()
  await turns()
  const later = [shared(), shared()]
  await turns()
  later.push(shared())
  await turns()
  t.equal(reads.length, 1)
  reads[0]?.resolve(1)
  t.equal(await one, 1)
  await turns()
  t.equal(reads.length, 2)
  reads[1]?.resolve(2)
  t.strictSame(await Promise.all(later), [2, 2, 2])
})

t.test('an error is that of the callers of one read only', async t => {
  const { reads, shared, turns } = place()
  const failing = [t.rejects(shared(), { message: 'gone' }), t.rejects(shared(), { message: 'gone' })]
  await turns()
  reads[0]?.reject(new Error('gone'))
  await Promise.all(failing)
  const next = shared()
  await turns()
  reads[1]?.resolve(3)
  t.equal(await next, 3)
})
