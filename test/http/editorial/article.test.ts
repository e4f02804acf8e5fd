import t from 'tap'
import { hasMembers } from '../../has-members.ts'
import { articles, desk } from './desk.ts'

const paragraph = (text: string) => ({ type: 'paragraph', content: [{ text }] })

const ferries = {
  title: 'Harbour Trust buys two ferries',
  summary: 'They sail in spring.',
  category: 'Transport',
  tags: ['Ferries', 'Climate'],
  authors: [{ name: 'Ann Writer', pageUrl: 'https://www.example.org/ann' }],
  custom: { desk: 'city' },
  keyTakeaways: [{ text: 'They are electric.' }, { text: 'They cost 41 million.' }],
  sections: [
    { level: 1, blocks: [paragraph('Two boats.')] },
    { heading: 'Who pays', blocks: [paragraph('The city.')] },
    { heading: 'When', blocks: [paragraph('In spring.')] },
  ],
}

t.test('POST /v1/editorial/articles makes a draft with ids, anchors and a slug that is not public', async t => {
  const { app, ask, store } = await desk(t)
  const { status, headers, body } = await ask('POST', articles, { body: { externalId: 'cms:1', ...ferries } })
  t.equal(status, 201)
  hasMembers(t, headers, {
    etag: /^"v1\./,
    'cache-control': 'no-store',
    location: `https://news.example.org${articles}/${body.id}`,
  })
  hasMembers(t, body, {
    version: 1,
    status: 'draft',
    ahead: true,
    edition: 0,
    externalId: 'cms:1',
    slug: 'harbour-trust-buys-two-ferries',
    language: 'en',
    direction: 'ltr',
    category: 'Transport',
    tags: ['Ferries', 'Climate'],
    authors: [{ name: 'Ann Writer', pageUrl: 'https://www.example.org/ann' }],
    custom: { desk: 'city' },
    sections: [{ anchor: 'lead', level: 1 }, { anchor: 'who-pays', level: 2 }, { anchor: 'when' }],
    keyTakeaways: [{ text: 'They are electric.', origin: 'authored' }, { text: 'They cost 41 million.' }],
    schedule: {},
  })
  t.equal((await app.inject(`/v1/articles/${body.id}`)).statusCode, 404)
  t.equal(await store.lastChange(), 0)
  const again = await ask('GET', `${articles}/${body.id}`)
  t.strictSame([again.status, again.headers['etag'], again.body], [200, body.etag, body])
})

t.test('POST /v1/editorial/articles turns a body in Markdown, HTML or text into blocks', async t => {
  const { make } = await desk(t)
  const markdown = await make({ title: 'One', markdown: 'Lead **bold**.\n\n## Who pays\n\nThe city.' })
  const html = await make({ title: 'Two', html: '<p>Lead <b>bold</b>.</p><h2>Who pays</h2><p>The city.</p>' })
  const text = await make({ text: 'Three\n\nLead.\n\nWho Pays\n\nThe city pays all of it.' })
  for (const { sections } of [markdown, html]) {
    hasMembers(t, sections, [
      { anchor: 'lead', blocks: [{ content: [{ text: 'Lead ' }, { text: 'bold', strong: true }, { text: '.' }] }] },
      { heading: 'Who pays', anchor: 'who-pays', blocks: [paragraph('The city.')] },
    ])
  }
  hasMembers(t, text, { title: 'Three', sections: [{ blocks: [paragraph('Lead.')] }, { heading: 'Who Pays' }] })
  t.notOk('markdown' in markdown || 'html' in html || 'text' in text)
  t.equal(markdown['slug'], 'one')
})

