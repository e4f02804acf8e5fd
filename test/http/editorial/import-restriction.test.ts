import t from 'tap'
import type { ImportJobItem } from '../../../src/domain/import/job.ts'
import { hasMembers } from '../../has-members.ts'
import { importDesk } from './import-desk.ts'

const post = (members: string, words = 'SECRETWORDS.') => `---\ntitle: A post\n${members}\n---\n\n${words}\n`
const ghost = (row: object) =>
  JSON.stringify({
    db: [
      {
        meta: { version: '5.0.0' },
        data: { posts: [{ id: '1', title: 'A post', slug: 'a', status: 'published', ...row }] },
      },
    ],
  })
const wxr = (inner: string, words = 'SECRETWORDS.') =>
  `<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/"><channel><wp:wxr_version>1.2</wp:wxr_version><item><title>A post</title><content:encoded><![CDATA[${words}]]></content:encoded><wp:post_id>1</wp:post_id><wp:post_type>post</wp:post_type>${inner}</item></channel></rss>`
const atom = (inner: string) =>
  `<feed xmlns="http://www.w3.org/2005/Atom"><id>urn:f</id><title>F</title><entry><id>urn:1</id><title>A post</title><content>SECRETWORDS.</content>${inner}</entry></feed>`
const codesOf = (item: ImportJobItem | undefined) =>
  item?.notes.map(note => note.code).filter(code => !/^(?:slug-changed|published-now)$/.test(code))
const html = (data: object) =>
  `<!doctype html><html lang="en"><head><title>A post</title><script type="application/ld+json">${JSON.stringify({ '@context': 'https://schema.org', '@type': 'NewsArticle', headline: 'A post', ...data })}</script></head><body><article><h1>A post</h1><p>${'The board met on Monday to settle the question of the pier. '.repeat(4)}</p><div class="locked"><p>SECRETWORDS for subscribers.</p></div></article></body></html>`

type Case = [name: string, source: string, notes: string[]]

