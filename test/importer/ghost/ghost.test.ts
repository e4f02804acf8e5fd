import { test } from 'tap'
import { ghostImporter } from '../../../src/importer/format/ghost/ghost.ts'
import { hasMembers } from '../../has-members.ts'
import { parse, rawText } from '../parse.ts'

const text = (words: string, format = 0) => ({ type: 'extended-text', text: words, format })
const paragraph = (...children: object[]) => ({ type: 'paragraph', children })
const lexical = (...children: object[]) => JSON.stringify({ root: { type: 'root', children } })
const post = (more: object) => ({
  id: 'p1',
  title: 'A post',
  slug: 'a-post',
  status: 'published',
  visibility: 'public',
  ...more,
})
const file = (data: object) => JSON.stringify({ db: [{ meta: { exported_on: 1, version: '5.75.0' }, data }] })
const options = { baseUrl: 'https://harbour.example/' }

async function blocksOf(more: object) {
  const { articles, problems } = await parse(ghostImporter, file({ posts: [post(more)] }), options)
  if (problems.length > 0) throw new Error(JSON.stringify(problems))
  return articles[0]?.manuscript.sections.flatMap(section => section.blocks)
}

const whole = file({
  posts: [
    post({
      uuid: 'SECRET-uuid',
      codeinjection_head: '<script>SECRET</script>',
      html: '<p>old</p>',
      lexical: lexical(
        paragraph(text('The '), text('boats', 3), {
          type: 'link',
          url: '__GHOST_URL__/pier/',
          children: [text(' start')],
        }),
        { type: 'extended-heading', tag: 'h2', children: [text('Who pays')] },
        paragraph(text('The city.')),
      ),
      feature_image: '__GHOST_URL__/content/images/pier.jpg',
      custom_excerpt: 'Two boats.',
      canonical_url: 'https://first.example/boats',
      published_at: '2024-01-02 10:00:00',
      updated_at: '2024-01-03T00:00:00.000Z',
    }),
  ],
  posts_tags: [
    { post_id: 'p1', tag_id: 't2', sort_order: 1 },
    { post_id: 'p1', tag_id: 't3', sort_order: 0 },
    { post_id: 'p1', tag_id: 't1', sort_order: 2 },
  ],
  tags: [
    { id: 't1', name: 'boats', slug: 'boats', visibility: 'public' },
    { id: 't2', name: 'Transport', slug: 'transport', visibility: 'public' },
    { id: 't3', name: '#wide', slug: 'hash-wide', visibility: 'internal' },
  ],
  posts_authors: [{ post_id: 'p1', author_id: 'u1', sort_order: 0 }],
  users: [
    {
      id: 'u1',
      name: 'Mara Lee',
      slug: 'mara',
      email: 'mara@secret.example',
      password: '$2a$10$SECRET',
      website: 'https://mara.example/',
      profile_image: '__GHOST_URL__/content/images/mara.jpg',
    },
    { id: 'u2', name: 'SECRET user', slug: 'x', password: '$2a$10$SECRET' },
  ],
  posts_meta: [
    { post_id: 'p1', feature_image_alt: 'A pier', feature_image_caption: 'At <em>dawn</em>', email_subject: 'SECRET' },
  ],
  settings: [
    { key: 'ghost_private_key', value: 'SECRET' },
    { key: 'locale', value: 'de-AT' },
  ],
})

