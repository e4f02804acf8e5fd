import { join } from 'node:path'
import { test } from 'tap'
import { hasMembers } from '../has-members.ts'
import { type Copy, newsroom, secret } from './day.ts'
import { serve } from './server.ts'

const story = `---
title: The Night Bus Returns
slug: night-bus
---

It runs again from Monday.

## Who pays

The city does.
`

const slugs = ['night-bus', 'night-bus-returns']
const forms = ['', '.html', '.md', '/metadata', '/sections', '/sections/who-pays']
const own = (slug: string) => forms.map(form => `/v1/articles/${slug}${form}`)
const lists = ['/v1/articles', '/v1/articles?include=body', '/feeds/rss.xml', '/feeds/feed.json']
const others = ['/v1/articles/tides', '/v1/articles/tides.html', '/v1/articles/tides/sections', '/v1/categories']

/** The effects of a step that only editors see. */
const inside = (...audit: string[]) => ({ changed: [], messages: [], audit })

test('a day of a newsroom: each step has the expected public effects and no others', async t => {
  const env = { DATABASE_URL: join(t.testdir(), 'offprint.db'), OFFPRINT_ADMIN_KEY: secret }
  const server = await serve(t, [], env)
  const watched = [...slugs.flatMap(own), ...lists, ...others]
  const { ask, step, begin, read, until } = newsroom(t, server.address, watched)

  async function imported(name: string, markdown: string): Promise<void> {
    const path = `/imports?publish=true&undated=publish&name=${name}`
    const job: { id: string } = await ask('POST', path, { body: markdown, type: 'text/markdown' })
    await until(async () => (await ask('GET', `/imports/${job.id}`)).state === 'done')
  }
  const copyOf = async (slug: string): Promise<Copy> => {
    const { items } = await ask('GET', `/articles?q=${slug}`)
    return ask('GET', `/articles/${items[0].id}`)
  }
  const article = async (slug: string) => JSON.parse((await read(`/v1/articles/${slug}`)).body)
  const paragraph = (text: string) => ({ blocks: [{ type: 'paragraph', content: [{ text }] }] })
  const shown = own('night-bus')
  const everywhere = [...shown, ...own('night-bus-returns'), ...lists]

  await imported('tides.md', '# Tides\n\nThey come, and they go.\n')
  await begin()

  await step('import', () => imported('night-bus.md', story), {
    changed: [...shown, ...lists],
    messages: ['night-bus 1'],
    audit: ['import.start key', 'article.import key'],
  })
  let copy = await copyOf('night-bus')
  const path = `/articles/${copy.id}`
  const first = await article('night-bus')
  hasMembers(t, first, { title: 'The Night Bus Returns', edition: 1, sections: [{}, { anchor: 'who-pays' }] })

  await step(
    'edit one paragraph',
    () => ask('PATCH', `${path}/sections/who-pays`, { version: copy.version, body: paragraph('The riders do.') }),
    inside('article.edit key'),
  )
  copy = await copyOf('night-bus')
  t.equal(copy.ahead, true)

  const preview: { url: string } = await step(
    'preview',
    () => ask('POST', '/previews', { body: { articleId: copy.id } }),
    inside('preview.create key'),
  )
  const previewed = await fetch(preview.url)
  t.equal(previewed.headers.get('cache-control'), 'no-store')
  const next = (await previewed.json()) as typeof first
  t.strictSame(next.sections[1].blocks, paragraph('The riders do.').blocks)
  t.strictSame(next.sections[0], first.sections[0])

  const publishAt = `${new Date(Date.now() + 4000).toISOString().slice(0, 19)}Z`
  copy = await step(
    'schedule',
    () => ask('PUT', `${path}/schedule`, { version: copy.version, body: { publishAt } }),
    inside('article.schedule key'),
  )
  await step('the scheduled time', () => until(async () => (await article('night-bus')).edition === 2), {
    changed: [...shown, ...lists],
    messages: ['night-bus 2'],
    audit: ['article.publish system'],
  })
  const second = await article('night-bus')
  t.strictSame([second.sections, second.id], [next.sections, first.id], 'the published sections equal the preview')
  t.equal(second.metadata.publishedAt, first.metadata.publishedAt)

  copy = await copyOf('night-bus')
  copy = await step(
    'edit the title',
    () => ask('PATCH', path, { version: copy.version, body: { title: 'Night Bus Returns' } }),
    inside('article.edit key'),
  )
  copy = await step('publish', () => ask('POST', `${path}/publish`, { version: copy.version }), {
    changed: [...shown, ...lists],
    messages: ['night-bus 3'],
    audit: ['article.publish key'],
  })
  t.equal((await article('night-bus')).title, 'Night Bus Returns')

  const wrong = 'It runs again from Tuesday.'
  copy = await step(
    'correct: edit',
    () => ask('PATCH', path, { version: copy.version, body: { sections: corrected(copy, wrong) } }),
    inside('article.edit key'),
  )
  const correction = { note: 'It is Tuesday, not Monday.', sectionAnchors: ['lead'] }
  copy = await step(
    'correct: publish',
    () => ask('POST', `${path}/publish`, { version: copy.version, body: { correction } }),
    {
      changed: [...shown, ...lists],
      messages: ['night-bus 4'],
      audit: ['article.publish key'],
    },
  )
  const fourth = await article('night-bus')
  hasMembers(t, fourth.metadata.corrections, [
    { note: correction.note, edition: 4, kind: 'correction', sectionAnchors: ['lead'] },
  ])
  t.equal(fourth.sections[1].hash, second.sections[1].hash, 'the other section keeps its hash')

  copy = await step(
    'rename the slug: edit',
    () => ask('PATCH', path, { version: copy.version, body: { slug: 'night-bus-returns' } }),
    inside('article.edit key'),
  )
  copy = await step('rename the slug: publish', () => ask('POST', `${path}/publish`, { version: copy.version }), {
    changed: everywhere,
    messages: ['night-bus-returns 5'],
    audit: ['article.publish key'],
  })
  hasMembers(t, await read('/v1/articles/night-bus/sections'), {
    status: 308,
    headers: { location: /\/night-bus-returns\/sections$/ },
  })
  hasMembers(t, await read('/v1/articles/night-bus.html'), { status: 301 })

  copy = await step(
    'unpublish',
    () => ask('POST', `${path}/unpublish`, { version: copy.version, body: { note: 'We look into it.' } }),
    {
      changed: everywhere,
      messages: ['night-bus-returns unpublished'],
      audit: ['article.unpublish key'],
    },
  )
  hasMembers(t, await read('/v1/articles/night-bus-returns'), { status: 410, body: /"reason":"unpublished"/ })
  t.equal((await read('/feeds/rss.xml')).body.includes('Night Bus'), false)

  copy = await step(
    'restore edition 2',
    () => ask('POST', `${path}/restore`, { version: copy.version, body: { edition: 2 } }),
    inside('article.restore key'),
  )
  copy = await step('publish the restored edition', () => ask('POST', `${path}/publish`, { version: copy.version }), {
    changed: everywhere,
    messages: [`${copy['slug']} 6`],
    audit: ['article.publish key'],
  })
  const sixth = await article(String(copy['slug']))
  hasMembers(t, sixth, { id: first.id, title: first.title, edition: 6 })
  t.strictSame(sixth.sections, second.sections)
  t.equal(sixth.metadata.publishedAt, first.metadata.publishedAt)

  await step('delete', () => ask('DELETE', path, { version: copy.version }), {
    changed: everywhere,
    messages: [`${copy['slug']} deleted`],
    audit: ['article.delete key'],
  })
  for (const ref of [copy.id, ...slugs])
    hasMembers(t, await read(`/v1/articles/${ref}`), { status: 410, body: /"reason":"deleted"/ })

  await step('erase', () => ask('POST', `${path}/erase`, { version: copy.version + 1 }), inside('article.erase key'))
  t.equal(await server.stop(), 0)
})

function corrected({ sections }: Copy, text: string) {
  const [lead, ...rest] = sections as { blocks: unknown }[]
  return [{ ...lead, blocks: [{ type: 'paragraph', content: [{ text }] }] }, ...rest]
}
