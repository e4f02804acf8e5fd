import { test } from 'tap'
import { feedImporter } from '../../../src/importer/format/feed/feed.ts'
import { ghostImporter } from '../../../src/importer/format/ghost/ghost.ts'
import { htmlImporter } from '../../../src/importer/format/html/html.ts'
import { markdownImporter } from '../../../src/importer/format/markdown/markdown.ts'
import { textImporter } from '../../../src/importer/format/text/text.ts'
import { wordpressImporter } from '../../../src/importer/format/wordpress/wordpress.ts'
import type { ImportedArticle } from '../../../src/importer/importer.ts'
import { readArticle } from '../read-one.ts'

const unread = 'date-unread'

/** Dates of feeds, in Europe/Berlin if they have no time zone. */
const dates: Record<string, string> = {
  'Mon, 02 Mar 2026 10:00:00 GMT': '2026-03-02T10:00:00Z',
  'Mon, 02 Mar 2026 10:00:00 +0200': '2026-03-02T08:00:00Z',
  'Mon, 2 Mar 26 10:00 EST': '2026-03-02T15:00:00Z',
  'MON,02 MAR 2026 10:00:00': '2026-03-02T09:00:00Z',
  'Mon, 02 Mar 2026': '2026-03-01T23:00:00Z day',
  '2 March 2026 10:00 PT': '2026-03-02T18:00:00Z',
  'Mon, Mar 2 2026 10:00:00 +0000': '2026-03-02T10:00:00Z',
  'Mon Mar  2 10:00:00 2026': '2026-03-02T09:00:00Z',
  'Mon Mar 2 10:00:00 +0000 2026': '2026-03-02T10:00:00Z',
  'Mon Mar 02 2026 10:00:00 GMT+0100 (Central European Standard Time)': '2026-03-02T09:00:00Z',
  'Mo, 02 März 2026 10:00:00 +0100': '2026-03-02T09:00:00Z',
  'lun., 02 mars 2026 10:00:00 +0100': '2026-03-02T09:00:00Z',
  'Mon, 02 Mar 2026 24:00:00 GMT': '2026-03-03T00:00:00Z',
  '2026-03-02T24:00:00Z': '2026-03-03T00:00:00Z',
  '2026-03-02 10:00:00.364419679 +0200 CEST': '2026-03-02T08:00:00Z',
  '2026-03-02 10:00:00.3644 +0200 CEST m=+0.012': '2026-03-02T08:00:00Z',
  '2026-03-02T10:00:00 America/New_York': '2026-03-02T15:00:00Z',
  '2026-03-02T10:00:00+01:00[Europe/Paris]': '2026-03-02T09:00:00Z',
  '2026-03-02 10:00 Asia/Tokyo': '2026-03-02T01:00:00Z',
  '2026-03-02 1:05 PM': '2026-03-02T12:05:00Z',
  'March 2, 2026 1:05 p.m. ET': '2026-03-02T18:05:00Z',
  'March 2, 2026 at 1pm Pacific Time': '2026-03-02T21:00:00Z',
  'Monday, March 2, 2026 12:05 AM': '2026-03-01T23:05:00Z',
  '20260302T100000Z': '2026-03-02T10:00:00Z',
  '20260302': '2026-03-01T23:00:00Z day',
  '1772445600': '2026-03-02T10:00:00Z',
  '1772445600000': '2026-03-02T10:00:00Z',
  '10/02/2026 13:00:00': `none ${unread}`,
  'Mon, 31 Feb 2026 10:00:00 GMT': `none ${unread}`,
  '2026-03-02T10:00:00 Weir/Lock': `none ${unread}`,
  '0001-01-01T00:00:00Z': `none ${unread}`,
  'last week': `none ${unread}`,
}

for (const [stated, expected] of Object.entries(dates)) {
  test(`the date "${stated}" of RSS is ${expected}`, async t => {
    const source = `<rss version="2.0"><channel><title>F</title><item><title>A</title><guid isPermaLink="false">a</guid><pubDate>${stated}</pubDate><description>Words.</description></item></channel></rss>`
    t.equal(shown(await readArticle(feedImporter, source)), expected)
  })
  test(`the date "${stated}" of front matter is ${expected}`, async t => {
    const source = `---\ntitle: A\ndate: ${JSON.stringify(stated)}\n---\n\nWords.\n`
    t.equal(shown(await readArticle(markdownImporter, source)), expected)
  })
}

