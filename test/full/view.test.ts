import { join } from 'node:path'
import t from 'tap'
import { serve } from './server.ts'

t.setTimeout(300_000)

const rounds = 3
const senders = 12
const agent = 'Mozilla/5.0 (X11; Linux x64; rv:140.0) Gecko/20100101 Firefox/140.0'

t.test('a view that was answered with 204 survives kill -9', async t => {
  const articles = Object.fromEntries(
    ['one', 'two', 'three'].map(name => [`${name}.md`, `---\ntitle: ${name}\ndate: 2026-11-01\n---\n\nText of it.\n`]),
  )
  const folder = t.testdir({ news: articles })
  const settings = { DATABASE_URL: join(folder, 'offprint.db'), RATE_LIMIT: 'none', LOG_LEVEL: 'error' }
  const slugs = ['one', 'two', 'three']
  const acknowledged = new Map(slugs.map(slug => [slug, 0]))
  const sent = new Map(slugs.map(slug => [slug, 0]))
  const raise = (counts: Map<string, number>, slug: string) => counts.set(slug, (counts.get(slug) ?? 0) + 1)

  for (let round = 0; round < rounds; round += 1) {
    const server = await serve(t, [join(folder, 'news')], settings)
    let isEnded = false
    let left = 3 * senders + round * 7
    const enough = Promise.withResolvers<void>()
    const sendViews = async (sender: number) => {
      for (let number = 0; !isEnded; number += 1) {
        const slug = slugs[(sender + number) % slugs.length] ?? ''
        raise(sent, slug)
        // Who asks not to be recognised counts each time.
        const headers = { 'user-agent': agent, 'sec-gpc': '1' }
        const answer = await fetch(`${server.address}/v1/articles/${slug}/views`, { method: 'POST', headers }).catch(
          () => undefined,
        )
        if (answer?.status === 204) raise(acknowledged, slug)
        else if (!isEnded) t.fail(`a view was answered with ${answer?.status}`)
        left -= 1
        if (left === 0) enough.resolve()
      }
    }
    const sending = Array.from({ length: senders }, (_, sender) => sendViews(sender))
    // Some batches are acknowledged, and others are open.
    await enough.promise
    isEnded = true
    await server.stop('SIGKILL')
    await Promise.all(sending)
  }

  const server = await serve(t, [join(folder, 'news')], settings)
  for (const slug of slugs) {
    const answer = await fetch(`${server.address}/v1/articles/${slug}/views`)
    const { total, days } = (await answer.json()) as { total: number; days: { views: number }[] }
    const [least, most] = [acknowledged.get(slug) ?? 0, sent.get(slug) ?? 0]
    t.ok(total >= least && total <= most, `${slug}: ${least} acknowledged, ${total} stored, ${most} sent`)
    t.equal(
      days.reduce((sum, day) => sum + day.views, 0),
      total,
      'the days have all views',
    )
  }
  const popular = (await (await fetch(`${server.address}/v1/popular`)).json()) as { items: unknown[] }
  t.equal(popular.items.length, 3)
  await server.stop()
})
