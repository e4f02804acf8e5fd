import t from 'tap'
import { linkedArticle } from '../../src/domain/address/site.ts'
import type { Block } from '../../src/domain/body/block.ts'
import type { Inline } from '../../src/domain/body/inline.ts'
import { linkArticles, linkedArticles, openLinks, resolveLinks } from '../../src/domain/print/link.ts'
import { content, numberedId, site } from './sample.ts'

const delivered = numberedId(1)
const hidden = numberedId(2)
const address = (id: string) =>
  id === delivered ? { canonicalUrl: 'https://news.example.org/a', slug: 'a' } : undefined

function resolved(...runs: Inline[]): Inline[] {
  return resolvedBy(address, ...runs)
}

function resolvedBy(find: typeof address, ...runs: Inline[]): Inline[] {
  const sections = [{ id: numberedId(9), anchor: 'lead', level: 1, formerAnchors: [], blocks: [paragraphOf(runs)] }]
  const [block] = resolveLinks(content({ sections }), find, site).sections[0]?.blocks ?? []
  return block?.type === 'paragraph' ? block.content : []
}

function paragraphOf(runs: Inline[]): Block {
  return { type: 'paragraph', content: runs }
}

t.test('linkedArticle accepts `article:{id}` with or without an anchor and refuses similar text', async t => {
  t.equal(linkedArticle(`article:${delivered}`), delivered)
  t.equal(linkedArticle(`article:${delivered}#who-pays`), delivered)
  const others = [
    delivered,
    'article:',
    `article:${'-'.repeat(36)}`,
    ` article:${delivered}`,
    `article:${delivered}/`,
    '#x',
  ]
  t.strictSame(
    others.map(linkedArticle),
    others.map(() => undefined),
  )
})

t.test('resolveLinks links a delivered article at its address and keeps the anchor', async t => {
  t.strictSame(
    resolved(
      { text: 'a', link: { href: `article:${delivered}` } },
      { text: 'b', link: { href: `article:${delivered}#who-pays` } },
      { text: 'c', link: { href: 'https://old.example/post#x', title: 'T', articleId: delivered } },
    ),
    [
      { text: 'a', link: { href: 'https://news.example.org/a', articleId: delivered, slug: 'a' } },
      { text: 'b', link: { href: 'https://news.example.org/a#who-pays', articleId: delivered, slug: 'a' } },
      { text: 'c', link: { href: 'https://news.example.org/a#x', title: 'T', articleId: delivered, slug: 'a' } },
    ],
  )
})

t.test('resolveLinks links a section on our own page by the id of its element', async t => {
  const own = { canonicalUrl: 'https://news.example.org/v1/articles/a.html', slug: 'a' }
  const elsewhere = { canonicalUrl: 'https://www.example.org/a', slug: 'a' }
  const part = { canonicalUrl: 'https://www.example.org/all#a', slug: 'a' }
  const hrefs = (found: typeof own) =>
    ['', '#3-look', '#who-pays'].map(fragment => {
      const [run] = resolvedBy(() => found, { text: 'x', link: { href: `article:${delivered}${fragment}` } })
      return run?.link?.href
    })
  t.strictSame(
    hrefs(own),
    ['', '#_3-look', '#who-pays'].map(one => own.canonicalUrl + one),
  )
  t.strictSame(
    hrefs(elsewhere),
    ['', '#3-look', '#who-pays'].map(one => elsewhere.canonicalUrl + one),
  )
  t.strictSame(hrefs(part), [part.canonicalUrl, part.canonicalUrl, part.canonicalUrl])
})

t.test('resolveLinks keeps the original address of an article that is not delivered, or only the text', async t => {
  t.strictSame(
    resolved(
      { text: 'see ' },
      { text: 'this', link: { href: `article:${hidden}` } },
      { text: ' or ', link: { href: 'https://old.example/post', articleId: hidden } },
      { text: 'that', link: { href: 'https://other.example/' } },
    ),
    [
      { text: 'see this' },
      { text: ' or ', link: { href: 'https://old.example/post' } },
      { text: 'that', link: { href: 'https://other.example/' } },
    ],
  )
})