const bad: [what: string, body: unknown, pointers: string[]][] = [
  ['no title', { sections: [] }, ['/title']],
  ['an empty title', { title: ' ' }, ['/title']],
  ['a member that is not known', { titel: 'x', title: 'x' }, ['/titel']],
  [
    'a member of a block that is not known',
    { title: 'x', sections: [{ blocks: [{ ...paragraph('x'), bold: true }] }] },
    ['/sections/0/blocks/0/bold'],
  ],
  [
    'a block without its content',
    { title: 'x', sections: [{ blocks: [paragraph('a'), { type: 'paragraph' }] }] },
    ['/sections/0/blocks/1/content'],
  ],
  [
    'a block of a type that is none',
    { title: 'x', sections: [{ blocks: [{ type: 'heading' }] }] },
    ['/sections/0/blocks/0/type'],
  ],
  [
    'an address that must not be followed',
    {
      title: 'x',
      sections: [{ blocks: [{ type: 'paragraph', content: [{ text: 'a', link: { href: 'javascript:1' } }] }] }],
    },
    ['/sections/0/blocks/0/content/0/link/href'],
  ],
  ['a second section without a heading', { title: 'x', sections: [{ blocks: [] }, { blocks: [] }] }, ['/sections/1']],
  ['a slug that is none', { title: 'x', slug: 'A b' }, ['/slug']],
  ['a takeaway without words', { title: 'x', keyTakeaways: [{}] }, ['/keyTakeaways/0']],
  ['the body twice', { title: 'x', markdown: 'a', sections: [] }, ['/markdown']],
  ['a time without a zone', { title: 'x', publishedAt: '2026-01-01T00:00:00' }, ['/publishedAt']],
  [
    'a takeaway of a section that is not there',
    { title: 'x', keyTakeaways: [{ text: 'a', sectionAnchor: 'b' }] },
    ['/keyTakeaways/0/sectionAnchor'],
  ],
  [
    'addresses that must not be followed',
    { title: 'x', source: { name: 'a', url: 'x' }, authors: [{ name: 'a', pageUrl: 'data:,' }] },
    ['/source/url', '/authors/0/pageUrl'],
  ],
  ['an array', [], ['']],
  ['a prototype', JSON.parse('{"title":"x","__proto__":{"a":1}}'), ['/__proto__']],
]

t.test('POST /v1/editorial/articles answers 400 with pointers to the faults and writes nothing', async t => {
  const { ask, store } = await desk(t)
  for (const [what, body, pointers] of bad) {
    const answer = await ask('POST', articles, { body })
    t.strictSame([answer.status, answer.body.errors?.map(fault => fault.pointer)], [400, pointers], what)
  }
  t.strictSame((await store.workingCopies({ limit: 9 })).articles, [])
})

t.test(
  'PATCH /v1/editorial/articles/{id} changes the working copy by a merge patch, not the public article',
  async t => {
    const { app, ask, make, store } = await desk(t)
    const published = await make(ferries, true)
    const url = `${articles}/${published.id}`
    const before = (await app.inject('/v1/articles/harbour-trust-buys-two-ferries')).body
    const changes = await store.lastChange()
    const { status, headers, body } = await ask('PATCH', url, {
      version: published.version,
      body: { title: 'Harbour Trust buys three ferries', summary: null, tags: ['Ferries'], custom: { page: 3 } },
    })
    t.equal(status, 200)
    t.equal(headers['etag'], body.etag)
    t.match(body.etag, new RegExp(`^"v${published.version + 1}\\.[\\w-]{6}"$`))
    hasMembers(t, body, {
      title: 'Harbour Trust buys three ferries',
      tags: ['Ferries'],
      custom: { desk: 'city', page: 3 },
      ahead: true,
    })
    t.notOk('summary' in body)
    t.strictSame([body['slug'], body['sections']], [published['slug'], published['sections']])
    t.equal((await app.inject('/v1/articles/harbour-trust-buys-two-ferries')).body, before)
    t.equal(await store.lastChange(), changes)
    const same = await ask('PATCH', url, { version: body.version, body: { tags: ['Ferries'] } })
    t.strictSame([same.status, same.headers['etag'], same.body.version], [200, headers['etag'], body.version])
  },
)

t.test('PATCH /v1/editorial/articles/{id} keeps the id of a reworded section and redirects its old anchor', async t => {
  const { ask, make } = await desk(t)
  const made = await make(ferries)
  const sections = made['sections'] as Record<string, unknown>[]
  const reworded = sections.map(one =>
    one['anchor'] === 'who-pays'
      ? { ...one, heading: 'Who foots the bill', blocks: [paragraph('Nobody knows.')] }
      : one,
  )
  const { status, body } = await ask('PATCH', `${articles}/${made.id}`, { version: 1, body: { sections: reworded } })
  t.equal(status, 200)
  const [, second] = body['sections'] as Record<string, unknown>[]
  hasMembers(t, second, { id: sections[1]?.['id'], anchor: 'who-foots-the-bill', formerAnchors: ['who-pays'] })
})

