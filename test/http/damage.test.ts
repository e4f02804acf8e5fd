import t, { type Test } from 'tap'
import { syncPage } from '../../src/domain/sync/sync.ts'
import { build } from '../build.ts'
import { hasMembers } from '../has-members.ts'
import { openStoredForms, type StoredForm } from './stored-form.ts'

type Change = (form: StoredForm) => StoredForm

/** Publishes three articles, and returns a function that damages the stored form of one directly in the database. */
async function three(t: Test) {
  const lines: string[] = []
  const logger = { level: 'error', stream: { write: (line: string) => void lines.push(line) } }
  const built = await build(t, { logger })
  const ids: string[] = []
  for (const name of ['one', 'two', 'three']) ids.push((await built.publish(name, { title: name })).id)
  const [, id = ''] = ids
  const spoil = await openStoredForms(t, built.url)
  const json = async (url: string) => {
    const { statusCode, body } = await built.app.inject(url)
    return { status: statusCode, body: JSON.parse(body) }
  }
  const named = () => lines.map(line => JSON.parse(line)).filter(({ code }) => code === 'print-damaged')
  return { ...built, id, json, named, spoil: (change: Change) => spoil(id, change) }
}

const flipped = (bytes: Buffer | null) => Buffer.from(String(bytes).replaceAll('two', 'twp'))

/** Possible damages of the stored form. */
const damages = {
  'a changed body': form => ({ ...form, body: flipped(form.body) }),
  'a changed item': form => ({ ...form, item: flipped(form.item) }),
  'a body that is cut off': form => ({ ...form, body: form.body?.subarray(0, 100) ?? null }),
  'no body': form => ({ ...form, body: null }),
  'a head that is not JSON': form => ({ ...form, head: form.head.slice(1) }),
  'a layout with another number': form => ({ ...form, head: form.head.replace(/"viewsAt":\d+/, '"viewsAt":7') }),
} satisfies Record<string, Change>

for (const [damage, change] of Object.entries(damages)) {
  t.test(`${damage}: the article answers 500 print-damaged, the log names it, and readiness is degraded`, async t => {
    const { json, id, spoil, named, edit } = await three(t)
    t.strictSame(await json('/health/ready'), { status: 200, body: { status: 'ok' } })
    await spoil(change)
    for (const ref of ['two', id]) {
      const { status, body } = await json(`/v1/articles/${ref}`)
      t.strictSame([status, body.code], [500, 'print-damaged'])
    }
    t.equal((await json('/v1/articles/two/sections')).body.code, 'print-damaged')
    t.equal((await json('/v1/articles/one')).status, 200)
    t.ok(named().every(({ hint }) => hint.includes(`article ${id} `)))
    t.ok(named().length > 0)
    const detail = 'Damaged articles: 1. The log names them.'
    t.strictSame(await json('/health/ready'), {
      status: 200,
      body: { status: 'degraded', parts: [{ name: 'prints', detail }] },
    })

    await edit(id, content => ({ ...content, title: 'two, again' }))
    hasMembers(t, await json('/v1/articles/two'), { status: 200, body: { title: 'two, again' } })
    t.strictSame(await json('/health/ready'), { status: 200, body: { status: 'ok' } }, 'publishing it again repairs it')
  })
}

for (const damage of ['a changed item', 'a head that is not JSON'] as const) {
  t.test(`${damage}: lists, feeds and sitemaps leave out the article`, t => leftOut(t, damages[damage]))
}

async function leftOut(t: Test, change: Change): Promise<void> {
  const { json, app, spoil, named } = await three(t)
  await spoil(change)
  const titles = ({ items }: { items: { title: string }[] }) => items.map(({ title }) => title).sort()
  t.strictSame(titles((await json('/v1/articles')).body), ['one', 'three'])
  t.strictSame(titles((await json('/v1/articles?include=body')).body), ['one', 'three'])
  t.strictSame(titles((await json('/feeds/feed.json')).body), ['one', 'three'])
  for (const url of ['/feeds/rss.xml', '/feeds/atom.xml', '/sitemap.xml', '/llms.txt', '/v1/export.ndjson']) {
    t.equal((await app.inject(url)).statusCode, 200, url)
  }
  t.equal(named().length, 1, 'the log names it once')
}

t.test('GET /v1/sync lists a damaged article as unavailable and delivers it after the repair', async t => {
  const { json, spoil, edit, id } = await three(t)
  const before = (await json('/v1/sync')).body
  await spoil(damages['a changed body'])
  const titles = (page: { articles: { title: string }[] }) => page.articles.map(({ title }) => title).sort()
  const walk = (await json('/v1/sync?include=body')).body
  syncPage.parse({ ...walk, articles: [] })
  t.strictSame(titles(walk), ['one', 'three'])
  const { revision } = before.articles.find((one: { id: string }) => one.id === id)
  t.strictSame(walk.unavailable, [{ id, slug: 'two', revision, language: 'en' }])
  t.strictSame(walk.tombstones, [])
  t.strictSame([walk.more, before.unavailable], [false, undefined])
  await edit(id, content => ({ ...content, title: 'two, again' }))
  for (const { token } of [before, walk]) {
    const next = (await json(`/v1/sync?token=${token}`)).body
    t.strictSame([titles(next), next.unavailable], [['two, again'], undefined])
  }
})

t.test('GET /v1/sync lists an article as unavailable that was changed and damaged after the token', async t => {
  const { json, spoil, edit, id } = await three(t)
  const { token } = (await json('/v1/sync')).body
  await edit(id, content => ({ ...content, title: 'two, again' }))
  await spoil(damages['a changed item'])
  const { articles, unavailable } = (await json(`/v1/sync?token=${token}`)).body
  t.strictSame([articles, unavailable.length, unavailable[0].id], [[], 1, id])
})

t.test('GET /v1/stream sends an unavailable event without content for a damaged article', async t => {
  const { app, json, spoil, edit, id } = await three(t)
  const { token } = (await json('/v1/sync')).body
  await edit(id, content => ({ ...content, title: 'two, again' }))
  await spoil(damages['a changed item'])
  const address = await app.listen({ port: 0, host: '127.0.0.1' })
  const ending = new AbortController()
  const stream = await fetch(`${address}/v1/stream?since=${token}`, { signal: ending.signal })
  let text = ''
  for await (const chunk of stream.body ?? []) {
    text += Buffer.from(chunk).toString()
    if (/\ndata: .*\n/.test(text)) break
  }
  ending.abort()
  const { groups, ...ref } = JSON.parse(/\ndata: (.*)\n/.exec(text)?.[1] ?? '{}')
  const { unavailable } = (await json(`/v1/sync?token=${token}`)).body
  t.match(text, /(?:^|\n)event: unavailable\n/)
  t.strictSame([unavailable, ref.id], [[ref], id])
  t.ok(groups.includes('list'), 'the event has the cache groups of the change')
})

t.test('GET /v1/articles/{ref} delivers a print without a checksum, from an earlier version', async t => {
  const { json, spoil } = await three(t)
  await spoil(form => {
    const { checksums: _, ...head } = JSON.parse(form.head)
    return { ...form, head: JSON.stringify(head) }
  })
  t.equal((await json('/v1/articles/two')).status, 200)
})