/** Restricted sources in the formats of several generators and systems. */
const drafts: Case[] = [
  ['future.md', post('date: 2035-01-01'), ['scheduled']],
  ['hugo-publish-date.md', post('date: 2020-01-01\npublishDate: 2035-01-01'), ['scheduled']],
  ['_posts/2035-01-01-jekyll.md', post('layout: post'), ['withheld', 'scheduled']],
  ['embargo.md', post('date: 2020-01-01\nembargo: 2035-01-01T09:00:00Z'), ['scheduled']],
  ['status-scheduled.md', post('status: scheduled'), ['scheduled']],
  ['draft.md', post('draft: true'), ['draft']],
  ['published-false.md', post('published: false'), ['draft']],
  ['obsidian.md', post('dg-publish: false'), ['draft']],
  ['_drafts/idea.md', post('tags: x'), ['draft']],
  ['_partial.md', post('tags: x'), ['not-rendered']],
  ['hugo-render.md', post('build:\n  render: never\n  list: never'), ['not-rendered', 'unlisted']],
  ['hugo-old-build.md', post('_build: {list: false}'), ['unlisted']],
  ['hugo-headless.md', post('headless: true'), ['not-rendered']],
  ['eleventy-permalink.md', post('permalink: false'), ['not-rendered']],
  ['eleventy-collections.md', post('eleventyExcludeFromCollections: true'), ['unlisted']],
  ['zola.md', '+++\ntitle = "A post"\nrender = false\n+++\n\nSECRETWORDS.\n', ['not-rendered']],
  ['docusaurus.md', post('unlisted: true'), ['unlisted']],
  ['pelican.md', post('Status: hidden'), ['unlisted']],
  ['pelican-header.md', 'Title: A post\nDate: 2020-12-03 10:20\nStatus: hidden\n\nSECRETWORDS.\n', ['unlisted']],
  ['pelican-future.md', 'Title: A post\nDate: 2035-12-03\nSlug: later\n\nSECRETWORDS.\n', ['scheduled']],
  ['nikola-header.md', '<!--\n.. title: A post\n.. slug: nik\n.. status: private\n-->\n\nSECRETWORDS.\n', ['private']],
  ['json-fence.md', '---json\n{"title":"A post","draft":true}\n---\n\nSECRETWORDS.\n', ['draft']],
  ['hexo-json.md', ';;;\n"title": "A post",\n"draft": true\n;;;\n\nSECRETWORDS.\n', ['draft']],
  ['json-semicolons.md', ';;;\n{"title":"A post","password":"hunter2secret"}\n;;;\n\nSECRETWORDS.\n', ['protected']],
  ['toml-fence.md', '---toml\ntitle = "A post"\ndraft = true\n---\n\nSECRETWORDS.\n', ['draft']],
  ['yaml-fence.md', '---yaml\ntitle: A post\nprivate: true\n---\n\nSECRETWORDS.\n', ['private']],
  ['blank-line.md', `\n${post('draft: true')}`, ['draft']],
  ['old-line-ends.md', post('draft: true').replaceAll('\n', '\r'), ['draft']],
  ['no-end.md', '---\ntitle: A post\ndraft: true\n\nSECRETWORDS.\n', ['draft']],
  ['hexo-old.md', 'title: A post\ndate: 2020-05-06\ntags:\n- a\npublished: false\n---\nSECRETWORDS.\n', ['draft']],
  ['hexo-old-password.md', 'title: A post\npassword: hunter2secret\n---\nSECRETWORDS.\n', ['protected']],
  ['header-draft.md', 'title: A post\ndraft: true\n\nSECRETWORDS.\n', ['draft']],
  ['header-list.md', 'title: A post\nslug: a\ntags:\n- a\nstatus: private\n\nSECRETWORDS.\n', ['private']],
  ['header-status.md', 'title: A post\ntags: a\nstatus: draft\n\nSECRETWORDS.\n', ['draft']],
  ['header-password.txt', 'title: A post\npassword: hunter2secret\n\nSECRETWORDS.\n', ['protected']],
  ['nikola.md', post('status: private'), ['private']],
  ['visibility.md', post('visibility: private'), ['private']],
  ['params.md', post('params:\n  visibility: members'), ['members-only']],
  ['premium.md', post('premium: true'), ['members-only']],
  ['over.md', post('expiryDate: 2020-01-01'), ['expired']],
  ['hexo-password.md', post('password: hunter2secret'), ['protected']],
  ['hexo-passwords.md', post('passwords:\n- hunter2secret\n- hunter2secretb'), ['protected']],
  ['json-password.md', '{"title":"A post","password":"hunter2secret"}\n\nSECRETWORDS.\n', ['protected']],
  ['nested-password.md', post('extra:\n  password: "hunter2secret"'), ['protected']],
  ['encrypted.md', post('encrypted: true'), ['protected']],
  ['ghost-scheduled.json', ghost({ status: 'scheduled', html: '<p>SECRETWORDS</p>' }), ['scheduled']],
  ['ghost-paid.json', ghost({ visibility: 'paid', html: '<p>SECRETWORDS</p>' }), ['members-only']],
  ['ghost-sent.json', ghost({ status: 'sent', html: '<p>SECRETWORDS</p>' }), ['email-only']],
  ['wxr-future.xml', wxr('<wp:status>future</wp:status>'), ['scheduled']],
  [
    'wxr-publish-future.xml',
    wxr('<wp:status>publish</wp:status><wp:post_date_gmt>2035-01-01 10:00:00</wp:post_date_gmt>'),
    ['scheduled'],
  ],
  [
    'wxr-password.xml',
    wxr('<wp:status>publish</wp:status><wp:post_password>hunter2secret</wp:post_password>'),
    ['protected', 'withheld'],
  ],
  [
    'wxr-jetpack.xml',
    wxr(
      '<wp:status>publish</wp:status><wp:postmeta><wp:meta_key>_jetpack_newsletter_access</wp:meta_key><wp:meta_value>subscribers</wp:meta_value></wp:postmeta>',
    ),
    ['members-only'],
  ],
  ['wxr-unknown.xml', wxr('<wp:status>archived</wp:status>'), ['state']],
  [
    'atom-draft.xml',
    atom('<app:control xmlns:app="http://www.w3.org/2007/app"><app:draft>yes</app:draft></app:control>'),
    ['draft'],
  ],
  [
    'blogger-draft.xml',
    atom("<app:control xmlns:app='http://purl.org/atom/app#'><app:draft>yes</app:draft></app:control>"),
    ['draft'],
  ],
  [
    'blogger-2018.xml',
    atom("<b:status xmlns:b='http://schemas.google.com/blogger/2018'>SCHEDULED</b:status>"),
    ['scheduled'],
  ],
  ['atom-future.xml', atom('<published>2035-01-01T00:00:00Z</published>'), ['scheduled']],
  [
    'rss-future.xml',
    '<rss version="2.0"><channel><title>F</title><item><title>A post</title><guid>1</guid><description>SECRETWORDS.</description><pubDate>Mon, 01 Jan 2035 10:00:00 GMT</pubDate></item></channel></rss>',
    ['scheduled'],
  ],
  [
    'json-feed.json',
    '{"version":"https://jsonfeed.org/version/1.1","title":"F","items":[{"id":"1","title":"A post","content_text":"SECRETWORDS.","date_published":"2035-01-01T00:00:00Z"}]}',
    ['scheduled'],
  ],
  [
    'lines.ndjson',
    '{"title":"A post","slug":"n","metadata":{"publishedAt":"2035-01-01T00:00:00Z"},"summary":"SECRETWORDS.","sections":[]}',
    ['scheduled'],
  ],
  [
    'ended.ndjson',
    '{"title":"A post","slug":"m","workingCopy":{"status":"withdrawn"},"summary":"SECRETWORDS.","sections":[]}',
    ['ended'],
  ],
  ['paywall.html', html({ isAccessibleForFree: false }), ['members-only']],
  [
    'paywall-text.html',
    html({ isAccessibleForFree: 'False', hasPart: { isAccessibleForFree: 'False', cssSelector: '.locked' } }),
    ['members-only'],
  ],
]

