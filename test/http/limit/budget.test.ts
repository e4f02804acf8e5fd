import t from 'tap'
import { readRate, shareOf } from '../../../src/domain/access/rate.ts'
import { createBudgets } from '../../../src/http/access/budget.ts'
import { hasMembers } from '../../has-members.ts'
import { fc } from '../../property.ts'

function budgets(max = 1000) {
  const time = { now: 1_800_000_000_000 }
  return { time, ...createBudgets(() => new Date(time.now), max) }
}

const rate = fc.record({
  requests: fc.oneof(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 1_000_000 })),
  perSeconds: fc.integer({ min: 1, max: 86_400 }),
})

t.test('a full budget allows all its requests at once, and the next one after the retry time', async () => {
  const some = fc.record({
    requests: fc.integer({ min: 1, max: 300 }),
    perSeconds: fc.integer({ min: 1, max: 86_400 }),
  })
  fc.assert(
    fc.property(some, rate => {
      const { draw, time } = budgets()
      const { requests, perSeconds } = rate
      const lefts = Array.from({ length: requests }, () => draw('a', rate)).map(
        ({ isGranted, left }) => isGranted && left,
      )
      if (lefts.some((left, index) => left !== requests - 1 - index)) return false
      const refused = draw('a', rate)
      if (refused.isGranted || refused.left !== 0 || refused.resetSeconds !== perSeconds) return false
      if (!draw('b', rate).isGranted) return false
      time.now += refused.retrySeconds * 1000
      if (!draw('a', rate).isGranted) return false
      time.now += perSeconds * 1000
      const full = draw('a', rate, 0)
      return full.isGranted && full.left === requests && full.resetSeconds === 0
    }),
    { numRuns: 50 },
  )
})

t.test('for any sequence of requests and waits, no period allows more than a full budget plus its refill', async () => {
  const steps = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 3000 })), { maxLength: 200 })
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 1, max: 10 }),
      steps,
      (requests, perSeconds, waits) => {
        const { draw, time } = budgets()
        const granted: number[] = []
        for (const wait of waits) {
          time.now += wait
          const { isGranted, left, retrySeconds } = draw('a', { requests, perSeconds })
          if (isGranted) granted.push(time.now)
          if (left < 0 || left >= requests || isGranted !== (retrySeconds === 0)) return false
        }
        const max = (from: number, to: number) => requests * (1 + (to - from) / 1000 / perSeconds) + 0.01
        return granted.every((from, at) => granted.slice(at).every((to, more) => more + 1 <= max(from, to)))
      },
    ),
    { numRuns: 50 },
  )
})

t.test('a clock that is set back blocks an owner no longer than the time to fill the budget', async t => {
  const { draw, time } = budgets()
  const rate = { requests: 2, perSeconds: 10 }
  for (const _ of [1, 2]) t.ok(draw('a', rate).isGranted)
  time.now -= 86_400_000
  hasMembers(t, draw('a', rate), { isGranted: false, retrySeconds: 5, resetSeconds: 10 })
})

t.test('with too many owners, the least recent are forgotten first', async t => {
  const { draw } = budgets(100)
  const rate = { requests: 1, perSeconds: 60 }
  let granted = 0
  for (let number = 0; number < 10_000; number += 1) {
    if (draw('busy', rate).isGranted) granted += 1
    draw(`owner ${number}`, rate)
  }
  t.equal(granted, 1, 'an owner that keeps requesting is not forgotten')
  t.notOk(draw('owner 9999', rate).isGranted)
  t.ok(draw('owner 9000', rate).isGranted)
})

t.test('shareOf: the shares of all processes together never exceed the rate', async t => {
  fc.assert(
    fc.property(rate, fc.integer({ min: 1, max: 64 }), (rate, processes) => {
      const part = shareOf(rate, processes)
      const perSecond = ({ requests, perSeconds }: typeof rate) => requests / perSeconds
      return part.requests >= 1 && perSecond(part) * processes <= perSecond(rate) * 1.000_001
    }),
    { numRuns: 200 },
  )
  t.strictSame(shareOf({ requests: 600, perSeconds: 60 }, 4), { requests: 150, perSeconds: 60 })
  t.strictSame(shareOf({ requests: 1, perSeconds: 60 }, 4), { requests: 1, perSeconds: 240 })
})

t.test('readRate accepts only requests/seconds within bounds', async t => {
  t.strictSame(readRate('600/60'), { requests: 600, perSeconds: 60 })
  for (const text of ['', '600', '0/60', '600/0', '600/86401', '1000001/1', '-1/1', '1.5/1', ' 1/1', '1/1/1', 'none']) {
    t.equal(readRate(text), undefined, text)
  }
})
