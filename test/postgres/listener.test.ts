import { setImmediate as turn } from 'node:timers/promises'
import t, { type Test } from 'tap'
import type { Answer } from '../../src/store/postgres/database/client.ts'
import type { OwnClient } from '../../src/store/postgres/database/pool.ts'
import { startListener } from '../../src/store/postgres/freshness/listener.ts'

/** A listener with a clock and a database of the test. */
function listening(t: Test) {
  const time = { now: 0 }
  const database = { head: 0, answers: true, reached: Promise.resolve() }
  const connections: { notify(seq: number): void; end(): void }[] = []
  async function connect(): Promise<OwnClient> {
    let notified: (payload: string) => void = () => undefined
    let ended: () => void = () => undefined
    const closed = Promise.withResolvers<never>()
    closed.promise.catch(() => undefined)
    await database.reached
    connections.push({ notify: seq => notified(String(seq)), end: () => ended() })
    return {
      processId: 7,
      async query({ text }): Promise<Answer> {
        if (text.includes('pg_backend_pid')) return { rows: [['public', 7]], changes: 0 }
        if (!database.answers) return closed.promise
        return { rows: [[database.head]], changes: 0 }
      },
      onNotification: listener => {
        notified = listener
      },
      onEnd: listener => {
        ended = listener
      },
      async close() {
        closed.reject(new Error('Connection terminated'))
      },
    }
  }
  const listener = startListener({ connect, failed: error => t.fail(String(error)), now: () => time.now, askEvery: 1 })
  t.teardown(() => listener.close())
  const until = async (holds: () => boolean) => {
    while (!holds()) await turn()
  }
  return { time, database, connections, listener, until }
}

t.test('a notification raises the head at once, and an older one does not lower it', async t => {
  const { connections, listener, until } = listening(t)
  await until(() => listener.head() === 0)
  connections[0]?.notify(5)
  t.equal(listener.head(), 5)
  connections[0]?.notify(4)
  t.equal(listener.head(), 5)
})

t.test('a change whose notification was lost is known after the next question', async t => {
  const { database, listener, until } = listening(t)
  await until(() => listener.head() === 0)
  database.head = 3
  await until(() => listener.head() === 3)
})

t.test('the head is used for at most a second after a question that was answered', async t => {
  const { time, database, listener, until } = listening(t)
  await until(() => listener.head() === 0)
  database.answers = false
  // The questions that were answered before.
  for (let left = 20; left > 0; left -= 1) await turn()
  database.head = 1
  time.now = 999
  t.equal(listener.head(), 0)
  time.now = 1000
  t.equal(listener.head(), undefined)
})

t.test('the head is not used while the connection is broken', async t => {
  const { database, connections, listener, until } = listening(t)
  await until(() => listener.head() === 0)
  const reached = Promise.withResolvers<void>()
  Object.assign(database, { head: 9, reached: reached.promise })
  connections[0]?.end()
  await until(() => listener.head() === undefined)
  reached.resolve()
  await until(() => listener.head() === 9)
  t.equal(connections.length, 2)
})