t.test('resolveLinks adds the site address to paths and the assets address to files', async t => {
  const image = { url: '/a.png', variants: [{ url: '/a-2.png?x', width: 2 }] }
  const blocks: Block[] = [
    paragraphOf([{ text: 'x', link: { href: '/a/#b' } }]),
    { type: 'image', image, link: '/big.JPG' },
    { type: 'gallery', images: [image] },
    { type: 'quote', blocks: [], sourceUrl: '/q.html' },
    { type: 'media', kind: 'audio', url: '/a.mp3', poster: image },
    { type: 'embed', url: '/e', thumbnail: '/t.webp' },
  ]
  const one = content({ image, sections: [{ id: numberedId(9), anchor: 'lead', level: 1, formerAnchors: [], blocks }] })
  const urls = (of: typeof site) =>
    JSON.stringify(resolveLinks(one, () => undefined, of))
      .match(/"(?:href|link|url|sourceUrl|thumbnail)":"[^"]*/g)
      ?.map(found => found.replace(/^.*:"/, ''))
  const a = 'https://a.example/assets'
  const h = 'https://h.example/blog'
  const pictures = [`${a}/a.png`, `${a}/a-2.png?x`]
  t.strictSame(urls({ ...site, homeUrl: `${h}/`, assetsUrl: a }), [
    ...[`${h}/a/#b`, ...pictures, `${a}/big.JPG`, ...pictures, `${h}/q.html`, `${a}/a.mp3`, ...pictures],
    ...[`${h}/e`, `${a}/t.webp`, ...pictures],
  ])
  t.ok(urls(site)?.every(url => url.startsWith(site.publicUrl)))
})

t.test(
  'linkArticles links known addresses of articles, leaves other links unchanged and lists them as open',
  async t => {
    const sections = (runs: Inline[]) => [
      { id: numberedId(9), anchor: 'lead', level: 1, formerAnchors: [], blocks: [paragraphOf(runs)] },
    ]
    const known = { text: 'a', link: { href: 'https://old.example/a.html#x', title: 'T' } }
    const others = [
      { text: 'b', link: { href: '/b' } },
      { text: 'c', link: { href: '#c' } },
      { text: 'd', link: { href: 'https://old.example/a', articleId: hidden } },
    ]
    const before = content({ sections: sections([known, ...others]) })
    t.strictSame(openLinks(before), ['//old.example/a', '/b'])
    t.equal(linkArticles(before, new Map([['/c', delivered]])), before)
    const after = linkArticles(before, new Map([['//old.example/a', delivered]]))
    t.strictSame(after.sections, sections([{ ...known, link: { ...known.link, articleId: delivered } }, ...others]))
    t.strictSame(openLinks(after), ['/b'])
  },
)

t.test('linkedArticles finds links in every text, each once', async t => {
  let last = 0
  const next = (): Inline[] => {
    last += 1
    return [
      {
        text: 'x',
        link: last % 2 ? { href: `article:${numberedId(last)}` } : { href: '#', articleId: numberedId(last) },
      },
    ]
  }
  const image = () => ({ url: 'https://x.example/a.jpg', caption: next(), variants: [] })
  const cell = () => ({ content: next(), header: false, colspan: 1, rowspan: 1 })
  const blocks: Block[] = [
    paragraphOf([...next(), { text: 'again', link: { href: `article:${numberedId(1)}` } }]),
    { type: 'list', ordered: false, items: [{ content: next(), blocks: [paragraphOf(next())] }] },
    { type: 'quote', blocks: [paragraphOf(next())] },
    { type: 'callout', kind: 'note', blocks: [paragraphOf(next())] },
    { type: 'other', kind: 'poll', blocks: [paragraphOf(next())], data: {} },
    { type: 'image', image: image() },
    { type: 'gallery', images: [image()], caption: next() },
    { type: 'table', caption: next(), rows: [{ cells: [cell()] }] },
    { type: 'media', kind: 'video', url: 'https://x.example/v', poster: image(), caption: next() },
    { type: 'embed', url: 'https://x.example/e' },
  ]
  const whole = content({
    image: image(),
    keyTakeaways: [{ id: numberedId(99), content: next(), origin: 'authored' }],
    sections: [
      { id: numberedId(98), anchor: 'a', heading: 'x', headingContent: next(), level: 2, formerAnchors: [], blocks },
    ],
    footnotes: [{ anchor: 'fn-1', label: '1', blocks: [paragraphOf(next())] }],
  })
  const expected = Array.from({ length: last }, (_, index) => numberedId(index + 1))
  t.strictSame(linkedArticles(whole).sort(), expected)
})
