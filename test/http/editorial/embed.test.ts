import Sqlite from 'better-sqlite3'
import t from 'tap'
import type { Block } from '../../../src/domain/body/block.ts'
import { embedHtml } from '../../../src/domain/body/embed-html.ts'
import { articles } from './desk.ts'
import { importDesk } from './import-desk.ts'

const url = 'https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=42'
const evil = '<img src=x onerror=alert(document.domain)>'
const embed = { type: 'embed', url, title: 'Ferries & "bridges"', width: 640, height: 360, html: evil }
const made =
  '<figure class="embed"><iframe src="https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?start=42"' +
  ' title="Ferries &#38; &#34;bridges&#34;" width="640" height="360"' +
  ' sandbox="allow-scripts allow-same-origin allow-popups allow-presentation" allow="fullscreen"' +
  ' loading="lazy" referrerpolicy="strict-origin-when-cross-origin"></iframe>' +
  '<figcaption><a href="https://www.youtube.com/watch?v=dQw4w9WgXcQ&#38;t=42">Ferries &#38; &#34;bridges&#34;</a></figcaption></figure>'
const nested = [
  { type: 'quote', blocks: [{ type: 'list', ordered: false, items: [{ content: [], blocks: [embed] }] }] },
]

function embeds(value: unknown, found: Record<string, unknown>[] = []): Record<string, unknown>[] {
  if (typeof value !== 'object' || value === null) return found
  if (Reflect.get(value, 'type') === 'embed') found.push(value as Record<string, unknown>)
  for (const one of Object.values(value)) embeds(one, found)
  return found
}

t.test('the HTML of an embed is always made from its address', async t => {
  const desk = await importDesk(t)
  const { ask, make, send, work, app } = desk
  const delivered = async (slug: string) => {
    const answer = await app.inject(`/v1/articles/${slug}`)
    t.notMatch(answer.body, 'onerror', slug)
    return embeds(answer.json()).map(one => one['html'])
  }
  const sections = [{ heading: 'Part', blocks: [embed] }]
  const footnotes = [{ anchor: 'fn-1', label: '1', blocks: [embed] }]
  await make({ title: 'By post', sections: [{ blocks: [...nested, embed] }, ...sections], footnotes }, true)
  t.strictSame(await delivered('by-post'), [made, made, made, made])

  const patched = await make({ title: 'By patch', sections: [{ heading: 'Part', blocks: [] }] })
  const [part] = patched['sections'] as { id: string }[]
  const one = `${articles}/${patched.id}`
  const { body } = await ask('PATCH', `${one}/sections/${part?.id}`, { body: { blocks: [embed] }, version: 1 })
  t.strictSame(
    embeds(body).map(block => 'html' in block),
    [false],
    'a working copy stores no HTML',
  )
  await ask('POST', `${one}/publish`, { headers: { 'if-match': '*' } })
  t.strictSame(await delivered('by-patch'), [made])

  const batch = [
    { type: 'put', externalId: 'cms:1', body: { title: 'By batch', sections } },
    { type: 'publish', externalId: 'cms:1' },
  ]
  const batched = await ask('POST', `${articles}:batch`, { body: batch })
  t.notMatch(JSON.stringify(batched.body), 'onerror')
  t.strictSame(await delivered('by-batch'), [made])

  const line = JSON.stringify({ title: 'By import', sections: [{ blocks: [embed] }] })
  await send(line, { query: '?publish=true', type: 'application/x-ndjson' })
  await work()
  t.strictSame(await delivered('by-import'), [made])

  const archive = (await app.inject('/v1/export.ndjson')).body
  t.notMatch(archive, 'onerror')
  t.match(archive, JSON.stringify(made).slice(1, -1), 'lists, sync and exports contain it too')
})