test('Ghost: reads a post with its tags, authors and pictures', async t => {
  const { articles } = await parse(ghostImporter, whole, options)
  t.strictSame(articles[0]?.manuscript, {
    title: 'A post',
    summary: 'Two boats.',
    language: 'de-AT',
    slug: 'a-post',
    category: 'Transport',
    tags: ['boats'],
    authors: [
      {
        name: 'Mara Lee',
        pageUrl: 'https://mara.example/',
        image: { url: 'https://harbour.example/content/images/mara.jpg', variants: [] },
      },
    ],
    image: {
      url: 'https://harbour.example/content/images/pier.jpg',
      alt: 'A pier',
      caption: [{ text: 'At ' }, { text: 'dawn', emphasis: true }],
      variants: [],
    },
    canonicalUrl: 'https://first.example/boats',
    publishedAt: '2024-01-02T10:00:00Z',
    updatedAt: '2024-01-03T00:00:00Z',
    paths: ['/a-post/'],
    keyTakeaways: [],
    sections: [
      {
        level: 1,
        blocks: [
          {
            type: 'paragraph',
            content: [
              { text: 'The ' },
              { text: 'boats', strong: true, emphasis: true },
              { text: ' start', link: { href: 'https://harbour.example/pier/' } },
            ],
          },
        ],
      },
      { heading: 'Who pays', level: 2, blocks: [{ type: 'paragraph', content: [{ text: 'The city.' }] }] },
    ],
    footnotes: [],
  })
  t.strictSame([articles[0]?.externalId, articles[0]?.status], ['p1', 'publishable'])
  t.strictSame(articles[0]?.report.notes, [
    { code: 'tags-internal', detail: 'Internal tags were left out: #wide.' },
    { code: 'withheld', detail: 'Not imported because they may not be public: uuid, codeinjection_head.' },
  ])
})

test('Ghost: stores and reports no secret, and reads the same article from the stored source', async t => {
  const { articles } = await parse(ghostImporter, whole, options)
  t.notMatch(JSON.stringify(articles) + articles.map(rawText).join(''), /SECRET|secret\.example|\$2a\$/)
  const again = await parse(ghostImporter, articles[0] ? rawText(articles[0]) : '', options)
  t.strictSame(again.articles[0]?.manuscript, articles[0]?.manuscript)
  const broken = await parse(
    ghostImporter,
    whole.replace('"password":"$2a', '"password":\u0001oops "$2a').replace('"title":"A post"', '"title":oops SECRET'),
  )
  t.notMatch(JSON.stringify(broken), /SECRET|oops/)
  t.strictSame(
    broken.problems.map(({ code }) => code),
    ['malformed', 'empty'],
  )
})

