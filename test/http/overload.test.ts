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

t.test('searches are bounded, and so are suggestions', async t => {
  const { promise: isFree, resolve: free } = Promise.withResolvers<void>()
  const { app } = await build(t, {
    overload: { waitMs: 10_000, waitingWrites: 2, retrySeconds: 3 },
    search: {
      recency: { weight: 0.1, halfLifeDays: 365 },
      searcher: {
        search: async () => void (await isFree),
        suggest: async () => void (await isFree),
        close: async () => undefined,
      },
    },
  })
  const ask = (url: string) => app.inject({ url })
  const running = Array.from({ length: 16 }, (_, index) => [
    ask(`/v1/search?q=boat${index}`),
    ask(`/v1/search/suggest?q=boat${index}`),
  ]).flat()
  await new Promise(setImmediate)
  for (const path of ['/v1/search?q=more', '/v1/search/suggest?q=more']) {
    const { statusCode, headers, body } = await ask(path)
    t.strictSame([statusCode, headers['retry-after'], JSON.parse(body).code], [503, '3', 'overloaded'], path)
  }
  free()
  const codes = (await Promise.all(running)).map(({ body }) => JSON.parse(body).code)
  t.strictSame([...new Set(codes)], ['index-building'], 'those before were run')
  t.equal(JSON.parse((await ask('/v1/search?q=more')).body).code, 'index-building')
})
