import t from 'tap'
import { createTimeSlices } from '../../src/http/delivery/time-slice.ts'

/** Keeps the processor busy for longer than one slice. */
function work(): void {
  const end = performance.now() + 10
  while (performance.now() < end);
}

t.test('long tasks run at most one slice in each turn of the event loop', async t => {
  const timeSlices = createTimeSlices()
  const order: string[] = []
  async function long(name: string): Promise<void> {
    const pause = timeSlices()
    for (const part of [1, 2]) {
      await pause()
      order.push(`${name}${part}`)
      work()
    }
  }
  const all = Promise.all(['a', 'b', 'c'].map(long))
  t.strictSame(order, [], 'an earlier request is answered first')
  for (let turn = 0; turn < 6; turn += 1) {
    await new Promise(setImmediate)
    order.push('other')
  }
  await all
  const slices = order
    .join(' ')
    .split('other')
    .map(part => part.trim().split(' ').filter(Boolean).length)
  t.ok(
    slices.every(count => count <= 1),
    order.join(' '),
  )
  t.strictSame(
    order.filter(one => one !== 'other'),
    ['a1', 'b1', 'c1', 'a2', 'b2', 'c2'],
  )
})

t.test('short work continues within its slice without a pause', async t => {
  const pause = createTimeSlices()()
  await pause()
  t.equal(pause(), undefined)
})