t.test('POST /v1/editorial/imports?publish=true makes a draft with a note from a restricted source', async t => {
  const { app, ask, store, send, work, items } = await importDesk(t)
  for (const [name, source, codes] of drafts) {
    const form = new FormData()
    form.append('file', new Blob([source]), name)
    const { body } = await send(form, { query: `?publish=true&source=${encodeURIComponent(name)}` })
    await work()
    const [item] = await items(body.id)
    t.strictSame([item?.result, item?.published, codesOf(item)], ['created', false, codes], name)
    t.notMatch(JSON.stringify(item), 'hunter2', `${name}: no password in the report`)
    const id = item?.article?.id ?? ''
    const working = await ask('GET', `/v1/editorial/articles/${id}`)
    hasMembers(t, working.body, { status: 'draft' }, name)
    t.match(JSON.stringify(working.body), 'SECRETWORDS', `${name}: an editor sees the text`)
    t.notMatch(JSON.stringify(working.body), 'hunter2', name)
    const kept = await store.source(id)
    t.notMatch(Buffer.from(kept?.bytes ?? '').toString(), 'hunter2', `${name}: no password in the store`)
  }
  for (const address of ['/v1/articles?include=text', '/v1/export.ndjson', '/v1/sync', '/v1/search?q=SECRETWORDS'])
    t.notMatch((await app.inject(address)).body, /SECRETWORDS|hunter2/, address)
})

const gated = (head: string) =>
  `<p>Open.</p><!--kg-gated-block:begin ${head} --><p>PART</p><!--kg-gated-block:end--><p>More.</p>`
const card = (visibility: object) =>
  JSON.stringify({
    root: {
      type: 'root',
      children: [
        { type: 'paragraph', children: [{ type: 'text', text: 'Open.' }] },
        { type: 'html', html: '<p>PART</p>', visibility },
        { type: 'call-to-action', textValue: '<p>PART</p>', visibility },
      ],
    },
  })
const members = 'status:free,status:-free'