test('Ghost: reads every card of Lexical', async t => {
  const cards = [
    {
      type: 'image',
      src: '__GHOST_URL__/i.png',
      alt: 'al',
      caption: 'a <b>c</b>',
      width: 10,
      height: 20,
      href: 'https://e.example/',
    },
    {
      type: 'gallery',
      images: [{ src: 'https://e.example/1.png', alt: '1' }, { src: 'https://e.example/2.png' }],
      caption: 'two',
    },
    {
      type: 'bookmark',
      url: 'https://e.example/a',
      metadata: { title: 'T', description: 'D', thumbnail: 'https://e.example/t.png' },
      caption: '',
    },
    {
      type: 'embed',
      url: 'https://youtu.be/abc',
      html: '<iframe src="https://www.youtube.com/embed/abc"></iframe>',
      metadata: { title: 'Film' },
    },
    { type: 'callout', calloutEmoji: '💡', calloutText: '<p>Mind it</p>' },
    { type: 'toggle', heading: 'Why', content: '<p>So.</p>' },
    { type: 'codeblock', code: 'a < b', language: 'JS', caption: 'x.js' },
    { type: 'horizontalrule' },
    { type: 'markdown', markdown: '- [x] done' },
    { type: 'html', html: '<table><tr><th>a</th></tr><tr><td>b</td></tr></table>' },
    { type: 'button', buttonText: 'Go', buttonUrl: 'https://e.example/go' },
    { type: 'file', src: 'https://e.example/f.pdf', fileTitle: 'Report', fileCaption: 'long' },
    { type: 'audio', src: 'https://e.example/h.mp3', title: 'Horn' },
    { type: 'video', src: 'https://e.example/v.mp4', thumbnailSrc: 'https://e.example/v.jpg' },
    { type: 'list', listType: 'number', start: 3, children: [{ type: 'listitem', children: [text('three')] }] },
    { type: 'aside', children: [text('said')] },
  ]
  const words = (content: string) => [{ type: 'paragraph', content: [{ text: content }] }]
  t.strictSame(await blocksOf({ lexical: lexical(...cards) }), [
    {
      type: 'image',
      image: {
        url: 'https://harbour.example/i.png',
        alt: 'al',
        width: 10,
        height: 20,
        variants: [],
        caption: [{ text: 'a ' }, { text: 'c', strong: true }],
      },
      link: 'https://e.example/',
    },
    {
      type: 'gallery',
      images: [
        { url: 'https://e.example/1.png', alt: '1', variants: [] },
        { url: 'https://e.example/2.png', variants: [] },
      ],
      caption: [{ text: 'two' }],
    },
    { type: 'embed', url: 'https://e.example/a', provider: 'web', title: 'T', thumbnail: 'https://e.example/t.png' },
    ...words('D'),
    { type: 'embed', url: 'https://www.youtube.com/watch?v=abc', provider: 'youtube', title: 'Film' },
    { type: 'callout', kind: 'note', blocks: words('💡 Mind it') },
    { type: 'callout', kind: 'details', title: 'Why', blocks: words('So.') },
    { type: 'code', text: 'a < b', language: 'js', filename: 'x.js' },
    { type: 'divider' },
    { type: 'list', ordered: false, items: [{ content: [{ text: 'done' }], checked: true, blocks: [] }] },
    {
      type: 'table',
      rows: ['a', 'b'].map((cell, at) => ({
        cells: [{ content: [{ text: cell }], header: at === 0, colspan: 1, rowspan: 1 }],
      })),
    },
    { type: 'paragraph', content: [{ text: 'Go', link: { href: 'https://e.example/go' } }] },
    { type: 'media', kind: 'file', url: 'https://e.example/f.pdf', caption: [{ text: 'Report\nlong' }] },
    { type: 'media', kind: 'audio', url: 'https://e.example/h.mp3', caption: [{ text: 'Horn' }] },
    {
      type: 'media',
      kind: 'video',
      url: 'https://e.example/v.mp4',
      poster: { url: 'https://e.example/v.jpg', variants: [] },
    },
    { type: 'list', ordered: true, start: 3, items: [{ content: [{ text: 'three' }], blocks: [] }] },
    { type: 'quote', blocks: words('said') },
  ])
})

test('Ghost: reads mobiledoc with its markups, atoms, lists and cards', async t => {
  const mobiledoc = {
    version: '0.3.1',
    atoms: [['soft-return', '', {}]],
    cards: [
      ['markdown', { markdown: '**md**' }],
      ['hr', {}],
    ],
    markups: [['strong'], ['a', ['href', 'https://e.example/']]],
    sections: [
      [
        1,
        'p',
        [
          [0, [], 0, 'The '],
          [0, [0], 0, 'big '],
          [0, [1], 2, 'boat'],
          [1, [], 0, 0],
          [0, [], 0, 'starts'],
        ],
      ],
      [3, 'ul', [[[0, [], 0, 'one']], [[0, [], 0, 'two']]]],
      [10, 0],
      [10, 1],
      [2, 'https://e.example/i.png'],
    ],
  }
  t.strictSame(await blocksOf({ mobiledoc: JSON.stringify(mobiledoc) }), [
    {
      type: 'paragraph',
      content: [
        { text: 'The ' },
        { text: 'big ', strong: true },
        { text: 'boat', strong: true, link: { href: 'https://e.example/' } },
        { text: '\nstarts' },
      ],
    },
    { type: 'list', ordered: false, items: ['one', 'two'].map(word => ({ content: [{ text: word }], blocks: [] })) },
    { type: 'paragraph', content: [{ text: 'md', strong: true }] },
    { type: 'divider' },
    { type: 'image', image: { url: 'https://e.example/i.png', variants: [] } },
  ])
})

