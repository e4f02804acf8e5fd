import { readdirSync, readFileSync } from 'node:fs'
import type { Test } from 'tap'
import { articles } from '../http/editorial/desk.ts'
import { form, importDesk, page } from '../http/editorial/import-desk.ts'
import { ferries, outspoken } from '../http/sample.ts'

type Node = Record<string, unknown>

const examples = new URL('../../examples/articles/', import.meta.url)
const run = (text: string, more: Node = {}) => ({ text, ...more })
const words = (text: string) => ({ type: 'paragraph', content: [run(text)] })
const picture = {
  url: 'https://www.example.org/a%20b.jpg?x=1&y="2"',
  alt: '',
  width: 1600,
  height: 900,
  caption: [run('Boats & <b>men</b>')],
  credit: 'Ada "Q" Holm',
  variants: [{ url: 'https://www.example.org/a-640.webp', width: 640, height: 360, mediaType: 'image/webp' }],
}

/** Every kind of block, with text that is markup elsewhere. */
const blocks = [
  {
    type: 'paragraph',
    content: [run('a ]]> b </script> & "c"\n', { strong: true }), run('d', { code: true, lang: 'de' })],
  },
  {
    type: 'paragraph',
    content: [run('site', { link: { href: '/speech?a=1#b', title: '"t"' } }), run(' note', { footnote: '1' })],
  },
  {
    type: 'list',
    ordered: true,
    start: 3,
    items: [{ content: [run('one')], checked: true, blocks: [{ type: 'divider' }] }],
  },
  { type: 'quote', blocks: [words('Said.')], attribution: '<Ann>', sourceUrl: '/speech' },
  { type: 'code', text: '</pre><script>1</script>\n```', language: 'ts', filename: 'a<b>.ts' },
  { type: 'image', image: picture, link: '/gallery' },
  { type: 'gallery', images: [picture, { url: 'https://www.example.org/ø.png', variants: [] }], caption: [run('Two')] },
  {
    type: 'table',
    caption: [run('Fares')],
    rows: [
      { cells: [{ content: [run('|a')], header: true, colspan: 2, rowspan: 2, align: 'right' }] },
      { cells: [{ content: [], header: false, colspan: 1, rowspan: 1 }] },
    ],
  },
  {
    type: 'media',
    kind: 'hologram',
    url: 'https://www.example.org/a.bin',
    durationSeconds: 1.5,
    poster: picture,
    caption: [run('x')],
  },
  { type: 'embed', url: 'https://www.youtube.com/watch?v=abcdefghijk', title: 'A "film"', width: 640, height: 360 },
  { type: 'image', image: { url: '/a.jpg', variants: [{ url: '/a-1.jpg', width: 1 }] } },
  { type: 'media', kind: 'audio', url: '/a.mp3' },
  { type: 'embed', url: '/film', thumbnail: '/film.jpg' },
  { type: 'callout', kind: 'details', title: 'More', blocks: [words('Inside.')] },
  { type: 'other', kind: 'poll', blocks: [words('Yes or no?')], data: { votes: [1, null, { a: '</script>' }] } },
]

const hostile: Node[] = [
  {
    title: 'Everything ]]> <script>alert(1)</script> & "more"',
    summary: 'With \u0000 control \u001b characters, a lone \ud800 surrogate and \u202e direction.',
    category: 'Food, Drink & Travel',
    tags: ['C++', 'a/b', '日本語', '"quoted"', '18F'],
    authors: [
      { name: 'Ann <Writer>', pageUrl: 'https://www.example.org/ann?a=1&b=2', image: picture },
      { name: 'newsbot' },
    ],
    image: picture,
    canonicalUrl: 'https://other.example.net/page?a=1#part',
    source: { name: 'Wire & Co', url: 'https://wire.example.org/' },
    rights: {
      holder: 'Harbour News',
      notice: '© 2026',
      license: { name: 'CC BY 4.0', url: 'https://creativecommons.org/licenses/by/4.0/' },
      usageTerms: 'Ask.',
      syndication: 'summary',
      textAndDataMining: 'reserved',
    },
    custom: { a: { b: [1, 'x', true, { c: null }] }, __proto: '1' },
    publishedAt: '2026-01-31T23:30:00.123+01:00',
    expiresAt: '2030-01-01T00:00:00Z',
    keyTakeaways: [{ text: 'First & foremost' }, { content: [run('Second', { emphasis: true })], origin: 'generated' }],
    sections: [
      { level: 1, blocks },
      { heading: '3 boats & more', level: 2, blocks: [words('Three.')] },
      { heading: 'Deep', headingContent: [run('Deep', { code: true })], level: 6, blocks: [] },
    ],
    footnotes: [{ anchor: '1', label: '1', blocks: [words('A note.')] }],
  },
  {
    title: '新しい電気フェリーが港に到着し市民は歓迎したと市長が発表'.repeat(3),
    language: 'ja',
    markdown: '本文です。\n\n## 誰が払う\n\n市。',
  },
  { title: 'العبارات الكهربائية', language: 'ar', markdown: '> [!WARNING]\n> نص', rights: { syndication: 'none' } },
  {
    title: '100% "sure": a+b=c? #1 / \\ ; ../../etc',
    slug: '100-sure',
    html: '<p>See <a href="//x.example/">x</a></p>',
  },
  { title: 'Nothing at all' },
]