/** Sources with a restricted part, and whether that part is public. */
const parts: [name: string, source: string, isPublic: boolean, notes: string[]][] = [
  [
    'encryptor.md',
    post('slug: e', 'Open.\n\n{{% hugo-encryptor "hunter2secret" %}}\nPART\n{{% /hugo-encryptor %}}\n\nMore.'),
    false,
    ['protected'],
  ],
  [
    'encrypt.md',
    post('slug: f', 'Open.\n\n{% encrypt hunter2secret %}\nPART\n{% endencrypt %}\n\nMore.'),
    false,
    ['protected'],
  ],
  [
    'encryptor-open.md',
    post('slug: g', 'Open.\n\n{{< fixit-encryptor "hunter2secret" >}}\nPART'),
    false,
    ['protected'],
  ],
  ['gated-member.json', ghost({ html: gated('nonMember:false memberSegment:"status:free"') }), false, ['members-only']],
  ['gated-all.json', ghost({ html: gated('nonMember:true memberSegment:"status:free"') }), true, []],
  [
    'gated-open.json',
    ghost({ html: '<p>Open.</p><!--kg-gated-block:begin nonMember:false --><p>PART</p>' }),
    false,
    ['members-only'],
  ],
  [
    'card-paid.json',
    ghost({ lexical: card({ web: { nonMember: false, memberSegment: 'status:-free' } }) }),
    false,
    ['members-only', 'members-only'],
  ],
  [
    'card-mail.json',
    ghost({ lexical: card({ web: { nonMember: false, memberSegment: '' } }) }),
    false,
    ['email-only', 'email-only'],
  ],
  [
    'card-old-mail.json',
    ghost({ lexical: card({ showOnWeb: false, showOnEmail: true }) }),
    false,
    ['email-only', 'email-only'],
  ],
  ['card-old-all.json', ghost({ lexical: card({ showOnWeb: true, showOnEmail: true, segment: '' }) }), true, []],
  ['card-all.json', ghost({ lexical: card({ web: { nonMember: true, memberSegment: members } }) }), true, []],
  [
    'part.html',
    html({ hasPart: { isAccessibleForFree: false, cssSelector: '.locked' } }).replace('SECRETWORDS', 'PART'),
    false,
    ['members-only'],
  ],
  [
    'part-free.html',
    html({ hasPart: { isAccessibleForFree: true, cssSelector: '.locked' } }).replace('SECRETWORDS', 'PART'),
    true,
    [],
  ],
  [
    'shortcode.xml',
    wxr('<wp:status>publish</wp:status>', 'Open.\n\n[members_only]PART[/members_only]\n\nMore.'),
    false,
    ['members-only'],
  ],
  [
    'subscriber-block.xml',
    wxr(
      '<wp:status>publish</wp:status>',
      '<!-- wp:paragraph --><p>Open.</p><!-- /wp:paragraph --><!-- wp:premium-content/subscriber-view --><p>PART</p><!-- /wp:premium-content/subscriber-view -->',
    ),
    false,
    ['members-only'],
  ],
  [
    'paywall-block.xml',
    wxr(
      '<wp:status>publish</wp:status>',
      '<!-- wp:paragraph --><p>Open.</p><!-- /wp:paragraph --><!-- wp:jetpack/paywall /--><!-- wp:paragraph --><p>PART</p><!-- /wp:paragraph -->',
    ),
    false,
    ['members-only'],
  ],
]

t.test('POST /v1/editorial/imports?publish=true omits a restricted part with a note', async t => {
  const { app, send, work, items, store } = await importDesk(t)
  for (const [name, source, isPublic, codes] of parts) {
    const form = new FormData()
    form.append('file', new Blob([source]), name)
    const { body } = await send(form, { query: `?publish=true&source=${name}` })
    await work()
    const [item] = await items(body.id)
    t.strictSame([item?.published, codesOf(item)], [true, codes], name)
    const kept = await store.source(item?.article?.id ?? '')
    t.notMatch(Buffer.from(kept?.bytes ?? '').toString(), 'hunter2', `${name}: no password in the store`)
    const { body: shown } = await app.inject(`/v1/articles/${item?.article?.id}.txt`)
    t.strictSame([/Open\.|The board met/.test(shown), shown.includes('PART')], [true, isPublic], name)
  }
})
