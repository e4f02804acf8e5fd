import t from 'tap'
import { AppError, errors } from '../../src/domain/error.ts'
import { problem } from '../../src/http/problem/problem.ts'
import { build } from '../build.ts'
import { hasMembers } from '../has-members.ts'

const broken = async (): Promise<never> => {
  throw new Error('SELECT secret FROM /var/lib/offprint.db')
}

t.test('GET: an unexpected error is logged in full and reveals nothing to the client', async t => {
  const lines: string[] = []
  const logger = { level: 'info', stream: { write: (line: string) => void lines.push(line) } }
  const { store } = await build(t)
  const { app } = await build(t, { store: { ...store, find: broken, list: broken }, logger })
  for (const url of ['/v1/articles/x', '/v1/articles']) {
    const { statusCode, headers, body } = await app.inject(url)
    t.strictSame([statusCode, headers['cache-control']], [500, 'no-store'])
    t.notMatch(body, /secret|offprint\.db/)
    const { requestId, code, errors } = problem.parse(JSON.parse(body))
    t.strictSame([code, errors], ['internal', []])
    const logged = lines.map(line => JSON.parse(line)).find(line => line.level === 50 && line.requestId === requestId)
    hasMembers(t, logged, { err: { message: /secret/, stack: /broken/ } })
  }
  const head = await app.inject({ method: 'HEAD', url: '/v1/articles' })
  t.strictSame([head.statusCode, head.body], [500, ''])
})

t.test('GET: a 503 has Retry-After', async t => {
  const busy = async (): Promise<never> => {
    throw new AppError('store-busy', 'Another writer held the lock for five seconds.')
  }
  const down = async (): Promise<never> => {
    throw new AppError('unavailable', 'disk /dev/sda1 is gone')
  }
  const { store } = await build(t)
  const { app } = await build(t, { store: { ...store, find: busy, check: down } })
  const article = await app.inject('/v1/articles/x')
  t.strictSame([article.statusCode, article.headers['retry-after']], [503, '1'])
  t.equal(problem.parse(JSON.parse(article.body)).code, 'store-busy')
  const ready = await app.inject('/health/ready')
  t.strictSame([ready.statusCode, ready.headers['retry-after']], [503, '5'])
  t.notMatch(ready.body, /sda1/)
  t.strictSame(JSON.parse(ready.body).parts, [{ name: 'store', detail: 'The database cannot be read.' }])
  t.equal((await app.inject('/health/live')).statusCode, 200)
})

t.test('GET /problems/{code} serves a page for every problem type', async t => {
  const { app } = await build(t)
  for (const [code, { title, status }] of Object.entries(errors)) {
    const { statusCode, headers, body } = await app.inject(`/problems/${code}`)
    t.strictSame([statusCode, headers['content-type']], [200, 'text/html; charset=utf-8'], code)
    t.ok(body.includes(`<h1>${title}</h1>`) && body.includes(`HTTP status ${status}`), code)
  }
  t.equal((await app.inject('/problems/none')).statusCode, 404)
  t.equal((await app.inject('/problems/constructor')).statusCode, 404)
})
