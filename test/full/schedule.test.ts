import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { type Test, test } from 'tap'
import { hasMembers } from '../has-members.ts'
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

/** Waits until the audit has that many publications. */
async function publications(t: Test, ask: ReturnType<typeof desk>, count: number): Promise<Item[]> {
  for (let round = 0; round < 600; round += 1) {
    const { items } = await ask('GET', '/audit?actor=system&limit=100')
    if (items.length >= count) return items
    await setTimeout(100)
  }
  t.fail('the due publications did not happen')
  return []
}

test('serve: two processes on one file publish each scheduled article once and not before its time', async t => {
  const env = { DATABASE_URL: join(t.testdir(), 'offprint.db'), OFFPRINT_ADMIN_KEY: secret }
  const [one, two] = [await serve(t, [], env), await serve(t, [], env)]
  const ask = desk(one.address)
  const publishAt = inSeconds(5)
  const ids: string[] = []
  for (let number = 0; number < 20; number += 1) ids.push(await scheduled(ask, number, publishAt))
  await publications(t, desk(two.address), ids.length)
  // After a later one is published, no process still works on these.
  ids.push(await scheduled(ask, ids.length, inSeconds(2)))
  const items = await publications(t, desk(two.address), ids.length)
  t.strictSame(items.map(item => item.articleId).toSorted(), ids.toSorted())
  for (const { action, at, detail } of items) {
    t.equal(action, 'article.publish')
    t.ok(at >= (detail?.dueAt ?? at), `${at} for ${detail?.dueAt}`)
  }
  for (const server of [one, two]) t.equal(await server.stop(), 0)
})

test('serve: publishes at its start the articles that became due while no process ran', async t => {
  const env = { DATABASE_URL: join(t.testdir(), 'offprint.db'), OFFPRINT_ADMIN_KEY: secret }
  const first = await serve(t, [], env)
  const publishAt = inSeconds(3)
  const id = await scheduled(desk(first.address), 1, publishAt)
  await first.stop('SIGKILL')
  while (Date.now() <= Date.parse(publishAt)) await setTimeout(50)
  const second = await serve(t, [], env)
  hasMembers(t, await publications(t, desk(second.address), 1), [{ articleId: id, action: 'article.publish' }])
  t.equal(await second.stop(), 0)
})
