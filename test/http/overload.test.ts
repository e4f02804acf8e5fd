import t from 'tap'
import { build } from '../build.ts'
import { hasMembers } from '../has-members.ts'
import { articles, desk } from './editorial/desk.ts'

t.test('writes that wait for the database are bounded; reads are not', async t => {
  const { promise: isFree, resolve: free } = Promise.withResolvers<void>()
  let waiting = 0
  const overload = { waitMs: 10_000, waitingWrites: 2, retrySeconds: 3 }
  const lines: string[] = []
  const logger = { level: 'info', stream: { write: (line: string) => void lines.push(line) } }
  const { ask, app } = await desk(t, { overload, logger }, store => ({
    ...store,
    async writeArticles(...values) {
      waiting += 1
      await isFree
      return store.writeArticles(...values)
    },
  }))
  const create = (title: string) => ask('POST', articles, { body: { title, text: 'Words.' } })
  const accepted = [create('First'), create('Second')]
  while (waiting < 2) await new Promise(setImmediate)
  const { status, headers, body } = await create('Third')
  t.strictSame([status, body.code, headers['retry-after']], [503, 'overloaded', '3'])
  hasMembers(t, await ask('GET', articles), { status: 200 })
  free()
  t.strictSame(
    (await Promise.all(accepted)).map(({ status }) => status),
    [201, 201],
  )
  hasMembers(t, await create('Fourth'), { status: 201 })
  await app.close()
  t.strictSame(
    lines.filter(line => line.includes('overloaded')),
    [],
    'a line for each refusal would fill the log',
  )
})

t.test('eight searches and suggestions run at once; others wait for them, and are refused after a time', async t => {
  const { promise: isFree, resolve: free } = Promise.withResolvers<void>()
  let started = 0
  const run = async () => {
    started += 1
    await isFree
    return undefined
  }
  const { app } = await build(t, {
    overload: { waitMs: 1000, waitingWrites: 2, retrySeconds: 3 },
    search: {
      recency: { weight: 0.1, halfLifeDays: 365 },
      searcher: { search: run, suggest: run, close: async () => undefined },
    },
  })
  const ask = async (url: string) => await app.inject({ url })
  let asked = 0
  const askMany = (count: number) =>
    Array.from({ length: count }, () => {
      asked += 1
      return ask(`/v1/search${asked % 2 === 0 ? '/suggest' : ''}?q=boat${asked}`)
    })
  const running = askMany(8)
  const since = performance.now()
  for (const { statusCode, headers, body } of await Promise.all(askMany(4)))
    t.strictSame([statusCode, headers['retry-after'], JSON.parse(body).code], [503, '3', 'overloaded'])
  t.ok(performance.now() - since >= 1000)
  const full = askMany(1001)
  const first = JSON.parse((await Promise.race(full)).body).code
  t.equal(first, 'overloaded', 'more than 1,000 never wait')
  t.equal(started, 8)
  free()
  const codes = (await Promise.all([...running, ...full])).map(({ body }) => JSON.parse(body).code)
  t.equal(codes.filter(code => code === 'overloaded').length, 1)
  t.equal(codes.filter(code => code === 'index-building').length, 1008)
  t.equal(started, 1008)
})
