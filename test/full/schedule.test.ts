import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { type Test, test } from 'tap'
import { serve } from './server.ts'

const secret = 'admin-key-of-this-test-0123456789'

type Item = { action: string; articleId: string; at: string; detail?: { dueAt?: string } }

function desk(address: string) {
  return async (method: string, path: string, body?: unknown, etag?: string) => {
    const answer = await fetch(`${address}/v1/editorial${path}`, {
      method,
      headers: {
        authorization: `Bearer ${secret}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(etag !== undefined && { 'if-match': etag }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    return (await answer.json()) as { id: string; etag: string; items: Item[] }
  }
}

const inSeconds = (seconds: number) => `${new Date(Date.now() + seconds * 1000).toISOString().slice(0, 19)}Z`

async function scheduled(ask: ReturnType<typeof desk>, number: number, publishAt: string): Promise<string> {
  const { id, etag } = await ask('POST', '/articles', { title: `Article ${number}` })
  await ask('PUT', `/articles/${id}/schedule`, { publishAt }, etag)
  return id
}

/** Waits until as many publications stand in the audit as were asked for. */
async function publications(t: Test, ask: ReturnType<typeof desk>, count: number): Promise<Item[]> {
  for (let round = 0; round < 100; round += 1) {
    const { items } = await ask('GET', '/audit?actor=system&limit=100')
    if (items.length >= count) return items
    await setTimeout(100)
  }
  t.fail('what is due did not happen')
  return []
}

test('serve: two processes on one file publish what is due within a second of its time, each once', async t => {
  const env = { DATABASE_URL: join(t.testdir(), 'offprint.db'), OFFPRINT_ADMIN_KEY: secret }
  const [one, two] = [await serve(t, [], env), await serve(t, [], env)]
  const ask = desk(one.address)
  const publishAt = inSeconds(2)
  const ids: string[] = []
  for (let number = 0; number < 20; number += 1) ids.push(await scheduled(ask, number, publishAt))
  const items = await publications(t, desk(two.address), ids.length)
  await setTimeout(1000)
  t.equal((await ask('GET', '/audit?actor=system&limit=100')).items.length, ids.length)
  t.strictSame(items.map(item => item.articleId).toSorted(), ids.toSorted())
  for (const { action, at, detail } of items) {
    t.equal(action, 'article.publish')
    t.ok(Date.parse(at) - Date.parse(detail?.dueAt ?? '') <= 1000, `${at} for ${detail?.dueAt}`)
  }
  for (const server of [one, two]) t.equal(await server.stop(), 0)
})

test('serve: what fell due while no process ran is done at the next start', async t => {
  const env = { DATABASE_URL: join(t.testdir(), 'offprint.db'), OFFPRINT_ADMIN_KEY: secret }
  const first = await serve(t, [], env)
  const id = await scheduled(desk(first.address), 1, inSeconds(2))
  await first.stop('SIGKILL')
  await setTimeout(2500)
  const second = await serve(t, [], env)
  t.match(await publications(t, desk(second.address), 1), [{ articleId: id, action: 'article.publish' }])
  t.equal(await second.stop(), 0)
})