test('Ghost: reads cards that exist only in rendered HTML', async t => {
  const html = `<!--kg-card-begin: html--><figure class="kg-card kg-bookmark-card"><a class="kg-bookmark-container" href="https://e.example/a?b&amp;c"><div class="kg-bookmark-content"><div class="kg-bookmark-title">T</div><div class="kg-bookmark-description">D</div></div></a></figure><!--kg-card-end: html-->
<div class="kg-card kg-toggle-card" data-kg-toggle-state="close"><div class="kg-toggle-heading"><h4 class="kg-toggle-heading-text">Why</h4><button class="kg-toggle-card-icon"><svg></svg></button></div><div class="kg-toggle-content"><p>So.</p></div></div>`
  t.strictSame(await blocksOf({ html }), [
    { type: 'embed', url: 'https://e.example/a?b&c', provider: 'web', title: 'T' },
    { type: 'paragraph', content: [{ text: 'D' }] },
    { type: 'callout', kind: 'details', title: 'Why', blocks: [{ type: 'paragraph', content: [{ text: 'So.' }] }] },
  ])
})

test('Ghost: imports posts that are not public as drafts, and pages only with the option pages', async t => {
  const states = [
    { status: 'published' },
    { status: 'draft', published_at: '2024-01-01T00:00:00Z' },
    { status: 'scheduled' },
    { status: 'sent' },
    { visibility: 'paid' },
    { type: 'page' },
    { page: 1 },
  ]
  const posts = states.map((state, at) => post({ id: `p${at}`, html: '<p>Words</p>', ...state }))
  const { articles } = await parse(ghostImporter, file({ posts }))
  t.strictSame(
    articles.map(({ status, report }) => [status, report.notes[0]?.code]),
    [
      ['publishable', undefined],
      ['draft', 'draft'],
      ['draft', 'scheduled'],
      ['draft', 'email-only'],
      ['draft', 'members-only'],
    ],
  )
  t.strictSame(articles.at(-1)?.report.notes.at(-1), { code: 'left-out', detail: 'Not imported: 2 pages.' })
  t.equal((await parse(ghostImporter, file({ posts }), { pages: true })).articles.length, 7)
})

test('Ghost: skips one broken post, and the rest of a truncated file', async t => {
  const good = (id: string) => JSON.stringify(post({ id, html: '<p>Words</p>' }))
  const source = `{"db":[{"data":{"posts":[${good('a')},{"id":"b","title":tru},${good('c')}]}}]}`
  const broken = await parse(ghostImporter, source)
  t.strictSame(
    [broken.articles.map(({ externalId }) => externalId), broken.problems.map(({ code }) => code)],
    [['a', 'c'], ['malformed']],
  )
  const short = await parse(ghostImporter, source.slice(0, -30))
  t.strictSame(
    [short.articles.map(({ externalId }) => externalId), short.problems.map(({ code }) => code)],
    [['a'], ['malformed', 'malformed']],
  )
})

test('Ghost: reads cards of Markdown, HTML and code in a mobiledoc of version 2', async t => {
  const mobiledoc = JSON.stringify({
    version: '0.3.1',
    atoms: [],
    markups: [],
    cards: [
      ['markdown', { markdown: '## Sub\n\n- one *two*' }],
      ['html', { html: '<p>raw</p>' }],
      ['code', { code: 'x()', language: 'js' }],
    ],
    sections: [
      [10, 0],
      [10, 1],
      [10, 2],
    ],
  })
  const { articles } = await parse(ghostImporter, file({ posts: [{ id: '1', title: 'A', slug: 'a', mobiledoc }] }))
  const [item] = articles
  if (!item) throw new Error('no article')
  hasMembers(t, item.manuscript.sections, [
    {
      heading: 'Sub',
      blocks: [
        { type: 'list', items: [{ content: [{ text: 'one ' }, { text: 'two', emphasis: true }] }] },
        { type: 'paragraph', content: [{ text: 'raw' }] },
        { type: 'code', text: 'x()', language: 'js' },
      ],
    },
  ])
})