test('reports an unreadable date with its value, in every format', async t => {
  const found = [
    await readArticle(
      feedImporter,
      '<feed xmlns="http://www.w3.org/2005/Atom"><id>f</id><entry><id>urn:a</id><title>A</title><published>soon</published><content>Words.</content></entry></feed>',
    ),
    await readArticle(
      feedImporter,
      JSON.stringify({
        version: 'https://jsonfeed.org/version/1.1',
        items: [{ id: '1', title: 'A', date_published: 'soon', content_text: 'Words.' }],
      }),
    ),
    await readArticle(wordpressImporter, wxr('<wp:post_date>soon</wp:post_date>')),
    await readArticle(
      ghostImporter,
      JSON.stringify({
        db: [
          {
            meta: { version: '5.0.0' },
            data: {
              posts: [
                { id: '1', title: 'A', slug: 'a', status: 'published', html: '<p>Words.</p>', published_at: 'soon' },
              ],
            },
          },
        ],
      }),
    ),
    await readArticle(htmlImporter, page('<meta name="date" content="soon">', '')),
  ]
  for (const { report } of found)
    t.strictSame(
      report.notes.filter(note => note.code === unread).map(note => note.detail),
      ['The publication date "soon" was left out: its form is not known.'],
    )
})

/** Front matter and names of files without a date member. */
const derived: readonly [name: string, members: string, expected: string][] = [
  ['a.md', 'path: 2014/12/12/trains', 'day date-derived'],
  ['a.md', 'url: /2014/12/12/trains.html', 'day date-derived'],
  ['a.md', 'permalink: https://w.example/news/2014-12-12-trains/', 'day date-derived'],
  ['a.md', 'aliases: [/trains, 2014/12/12/trains.html]', 'day date-derived'],
  ['a.md', 'redirect_from: /2014/12/12/trains', 'day date-derived'],
  ['2014/12/12/trains.md', 'tags: x', 'day date-derived'],
  ['posts/2014-12-12/index.md', 'tags: x', 'day date-derived'],
  ['2014-12-12.md', 'tags: x', 'day date-derived'],
  ['trains-2014-12-12.md', 'tags: x', 'day date-derived'],
  ['a.md', 'lastmod: 2014-12-12', 'day date-derived'],
  ['2014-12-12-trains.md', 'tags: x', 'day'],
  ['20141212-trains.md', 'tags: x', 'day'],
  ['2014-12-12 Trains.md', 'tags: x', 'day'],
  ['posts/2014-12-12-trains/index.md', 'tags: x', 'day'],
  ['2014/12/trains.md', 'tags: x', 'none'],
  ['2014/13/41/trains.md', 'tags: x', 'none'],
  ['20149912-trains.md', 'tags: x', 'none'],
  ['a.md', 'path: /1234/12/12/trains', 'none'],
]

for (const [name, members, expected] of derived)
  test(`reads the date of ${name} with "${members}", if it has one`, async t => {
    const article = await readArticle(markdownImporter, `---\ntitle: Trains\n${members}\n---\n\nWords.\n`, {
      name,
      timeZone: 'UTC',
    })
    t.equal(shown(article), expected.replace('day', '2014-12-12T00:00:00Z day'))
  })

test('a stated date takes precedence over the date in a path', async t => {
  const source = '---\ntitle: A\ndate: 2015-01-01\npath: 2014/12/12/a\n---\n\nWords.\n'
  t.equal(shown(await readArticle(markdownImporter, source, { timeZone: 'UTC' })), '2015-01-01T00:00:00Z day')
})

test('reads a missing date from the permalinks of feeds, WXR and pages, and from the paths of texts', async t => {
  const link = 'https://w.example/2014/12/12/trains/'
  const options = { timeZone: 'UTC' }
  const found = [
    await readArticle(
      feedImporter,
      `<rss version="2.0"><channel><title>F</title><item><title>A</title><link>${link}</link><description>Words.</description></item></channel></rss>`,
      options,
    ),
    await readArticle(wordpressImporter, wxr(`<link>${link}</link>`), options),
    await readArticle(htmlImporter, page(`<link rel="canonical" href="${link}">`, ''), options),
    await readArticle(textImporter, 'Trains\n\nThe trains leave every six weeks from the pier.\n', {
      ...options,
      name: '2014-12-12-trains.txt',
    }),
  ]
  for (const article of found) t.equal(shown(article), '2014-12-12T00:00:00Z day date-derived')
})

