import t from 'tap'
import { seconds } from '../../../src/domain/instant.ts'
import { hasMembers } from '../../has-members.ts'
import { fc } from '../../property.ts'
import { simulatedQueue } from './model.ts'

const step = fc.oneof(
  fc.record({ is: fc.constant('change' as const), article: fc.integer({ min: 1, max: 4 }), reprint: fc.boolean() }),
  fc.record({ is: fc.constant('pass' as const), seconds: fc.integer({ min: 1, max: 4000 }) }),
  fc.record({
    is: fc.constant('end' as const),
    which: fc.nat(20),
    status: fc.constantFrom(200, 204, 301, 404, 429, 500, 502, 0),
  }),
  fc.constant({ is: 'claim' as const }),
  fc.constant({ is: 'die' as const }),
)

t.test('every receiver gets the last revision of each article, in order, one request at a time', async () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), steps => {
      const queue = simulatedQueue('standard')
      const last = new Map<string, number>()
      const received = new Map<string, number>()
      const claim = () => {
        const busy = [...queue.running.values()].filter(one => (one.claimedUntil ?? '') > queue.now())
        for (const { subject, event, id } of queue.claim()) {
          if (busy.some(one => one.subject === subject)) throw new Error(`two requests of ${subject}`)
          if ((received.get(subject) ?? 0) > event.revision) throw new Error(`${subject} went back`)
          received.set(subject, event.revision)
          if (busy.some(one => one.id === id)) throw new Error('the same row twice')
        }
        if (queue.running.size > 8) throw new Error('too many requests')
      }
      const end = (id: string | undefined, status: number) => {
        if (id !== undefined) queue.end(id, status === 0 ? { error: 'reset' } : { status })
      }
      for (const one of steps) {
        if (one.is === 'change') {
          const revision = queue.change(one.article, one.reprint ? 'article.reprinted' : 'article.published')
          last.set(queue.inOrder().at(-1)?.subject ?? '', revision)
        }
        if (one.is === 'pass') queue.pass(one.seconds)
        if (one.is === 'claim') claim()
        if (one.is === 'end') end([...queue.running.keys()][one.which % Math.max(1, queue.running.size)], one.status)
        if (one.is === 'die') queue.die()
      }
      queue.die()
      for (let round = 0; round < 300 && queue.rows.size > 0; round += 1) {
        queue.pass(3600)
        claim()
        for (const id of [...queue.running.keys()]) end(id, 200)
      }
      const ids = new Map<string, number>()
      for (const { id, event } of queue.sent) {
        if ((ids.get(id) ?? event.revision) !== event.revision) throw new Error('an id of two events')
        ids.set(id, event.revision)
      }
      return queue.rows.size === 0 && [...last].every(([subject, revision]) => received.get(subject) === revision)
    }),
    { numRuns: 400 },
  )
})

t.test('a purge misses no group, fits into a request, and is repeated once', async () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 30 }), fc.boolean()), { maxLength: 20 }), changes => {
      const queue = simulatedQueue('cloudflare')
      const wanted = new Set<string>()
      let number = 0
      for (const [count, sends] of changes) {
        const groups = Array.from({ length: count * 7 }, (_, index) => `g${number + index}`)
        number += groups.length
        for (const name of groups) wanted.add(name)
        queue.change(number, 'article.published', groups)
        if (sends) for (const { id } of queue.claim()) queue.end(id, { status: number % 3 ? 200 : 500 })
      }
      for (let round = 0; round < 200 && queue.rows.size > 0; round += 1) {
        queue.pass(60)
        for (const { id } of queue.claim()) queue.end(id, { status: 200 })
      }
      const purged = new Map<string, number>()
      for (const { id } of queue.ended) {
        for (const name of queue.sent.findLast(one => one.id === id)?.event.groups ?? []) {
          purged.set(name, (purged.get(name) ?? 0) + 1)
        }
      }
      const fits = queue.sent.every(({ event }) => event.groups.length <= 100)
      return fits && purged.size === wanted.size && [...purged.values()].every(count => count === 2)
    }),
    { numRuns: 100 },
  )
})

t.test('a failing delivery is attempted ten times with growing pauses, with the same id', async t => {
  const queue = simulatedQueue('standard')
  queue.change(1)
  const start = seconds(queue.now())
  while (queue.rows.size > 0) {
    for (const { id } of queue.claim()) queue.end(id, { status: 500 })
    queue.pass(1)
  }
  t.equal(new Set(queue.sent.map(({ id }) => id)).size, 1)
  // Half of the jitter of 20 percent.
  const pauses = [0, 5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400].map(one => Math.ceil(one * 1.1))
  t.strictSame(
    queue.sent.map(({ at }) => seconds(at) - start),
    pauses.map((_, index) => pauses.slice(0, index + 1).reduce((sum, one) => sum + one)),
  )
  t.strictSame(queue.ended, [{ id: queue.sent[0]?.id, state: 'failed' }])
})

