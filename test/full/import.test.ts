import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import t, { type Test, test } from 'tap'
import { type Server, serve } from './server.ts'

t.setTimeout(300_000)

const secret = 'admin-key-of-this-test-0123456789'
const authorization = `Bearer ${secret}`
const words = 'Words of an article that goes on about ferries and bridges. '

type Job = { id: string; state: string; items: number; counts: Record<string, number> }

async function server(t: Test, folder: string): Promise<Server> {
  return serve(t, [], { DATABASE_URL: join(folder, 'offprint.db'), OFFPRINT_ADMIN_KEY: secret, RATE_LIMIT: 'none' })
}

async function send(address: string, body: string, type: string): Promise<Job> {
  const headers = { authorization, 'content-type': type }
  const answer = await fetch(`${address}/v1/editorial/imports?publish=true`, { method: 'POST', headers, body })
  if (answer.status !== 202) throw new Error(await answer.text())
  return (await answer.json()) as Job
}

async function read(address: string, id: string, method = 'GET'): Promise<Job> {
  const answer = await fetch(`${address}/v1/editorial/imports/${id}`, { method, headers: { authorization } })
  return (await answer.json()) as Job
}

async function becomes(address: string, id: string, wanted: (job: Job) => boolean): Promise<Job> {
  for (let round = 0; round < 1200; round += 1) {
    const job = await read(address, id)
    if (wanted(job)) return job
    await setTimeout(50)
  }
  throw new Error('the import does not come to that')
}

function lines(count: number): string {
  const one = (number: number) => {
    const blocks = Array.from({ length: 40 }, () => ({ type: 'paragraph', content: [{ text: words.repeat(4) }] }))
    return JSON.stringify({ title: `Title ${number}`, slug: `title-${number}`, sections: [{ blocks, level: 1 }] })
  }
  return Array.from({ length: count }, (_, number) => one(number)).join('\n')
}

test('serve: an import under way ends with the server in order, and goes on with the next one', async t => {
  const folder = t.testdir()
  const first = await server(t, folder)
  const { id } = await send(first.address, lines(1500), 'application/x-ndjson')
  const { items } = await becomes(first.address, id, job => job.items > 0)
  t.ok(items < 1500)
  t.equal(await first.stop(), 0)
  const second = await server(t, folder)
  const stopped = await read(second.address, id)
  t.ok(stopped.items >= items && stopped.items < 1500, `${stopped.items} items were done`)
  const done = await becomes(second.address, id, job => job.state === 'done')
  t.match(done, { items: 1500, counts: { created: 1500, published: 1500 } })
  const { page } = (await (await fetch(`${second.address}/v1/articles?count=true`)).json()) as { page: object }
  t.match(page, { total: 1500 })
  t.strictSame(readdirSync(join(folder, 'offprint.db-imports')), [])
  t.equal(await second.stop(), 0)
})

test('serve: an import that is cancelled under way ends at once, and the next one begins', async t => {
  const { address, stop } = await server(t, t.testdir())
  const { id } = await send(address, lines(1500), 'application/x-ndjson')
  await becomes(address, id, job => job.items > 0)
  const cancelled = await read(address, id, 'DELETE')
  t.equal(cancelled.state, 'cancelled')
  const next = await send(address, `---\ntitle: Next\n---\n\n${words}`, 'text/markdown')
  t.match(await becomes(address, next.id, job => job.state === 'done'), { counts: { created: 1 } })
  t.equal((await read(address, id)).items, cancelled.items)
  t.equal(await stop(), 0)
})

test('serve: readers are answered while a source is parsed that takes long', async t => {
  const { address, stop } = await server(t, t.testdir())
  // Loads what an import needs, which is not what is measured.
  const small = await send(address, `---\ntitle: Small\n---\n\n${words}`, 'text/markdown')
  await becomes(address, small.id, job => job.state === 'done')
  const text = Array.from(
    { length: 2500 },
    (_, number) => `## Heading ${number}\n\n${words.repeat(10)} *a* **b** [c](d)`,
  )
  const start = performance.now()
  const { id } = await send(address, `---\ntitle: Long\n---\n\n${text.join('\n\n')}`, 'text/markdown')
  let longest = 0
  let answered = 0
  for (let isOver = false; !isOver; ) {
    const asked = performance.now()
    isOver = (await read(address, id)).state === 'done'
    longest = Math.max(longest, performance.now() - asked)
    answered += 1
    await setTimeout(5)
  }
  const took = performance.now() - start
  t.comment(`${Math.round(took)} ms, in which one of ${answered} answers took ${Math.round(longest)} ms`)
  t.ok(longest < took / 3, `${longest} of ${took} ms`)
  t.equal(await stop(), 0)
})