const long =
  'The board met on Monday to settle the long question of the north pier, which has been closed since the storm of last winter.'
const time = '<time datetime="2031-05-01">1 May 2031</time>'
const stated = '2031-04-30T22:00:00Z day'

/** Bodies of pages with a `time`, and the publication date. */
const times: readonly [name: string, body: string, expected: string][] = [
  ['in a sentence', `<p>${long}</p><p>The fair is on ${time}.</p><p>${long}</p>`, 'none'],
  ['in the first sentence', `<p>The fair is on ${time}.</p><p>${long}</p>`, 'none'],
  [
    'in a comment',
    `<p>${long}</p><ol class="comment-list"><li><article>${time}<p>Well.</p></article></li></ol>`,
    'none',
  ],
  ['under the heading', `${time}<p>${long}</p>`, stated],
  ['in a byline', `<p class="byline">By Mara Quill, ${time}</p><p>${long}</p>`, stated],
  ['in a line without a class', `<p>Published on ${time}.</p><p>${long}</p>`, stated],
  ['in a list of facts', `<ul class="meta"><li>${time}</li></ul><p>${long}</p>`, stated],
  ['in the footer of the article', `<p>${long}</p><footer>${time}</footer>`, stated],
]

for (const [name, body, expected] of times)
  test(`reads a time ${name} of a page only if it is the publication date`, async t => {
    t.equal(shown(await readArticle(htmlImporter, page('', body))), expected)
  })

test('different posts of WXR with the same guid are separate articles, and a repeated post is one article', async t => {
  const item = (id: number, title: string) =>
    `<item><title>${title}</title><link>https://w.example/${title}/</link><guid isPermaLink="false">https://w.example/?p=7</guid><content:encoded><![CDATA[Words.]]></content:encoded><wp:post_id>${id}</wp:post_id><wp:post_type>post</wp:post_type></item>`
  const source = wxr('', item(7, 'one') + item(9, 'two') + item(11, 'three') + item(9, 'two'))
  const found: string[] = []
  async function* bytes() {
    yield Buffer.from(source)
  }
  const options = { name: 'w.xml', siteLanguage: 'en', timeZone: 'UTC', language: 'en' }
  for await (const one of wordpressImporter.parse(bytes(), options))
    found.push(one.kind === 'problem' ? one.code : [one.externalId, ...(one.addresses ?? [])].join(' '))
  t.strictSame(found, [
    'https://w.example/?p=7 https://w.example/one/ https://w.example/?p=7 https://w.example/?p=7 https://w.example/?page_id=7',
    'https://w.example/?p=9 https://w.example/two/ https://w.example/?p=9 https://w.example/?page_id=9',
    'https://w.example/?p=11 https://w.example/three/ https://w.example/?p=11 https://w.example/?page_id=11',
    'duplicate',
  ])
})

function shown({ manuscript, report }: ImportedArticle): string {
  const { publishedAt = 'none', publishedPrecision } = manuscript
  const codes = report.notes.map(note => note.code).filter(code => code.startsWith('date'))
  return [publishedAt, ...(publishedPrecision === 'day' ? ['day'] : []), ...codes].join(' ')
}

function wxr(
  inner: string,
  items = `<item><title>A</title>${inner}<content:encoded><![CDATA[Words.]]></content:encoded><wp:post_id>1</wp:post_id><wp:post_type>post</wp:post_type></item>`,
): string {
  return `<rss xmlns:wp="http://wordpress.org/export/1.2/" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><wp:wxr_version>1.2</wp:wxr_version><wp:base_blog_url>https://w.example</wp:base_blog_url>${items}</channel></rss>`
}

function page(head: string, body: string): string {
  return `<!doctype html><html lang="en"><head><title>Pier</title>${head}</head><body><article><h1>Pier</h1>${body || `<p>${long}</p>`}</article></body></html>`
}