t.test(
  'PATCH answers 428 without If-Match, 412 with the current version for an old one, 400 for an invalid tag',
  async t => {
    const { ask, make } = await desk(t)
    const { id, etag } = await make(ferries)
    const body = { title: 'Other' }
    hasMembers(t, await ask('PATCH', `${articles}/${id}`, { body }), {
      status: 428,
      body: { code: 'version-required' },
    })
    hasMembers(t, await ask('PATCH', `${articles}/${id}`, { body, version: 7 }), {
      status: 412,
      headers: { etag },
      body: { code: 'version-conflict', version: 1, etag },
    })
    const raw = (tag: string) => ask('PATCH', `${articles}/${id}`, { body, headers: { 'if-match': tag } })
    hasMembers(t, await raw('v1'), { status: 400, body: { errors: [{ location: 'header', name: 'If-Match' }] } })
    hasMembers(t, await raw('"other"'), { status: 412 })
    hasMembers(t, await raw(`"other", W/${etag}`), { status: 200, headers: { etag: /^"v2\./ } })
    hasMembers(t, await raw('*'), { status: 200 })
    hasMembers(
      t,
      await ask('PATCH', `${articles}/${id}`, {
        body: {},
        version: 2,
        headers: { 'content-type': 'application/json-patch+json' },
      }),
      { status: 415 },
    )
  },
)

t.test('If-Match: "v1" without a mark matches only the first version of an article without external id', async t => {
  const { ask, make } = await desk(t)
  const { id } = await make(ferries)
  const { id: other } = await make({ title: 'Other', externalId: 'cms:1' })
  const status = async (of: string, tag: string) => {
    const answer = await ask('PATCH', `${articles}/${of}`, { body: { title: 'New' }, headers: { 'if-match': tag } })
    return answer.status
  }
  t.equal(await status(other, '"v1"'), 412)
  t.equal(await status(id, '"v1.AAAAAA"'), 412)
  t.equal(await status(id, '"v1"'), 200)
  t.equal(await status(id, '"v1"'), 412)
  t.equal(await status(id, '"v2"'), 412)
})

t.test('PATCH: one of 50 writers with the same version wins, and the others change nothing', async t => {
  const { ask, make, store } = await desk(t)
  const { id } = await make(ferries)
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, number) =>
      ask('PATCH', `${articles}/${id}`, { version: 1, body: { title: `Writer ${number}` } }),
    ),
  )
  const won = answers.filter(({ status }) => status === 200)
  t.equal(won.length, 1)
  t.strictSame(
    new Set(answers.filter(one => !won.includes(one)).map(({ status, headers }) => `${status} ${headers['etag']}`)),
    new Set([`412 ${won[0]?.body.etag}`]),
  )
  const now = await ask('GET', `${articles}/${id}`)
  hasMembers(t, now.body, { version: 2, title: won[0]?.body['title'] })
  const { entries } = await store.audit({ articleId: id, limit: 10 })
  const ofArticle = entries.filter(({ action }) => action.startsWith('article.'))
  t.strictSame(
    ofArticle.map(({ action, version }) => [action, version]),
    [
      ['article.edit', 2],
      ['article.create', 1],
    ],
  )
})