/** A running site with real and hostile articles in every state, all published terms, an import and a preview. */
export async function crawlSite(t: Test) {
  const desk = await importDesk(t, 50_000, undefined, { site: outspoken })
  const { app, ask, make, publish, send, work } = desk
  const { token: start } = (await app.inject('/v1/sync?start=now')).json()
  await publish('ferries', ferries)
  const made: string[] = []
  for (const file of readdirSync(examples).toSorted()) {
    made.push((await make({ text: readFileSync(new URL(file, examples), 'utf8') }, true)).id)
  }
  for (const body of hostile) made.push((await make(body, true)).id)
  const browser = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' }
  for (const id of made.slice(0, 3))
    await app.inject({ method: 'POST', url: `/v1/articles/${id}/views`, headers: browser })

  async function act(id: string, method: string, action: string, body?: unknown): Promise<void> {
    const { version } = (await ask('GET', `${articles}/${id}`)).body
    const answer = await ask(method, `${articles}/${id}${action}`, { version, ...(body !== undefined && { body }) })
    if (answer.status >= 300) throw new Error(`${action}: ${JSON.stringify(answer.body)}`)
  }
  const english = await make({ title: 'Old name', tags: ['Sea'] }, true)
  await act(english.id, 'PATCH', '', { title: 'New name', slug: 'new-name' })
  await act(english.id, 'POST', '/publish', { correction: { note: 'The name was wrong.' } })
  const german = await make({ title: 'Neuer Name', language: 'de', markdown: 'Text.' }, true)
  await act(german.id, 'PUT', '/translation', { of: english.id })
  await act(english.id, 'PATCH', '', { summary: 'Not yet published.' })
  const withdrawn = await make({ title: 'Withdrawn', category: 'Gone' }, true)
  await act(withdrawn.id, 'POST', '/withdraw', { note: 'A mistake.', movedTo: { url: 'https://www.example.org/x' } })
  const unpublished = await make({ title: 'Unpublished' }, true)
  await act(unpublished.id, 'POST', '/unpublish', {})
  const deleted = await make({ title: 'Deleted' }, true)
  await act(deleted.id, 'DELETE', '')
  for (const [kind, from, into] of [
    ['tags', 'c', 'climate'],
    ['authors', 'newsbot', 'ann-writer'],
  ] as const) {
    const { body } = await ask('GET', `/v1/editorial/${kind}?limit=100`)
    const terms = body['items'] as { id: string; slug: string }[]
    const idOf = (slug: string) => terms.find(term => term.slug === slug)?.id
    const answer = await ask('POST', `/v1/editorial/${kind}/${idOf(from)}/merge`, { body: { into: idOf(into) } })
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
  }
  const draft = await make({
    title: 'A draft',
    keyTakeaways: [{ text: 'One.' }],
    sections: [{ heading: 'Who pays', blocks: [words('We.')] }],
  })
  const scheduled = await make({ title: 'Later' })
  await act(scheduled.id, 'PUT', '/schedule', { publishAt: '2026-12-01T00:00:00Z' })
  const preview = (await ask('POST', '/v1/editorial/previews', { body: {} })).body
  await ask('POST', '/v1/editorial/previews', { body: {} })
  const files = { 'a.md': page('Sent in', 'Text.'), 'b.md': page('Sent in, too', 'Text.') }
  await send(form({ 'c.md': page('Sent before', 'Text.') }))
  const { body: job } = await send(form(files), { query: '?publish=true&undated=publish' })
  await work()
  return {
    ...desk,
    start: String(start),
    made,
    english,
    german,
    withdrawn,
    unpublished,
    deleted,
    draft,
    scheduled,
    preview,
    job,
  }
}
