import t from 'tap'
import { AppError } from '../../src/domain/error.ts'
import { startTask } from '../../src/editorial/background-task.ts'

const long = 3_600_000

/** A background task that returns or throws each of the listed outcomes in turn; `over` resolves with the last one. */
function listed(outcomes: (number | Error)[], retry: number) {
  const failures: unknown[] = []
  const over = Promise.withResolvers<void>()
  let count = 0
  const rounds = startTask(
    async () => {
      const outcome = outcomes[count]
      count += 1
      if (count === outcomes.length) over.resolve()
      if (outcome instanceof Error) throw outcome
      return outcome ?? long
    },
    error => failures.push(error),
    retry,
  )
  return { rounds, failures, over: over.promise, count: () => count }
}

t.test('startTask starts the first round at once and the next after the pause that the round returns', async t => {
  const { rounds, over, failures, count } = listed([0, 1, 0, long], long)
  await over
  await rounds.stop()
  t.strictSame([count(), failures], [4, []])
})

t.test('startTask reports an error and tries again, and does not report a busy store', async t => {
  const broken = new Error('broken')
  const { rounds, over, failures, count } = listed([broken, new AppError('store-busy', 'Busy.'), long], 1)
  await over
  await rounds.stop()
  t.strictSame([count(), failures], [3, [broken]])
})

t.test('startTask waits before the round after an error', async t => {
  const { rounds, over, count } = listed([new Error('broken')], long)
  await over
  await new Promise(setImmediate)
  t.equal(count(), 1)
  await rounds.stop()
  t.equal(count(), 1)
})

t.test('startTask: stop signals the current round, waits for its end and starts no other', async t => {
  const begun = Promise.withResolvers<AbortSignal>()
  const ending = Promise.withResolvers<number>()
  let count = 0
  const rounds = startTask(
    stopping => {
      count += 1
      begun.resolve(stopping)
      return ending.promise
    },
    error => t.fail(String(error)),
    0,
  )
  const stopping = await begun.promise
  t.notOk(stopping.aborted)
  let isStopped = false
  const stopped = rounds.stop().then(() => {
    isStopped = true
  })
  t.ok(stopping.aborted)
  await new Promise(setImmediate)
  t.notOk(isStopped)
  ending.resolve(0)
  await stopped
  t.equal(count, 1)
})