t.test(
  'PUT /v1/editorial/articles-by-external-id/{externalId} creates, then replaces, then changes nothing',
  async t => {
    const { ask } = await desk(t)
    const url = `/v1/editorial/articles-by-external-id/${encodeURIComponent('cms:news/4711')}`
    const made = await ask('PUT', url, { body: ferries })
    hasMembers(t, made, { status: 201, body: { externalId: 'cms:news/4711', version: 1 } })
    const same = await ask('PUT', url, { body: ferries })
    t.strictSame([same.status, same.headers['etag'], same.body], [200, made.body.etag, made.body])
    const next = await ask('PUT', url, { body: { title: 'Only a title' }, version: 1 })
    hasMembers(t, next, {
      status: 200,
      body: { id: made.body.id, version: 2, slug: made.body['slug'], tags: [], sections: [] },
    })
    hasMembers(t, await ask('PUT', url, { body: ferries, version: 1 }), { status: 412, headers: { etag: /^"v2\./ } })
    hasMembers(t, await ask('POST', articles, { body: { ...ferries, externalId: 'cms:news/4711' } }), {
      status: 409,
      body: {
        code: 'identity-taken',
        detail: `Another article has the external id "cms:news/4711": ${articles}/${made.body.id}.`,
        errors: [{ location: 'body', pointer: '/externalId' }],
      },
    })
  },
)

t.test('GET /v1/editorial/articles filters by state, words, identity, category and time, with pages', async t => {
  const { ask, make, time } = await desk(t)
  await make({ title: 'Alpha 100%', category: 'Transport', externalId: 'cms:1' })
  time.now = new Date('2026-11-22T13:00:00Z')
  await make({ title: 'Beta', category: 'Culture' }, true)
  time.now = new Date('2026-11-22T14:00:00Z')
  await make({ title: 'Gamma' })
  const titles = async (query: string) => {
    const { status, body } = await ask('GET', `${articles}?${query}`)
    t.equal(status, 200, JSON.stringify(body))
    return (body['items'] as { title: string }[]).map(one => one.title)
  }
  t.strictSame(await titles(''), ['Gamma', 'Beta', 'Alpha 100%'])
  t.strictSame(await titles('status=published'), ['Beta'])
  t.strictSame(await titles('status=draft,published&q=BET'), ['Beta'])
  t.strictSame(await titles('q=%25'), ['Alpha 100%'])
  t.strictSame(await titles('externalId=cms:1'), ['Alpha 100%'])
  t.strictSame(await titles('category=culture'), ['Beta'])
  t.strictSame(await titles('updatedAfter=2026-11-22T13:00:00Z'), ['Gamma'])
  const first = await ask('GET', `${articles}?limit=2`)
  const { next } = first.body['page'] as { next: string }
  const second = await ask('GET', `${articles}?cursor=${next}`)
  hasMembers(t, second.body, {
    items: [{ title: 'Alpha 100%', category: 'Transport' }],
    page: { limit: 2, previous: /./ },
  })
  const { previous } = second.body['page'] as { previous: string }
  t.strictSame((await ask('GET', `${articles}?cursor=${previous}`)).body['items'], first.body['items'])
  hasMembers(t, await ask('GET', `${articles}?status=live`), { status: 400 })
})

t.test('415 lists the accepted media types in its detail and in Accept', async t => {
  const { app, ask, make, secretOf } = await desk(t)
  const { id } = await make(ferries)
  const authorization = `Bearer ${await secretOf(['articles:write'])}`
  const json = ['application/json']
  for (const [method, url, types] of [
    ['POST', articles, json],
    ['PUT', '/v1/editorial/articles-by-external-id/x', json],
    ['POST', `${articles}:batch`, ['application/json', 'application/x-ndjson']],
    ['PATCH', `${articles}/${id}`, ['application/merge-patch+json', 'application/json']],
  ] as const) {
    const headers = { authorization, 'if-match': '*', 'content-type': 'text/xml' }
    const answer = await app.inject({ method, url, headers, payload: '<a/>' })
    hasMembers(t, answer.json(), { status: 415, detail: new RegExp(types.join(' or ').replace('+', '\\+')) }, url)
    t.equal(answer.headers['accept'], types.join(', '), url)
  }
  t.equal((await ask('GET', `${articles}/${id}`)).body.version, 1)
})

t.test('PUT with If-None-Match: * creates an article but replaces none, and an ETag refuses that state', async t => {
  const { ask } = await desk(t)
  const url = '/v1/editorial/articles-by-external-id/cms%3A1'
  const only = { 'if-none-match': '*' }
  const made = await ask('PUT', url, { body: { title: 'One' }, headers: only })
  t.equal(made.status, 201)
  const { etag } = made.body
  const refused = { status: 412, headers: { etag }, body: { code: 'version-conflict', version: 1, etag } }
  for (const excluded of ['*', etag, `"v9.x", W/${etag}`]) {
    const headers = { 'if-none-match': excluded }
    t.match(await ask('PUT', url, { body: { title: 'Two' }, headers }), refused, excluded)
  }
  hasMembers(t, await ask('PUT', url, { body: { title: 'One' }, headers: only }), refused, 'also for equal content')
  const both = { 'if-match': etag, 'if-none-match': '*' }
  hasMembers(t, await ask('PUT', url, { body: { title: 'Two' }, headers: both }), refused)
  hasMembers(t, await ask('PUT', url, { body: { title: 'Two' }, headers: { 'if-none-match': 'x' } }), {
    status: 400,
    body: { errors: [{ location: 'header', name: 'If-None-Match' }] },
  })
  hasMembers(t, (await ask('GET', `${articles}/${made.body.id}`)).body, { title: 'One', version: 1 })
  const other = { 'if-none-match': '"v9.x"' }
  hasMembers(t, await ask('PUT', url, { body: { title: 'Two' }, headers: other }), {
    status: 200,
    body: { version: 2 },
  })
})
