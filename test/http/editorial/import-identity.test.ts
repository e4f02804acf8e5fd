import t from 'tap'
import { hasMembers } from '../../has-members.ts'
import { articles } from './desk.ts'
import { importDesk } from './import-desk.ts'

const ndjson = 'application/x-ndjson'
const line = (title: string, text: string, more: object = {}) =>
  JSON.stringify({ title, ...more, sections: [{ blocks: [{ type: 'paragraph', content: [{ text }] }] }] })

type Desk = Awaited<ReturnType<typeof importDesk>>

/** Sends a file and returns the results of its items. */
async function outcome({ send, work, items }: Desk, body: string, type: string, query = '?publish=true') {
  const { body: job } = await send(body, { query, type })
  await work()
  return (await items(job.id)).map(({ result, article }) => [result, article?.title])
}

async function titles({ ask }: Desk): Promise<unknown[]> {
  const { body } = await ask('GET', articles)
  return (body['items'] as { title: string }[]).map(({ title }) => title).sort()
}

t.test('NDJSON without ids: other text makes another article, and the same text changes nothing', async t => {
  const desk = await importDesk(t)
  const first = line('First article', 'Words of the first.')
  const second = line('Second article', 'Words of the second.')
  t.strictSame(await outcome(desk, first, ndjson), [['created', 'First article']])
  t.strictSame(await outcome(desk, second, ndjson), [['created', 'Second article']])
  const both = [
    ['unchanged', 'Second article'],
    ['unchanged', 'First article'],
  ]
  t.strictSame(await outcome(desk, `${second}\n\n${first}\n`, ndjson), both, 'in one upload, in another order')
  t.strictSame(await outcome(desk, `[${second}, ${first}]`, 'application/json'), both, 'as a list')
  const twins = `${line('Weather', 'Rain.')}\n${line('Weather', 'Sun.')}\n`
  t.strictSame(
    (await outcome(desk, twins, ndjson)).map(([result]) => result),
    ['created', 'created'],
    'equal titles',
  )
  t.strictSame(await titles(desk), ['First article', 'Second article', 'Weather', 'Weather'])
})

const rss = (...items: string[]) => `<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>
  <link>https://news.example/</link>${items.map(item => `<item>${item}</item>`).join('')}</channel></rss>`
const entry = (title: string, words: string, more = '') =>
  `<title>${title}</title>${more}<description>${words}</description>`
const jsonFeed = (item: object) =>
  JSON.stringify({ version: 'https://jsonfeed.org/version/1.1', title: 'News', items: [item] })
const ghost = (html: string) =>
  JSON.stringify({
    db: [
      { meta: { exported_on: 1, version: '5.0' }, data: { posts: [{ title: 'Weather', html, status: 'published' }] } },
    ],
  })
const wordpress = (words: string) => `<?xml version="1.0"?><rss version="2.0"
  xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/"><channel>
  <title>News</title><wp:wxr_version>1.2</wp:wxr_version><item><title>Weather</title>
  <content:encoded><![CDATA[<p>${words}</p>]]></content:encoded><wp:post_id>12</wp:post_id><wp:status>publish</wp:status>
  <wp:post_type>post</wp:post_type></item></channel></rss>`

const nameless: [what: string, type: string, file: (words: string) => string][] = [
  ['RSS without guid and link', 'application/rss+xml', words => rss(entry('Weather', words))],
  [
    'RSS whose entries link to the home page',
    'application/rss+xml',
    words => rss(entry('Weather', words, '<link>https://news.example/</link>')),
  ],
  ['JSON Feed without id', 'application/feed+json', words => jsonFeed({ title: 'Weather', content_html: words })],
  ['Ghost without id and slug', 'application/json', words => ghost(`<p>${words}</p>`)],
  ['WordPress without guid, link and site', 'application/xml', wordpress],
  ['text without a name', 'text/plain', words => `Weather\n\n${words}\n`],
  ['Markdown without a name', 'text/markdown', words => `# Weather\n\n${words}\n`],
  ['a page without a name', 'text/html', words => `<!doctype html><title>Weather</title><main><p>${words}</p></main>`],
]