t.test('known providers get a sandboxed frame, others a link', t => {
  const frame = (address: string) => {
    const html = embedHtml({ type: 'embed', url: address, provider: 'youtube' }) ?? ''
    return /<iframe src="([^"]*)"/.exec(html)?.[1] ?? html
  }
  const cases: [address: string, frame: string][] = [
    ['https://youtu.be/dQw4w9WgXcQ', 'https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ'],
    ['https://www.youtube.com/shorts/dQw4w9WgXcQ', 'https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ'],
    ['https://vimeo.com/76979871/abcdef1234', 'https://player.vimeo.com/video/76979871?h=abcdef1234'],
    [
      'https://open.spotify.com/track/4uLU6hMCjMI75M1A2tKUQC',
      'https://open.spotify.com/embed/track/4uLU6hMCjMI75M1A2tKUQC',
    ],
    ['https://soundcloud.com/a/b', 'https://w.soundcloud.com/player/?url=https%3A%2F%2Fsoundcloud.com%2Fa%2Fb'],
    ['https://www.dailymotion.com/video/x8abcd', 'https://geo.dailymotion.com/player.html?video=x8abcd'],
    ['https://www.ted.com/talks/a_talk', 'https://embed.ted.com/talks/a_talk'],
    [
      'https://www.youtube.com/@channel',
      '<figure class="embed"><a href="https://www.youtube.com/@channel">www.youtube.com</a></figure>',
    ],
    [
      'https://youtube.com.evil.example/watch?v=dQw4w9WgXcQ',
      '<figure class="embed"><a href="https://youtube.com.evil.example/watch?v=dQw4w9WgXcQ">youtube.com.evil.example</a></figure>',
    ],
    [
      'https://video.example/"><script>',
      '<figure class="embed"><a href="https://video.example/%22%3E%3Cscript%3E">video.example</a></figure>',
    ],
    ['javascript:alert(1)', ''],
  ]
  for (const [address, wanted] of cases) t.equal(frame(address), wanted, address)
  t.end()
})

t.test('HTML stored by an earlier version is removed from working copies and editions', async t => {
  const { make, store, app } = await importDesk(t)
  const { id } = await make({ title: 'Old', sections: [{ blocks: [...nested, embed] }] }, true)
  await app.close()
  await store.close()
  const blocks = JSON.stringify([...nested, embed, { ...embed, url: 'https://video.example/1' }] as Block[])
  const connection = new Sqlite(':memory:')
  t.teardown(() => connection.close())
  connection.exec(`CREATE TABLE section (article_id TEXT, position INTEGER, blocks TEXT, PRIMARY KEY (article_id, position));
    CREATE TABLE footnote (article_id TEXT, position INTEGER, blocks TEXT, PRIMARY KEY (article_id, position));
    CREATE TABLE edition (article_id TEXT, number INTEGER, content TEXT, PRIMARY KEY (article_id, number))`)
  const add = (table: string, value: string) =>
    connection.prepare(`INSERT INTO ${table} VALUES (?, 1, ?)`).run(id, value)
  add('section', blocks)
  add('footnote', blocks)
  add('edition', `{"sections":[{"blocks":${blocks}}],"custom":{"html":"kept"}}`)
  const { readFileSync } = await import('node:fs')
  connection.exec(readFileSync(new URL('../../../migrations/sqlite/0006_embed_html.sql', import.meta.url), 'utf8'))
  const left = ['SELECT blocks FROM section', 'SELECT blocks FROM footnote', 'SELECT content FROM edition'].map(sql =>
    JSON.parse(String(connection.prepare(sql).pluck().get())),
  )
  const { html: _, ...plain } = embed
  const expected = JSON.parse(JSON.stringify(blocks.replaceAll(`,"html":${JSON.stringify(evil)}`, '')))
  t.strictSame(left, [
    JSON.parse(expected),
    JSON.parse(expected),
    { sections: [{ blocks: JSON.parse(expected) }], custom: { html: 'kept' } },
  ])
  t.strictSame(embeds(left[0])[0], plain)
})