t.test('a webhook is disabled after five days of failure, and one long ago does not count', async t => {
  const queue = simulatedQueue('standard')
  queue.change(1)
  for (const { id } of queue.claim()) queue.end(id, { status: 500 })
  queue.rows.clear()
  queue.pass(20 * 86_400)
  for (let day = 0; day < 5; day += 1) {
    queue.change(2)
    for (const { id } of queue.claim()) queue.end(id, { error: 'reset' })
    t.equal(queue.webhook().health.disabled, undefined)
    queue.pass(86_400)
  }
  queue.change(2)
  for (const { id } of queue.claim()) queue.end(id, { status: 404 })
  hasMembers(t, queue.webhook().health.disabled, {
    at: queue.now(),
    reason: 'Every request failed for 5 days, since 2026-12-12T12:00:00Z.',
  })
  queue.pass(86_400)
  t.strictSame(queue.claim(), [])
})

t.test('a 410 disables a webhook at once, and ends the delivery', async t => {
  const queue = simulatedQueue('standard')
  queue.change(1)
  for (const { id } of queue.claim()) queue.end(id, { status: 410 })
  t.equal(queue.webhook().health.disabled?.reason, 'The receiver answered 410 Gone.')
  t.equal(queue.ended[0]?.state, 'failed')
})

t.test('429, 502, 504 and Retry-After pause all requests to a receiver, then one at a time', async t => {
  for (const [result, pause] of [
    [{ status: 429 }, 10],
    [{ status: 502 }, 10],
    [{ status: 504 }, 10],
    [{ status: 503, retryAfterSeconds: 120 }, 120],
    [{ status: 429, retryAfterSeconds: 1 }, 1],
    [{ status: 429, retryAfterSeconds: 10_000_000 }, 86_400],
  ] as const) {
    const queue = simulatedQueue('standard')
    for (let article = 1; article <= 20; article += 1) queue.change(article)
    const first = queue.claim()
    t.equal(first.length, 8)
    for (const { id } of first) queue.end(id, result)
    t.equal(queue.webhook().health.slowdowns, 1, 'requests that ran together count once')
    queue.pass(pause - 1)
    t.strictSame(queue.claim(), [])
    queue.pass(1)
    const [probe, ...others] = queue.claim()
    t.equal(others.length, 0)
    queue.end(probe?.id ?? '', { status: 204 })
    t.strictSame(queue.webhook().health, { slowdowns: 0 })
    t.equal(queue.claim().length, 8)
  }
  for (const [first, retryAfterSeconds] of [
    [10, undefined],
    [2, 2],
  ]) {
    const queue = simulatedQueue('standard')
    queue.change(1)
    const pauses: number[] = []
    for (let round = 0; round < 11; round += 1) {
      for (const { id } of queue.claim()) queue.end(id, { status: 429, retryAfterSeconds })
      const { resumesAt = '' } = queue.webhook().health
      pauses.push(seconds(resumesAt) - seconds(queue.now()))
      queue.pass(3600)
    }
    t.strictSame(pauses, [first, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600])
    t.equal(queue.rows.size, 1, 'a 429 is not a failure of the delivery')
  }
})

t.test('a burst of reprints becomes one event, and a publication is sent at once', async t => {
  const queue = simulatedQueue('standard')
  for (let count = 0; count < 50; count += 1) {
    queue.change(1, 'article.reprinted')
    t.strictSame(queue.claim(), [])
  }
  queue.pass(5)
  const [event, ...others] = queue.claim()
  t.strictSame([event?.event.revision, event?.event.groups.length, others.length], [50, 50, 0])
  queue.end(event?.id ?? '', { status: 200 })
  queue.change(1, 'article.reprinted')
  queue.change(1)
  hasMembers(t, queue.claim()[0]?.event, { type: 'article.published', revision: 52 })
})

t.test('a build hook waits for a quiet minute, and ten minutes at most', async t => {
  const queue = simulatedQueue('vercel', { debounceSeconds: 60 })
  queue.change(1)
  queue.pass(59)
  queue.change(2)
  queue.pass(59)
  t.strictSame(queue.claim(), [])
  queue.pass(1)
  t.equal(queue.claim().length, 1)
  queue.end(queue.sent[0]?.id ?? '', { status: 201 })
  queue.change(1)
  for (let seconds = 0; seconds < 600; seconds += 30) {
    t.strictSame(queue.claim(), [])
    queue.change(seconds)
    queue.pass(30)
  }
  t.equal(queue.claim().length, 1)
})

t.test('a retry that meets a newer event is replaced by it, with the groups of both and a new id', async t => {
  const queue = simulatedQueue('standard')
  queue.change(1)
  const [first] = queue.claim()
  queue.end(first?.id ?? '', { status: 500 })
  queue.change(1, 'article.withdrawn')
  const [second] = queue.claim()
  t.not(second?.id, first?.id)
  hasMembers(t, second?.event, { type: 'article.withdrawn', revision: 2, groups: ['g1', 'g2'] })
  queue.change(1)
  t.strictSame(queue.claim(), [], 'waits until the running request ends')
  queue.end(second?.id ?? '', { status: 500 })
  hasMembers(t, queue.claim()[0]?.event, { type: 'article.published', revision: 3, groups: ['g1', 'g2', 'g3'] })
  t.equal(queue.rows.size, 1)
})