for (const [what, type, file] of nameless) {
  t.test(`${what}: other text makes another article, and the same text changes nothing`, async t => {
    const desk = await importDesk(t)
    const results: unknown[] = []
    for (const words of ['Rain from the west.', 'Sun all day long.', 'Rain from the west.']) {
      results.push((await outcome(desk, file(words), type)).map(([result]) => result))
    }
    t.strictSame(results, [['created'], ['created'], ['unchanged']])
    t.equal((await titles(desk)).length, 2)
  })
}

t.test('the id of an erased article is never used again', async t => {
  const desk = await importDesk(t)
  const { ask, make, send, work, items, app } = desk
  const { id } = await make({ title: 'Secret' }, true)
  const draft = await make({ title: 'Never published' })
  const other = await make({ title: 'Never published either' })
  for (const one of [id, draft.id, other.id]) {
    t.equal((await ask('POST', `${articles}/${one}/erase`, { headers: { 'if-match': '*' } })).status, 204)
  }
  const used = [
    line('By id', 'Words.', { id }),
    line('With its own name', 'Words.', { id: draft.id, workingCopy: { externalId: 'old:1' } }),
    line('Known by its id alone', 'Words.', { id: other.id, workingCopy: {} }),
  ].join('\n')
  for (const results of [
    ['created', 'created', 'conflict'],
    ['unchanged', 'unchanged', 'conflict'],
  ]) {
    const { body } = await send(used, { query: '?publish=true', type: ndjson })
    await work()
    const found = await items(body.id)
    t.strictSame(
      found.map(({ result }) => result),
      results,
    )
    t.notOk(found.some(({ article }) => [id, draft.id, other.id].includes(article?.id ?? '')))
    if (results[0] === 'created') hasMembers(t, found[0]?.notes, [{ code: 'id-used' }, { code: 'undated' }])
    hasMembers(t, found[2]?.problem, { code: 'import-conflict', detail: /was erased/ })
  }
  t.equal((await app.inject(`/v1/articles/${id}`)).statusCode, 410)
})

t.test('numbers of a source are limited so that the article can be published again', async t => {
  const desk = await importDesk(t)
  const { ask, send, work, items } = desk
  const most = Number.MAX_SAFE_INTEGER
  const id = '01a20546-f5d7-7285-83d9-a849553fc9b9'
  const wrong = [
    { id, edition: most, workingCopy: {} },
    { metadata: { views: most } },
    { metadata: { readingTimeMinutes: most } },
    {
      metadata: {
        corrections: [
          { id, at: '2026-11-22T12:00:00Z', edition: most, kind: 'correction', note: 'x', sectionAnchors: [] },
        ],
      },
    },
  ]
  for (const more of wrong) {
    hasMembers(t, await outcome(desk, line('Big numbers', JSON.stringify(more), more), ndjson), [
      ['problem', undefined],
    ])
  }
  const { body } = await send(line('Many editions', 'Words.', { id, edition: 999_999, workingCopy: {} }), {
    query: '?publish=true',
    type: ndjson,
  })
  await work()
  hasMembers(t, await items(body.id), [{ result: 'created', published: true, article: { id, edition: 999_999 } }])
  const { body: read } = await ask('GET', `${articles}/${id}`)
  const { body: edited } = await ask('PATCH', `${articles}/${id}`, {
    body: { title: 'One more' },
    version: read.version,
  })
  hasMembers(t, await ask('POST', `${articles}/${id}/publish`, { version: edited.version }), {
    status: 200,
    body: { edition: 1_000_000 },
  })
  const huge = { title: 'x', readingTimeMinutes: most }
  hasMembers(t, await ask('POST', articles, { body: huge }), { status: 400, body: { code: 'invalid-request' } })
})
