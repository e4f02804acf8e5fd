import { join } from 'node:path'
import t from 'tap'
import { hasMembers } from '../has-members.ts'
import { postgresBinaries, startCluster } from '../postgres/cluster.ts'
import { serve } from './server.ts'

t.setTimeout(300_000)

const binaries = await postgresBinaries()
const secret = 'admin-key-of-this-test-0123456789'

t.test(
  'while requests wait for a connection to PostgreSQL, others are refused with 503, and memory answers all',
  { skip: binaries === undefined && 'PostgreSQL is not installed' },
  async t => {
    const cluster = await startCluster(t, binaries ?? '')
    const folder = t.testdir({ news: { 'a.md': '---\ntitle: A\ndate: 2026-11-01\n---\n\nTwo boats left.\n' } })
    const { address } = await serve(t, [join(folder, 'news')], {
      DATABASE_URL: await cluster.database(),
      DATABASE_POOL_SIZE: '2',
      OFFPRINT_ADMIN_KEY: secret,
      RATE_LIMIT: 'none',
      MAX_WAITING_TIME: '1',
      OVERLOAD_RETRY: '7',
      LOG_LEVEL: 'error',
    })
    const list = `${address}/v1/articles`
    // With so small a limit, a busy machine may refuse any request that memory does not answer.
    const answered = async (url: string) => {
      let response = await fetch(url)
      while (response.status === 503) response = await fetch(url)
      return response
    }
    const statuses = new Set<number>()
    for (let round = 0; round < 20 && !statuses.has(503); round += 1) {
      hasMembers(t, await answered(list), { status: 200 })
      const cold = Array.from({ length: 300 }, async (_, index) => {
        const response = await fetch(`${list}/unknown-${round}-${index}`)
        statuses.add(response.status)
        const body = (await response.json()) as { code: string }
        if (response.status !== 503) return
        t.strictSame([response.headers.get('retry-after'), body.code], ['7', 'overloaded'])
      })
      const hot = Array.from({ length: 20 }, async () => hasMembers(t, await fetch(list), { status: 200 }))
      await Promise.all([...cold, ...hot])
    }
    t.strictSame([...statuses].sort(), [404, 503])
    const response = await fetch(`${address}/metrics`, { headers: { authorization: `Bearer ${secret}` } })
    const metrics = await response.text()
    t.match(metrics, /^offprint_database_connections\{state="busy"\} \d+$/m)
    t.match(metrics, /^offprint_database_connections\{state="idle"\} \d+$/m)
    t.match(metrics, /^offprint_database_waiting \d+$/m)
    hasMembers(t, await answered(`${list}/unknown`), { status: 404 })
  },
)
