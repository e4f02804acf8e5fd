import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import t, { type Test, test } from 'tap'
import { hasMembers } from '../has-members.ts'
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
  const answer = await fetch(`${address}/v1/editorial/imports?publish=true&undated=publish`, {
    method: 'POST',
    headers,
    body,
  })
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

test('serve: a running import stops with the server, and the next server resumes it', async t => {
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
  hasMembers(t, done, { items: 1500, counts: { created: 1500, published: 1500 } })
  const { page } = (await (await fetch(`${second.address}/v1/articles?count=true`)).json()) as { page: object }
  hasMembers(t, page, { total: 1500 })
  t.strictSame(readdirSync(join(folder, 'offprint.db-imports')), [])
  t.equal(await second.stop(), 0)
})

test('serve: cancelling a running import ends it at once, and the next import starts', async t => {
  const { address, stop } = await server(t, t.testdir())
  const { id } = await send(address, lines(1500), 'application/x-ndjson')
  await becomes(address, id, job => job.items > 0)
  const cancelled = await read(address, id, 'DELETE')
  t.equal(cancelled.state, 'cancelled')
  const next = await send(address, `---\ntitle: Next\n---\n\n${words}`, 'text/markdown')
  hasMembers(t, await becomes(address, next.id, job => job.state === 'done'), { counts: { created: 1 } })
  t.equal((await read(address, id)).items, cancelled.items)
  t.equal(await stop(), 0)
})

test('serve: answers readers while it parses a long source', async t => {
  const { address, stop } = await server(t, t.testdir())
  // Loads the code for imports first, because loading is not measured.
  const small = await send(address, `---\ntitle: Small\n---\n\n${words}`, 'text/markdown')
  await becomes(address, small.id, job => job.state === 'done')
  const text = Array.from(
    { length: 2500 },
    (_, number) => `## Heading ${number}\n\n${words.repeat(10)} *a* **b** [c](d)`,
  )
  const { id } = await send(address, `---\ntitle: Long\n---\n\n${text.join('\n\n')}`, 'text/markdown')
  let answered = 0
  while ((await read(address, id)).state !== 'done') answered += 1
  t.ok(answered > 5, `${answered} answers before the import was done`)
  t.equal(await stop(), 0)
})
