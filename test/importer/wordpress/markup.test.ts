import { test } from 'tap'
import { wordpressImporter } from '../../../src/importer/format/wordpress/wordpress.ts'
import { parse } from '../parse.ts'

type Item = { title: string; content: string; more?: string }

const wxr = (...items: readonly Item[]) =>
  `<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Quay</title><wp:wxr_version>1.2</wp:wxr_version><wp:base_blog_url>https://quay.example</wp:base_blog_url>${items
    .map(
      ({ title, content, more = '<wp:status>publish</wp:status><wp:post_type>post</wp:post_type>' }, index) =>
        `<item><title>${title}</title><content:encoded>${content}</content:encoded><wp:post_id>${index + 1}</wp:post_id>${more}</item>`,
    )
    .join('')}</channel></rss>`

const articlesOf = async (...items: readonly Item[]) =>
  (await parse(wordpressImporter, wxr(...items), { timeZone: 'Europe/Berlin' })).articles

const paragraph = (text: string) => ({ type: 'paragraph', content: [{ text }] })

test('WordPress: listings of shortcodes and highlighters keep blank lines, brackets and their language', async t => {
  const content = `<![CDATA[[sourcecode lang="python"]
if a &lt; b:

    print("[gallery]")
[/sourcecode]

<pre class="brush: ruby; title: ; notranslate" title="">
puts [1, 2] &amp;&amp; true

puts 3
</pre>]]>`
  const [article] = await articlesOf({ title: 'Listings', content })
  t.strictSame(article?.manuscript.sections, [
    {
      level: 1,
      blocks: [
        { type: 'code', text: 'if a < b:\n\n    print("[gallery]")', language: 'python' },
        { type: 'code', text: 'puts [1, 2] && true\n\nputs 3', language: 'ruby' },
      ],
    },
  ])
})

test('WordPress: reads titles and bodies from any number of CDATA sections, and from escaped text', async t => {
  const articles = await articlesOf(
    { title: '<![CDATA[Tides ]]>and <![CDATA[clocks]]>', content: '<![CDATA[<p>one</p>]]>\n<![CDATA[<p>two</p>]]>' },
    {
      title: 'Salt &amp;amp; &lt;em&gt;sand&lt;/em&gt;',
      content: '&lt;p&gt;A &amp;amp; b &amp;lt;c&amp;gt;&lt;/p&gt;',
    },
    { title: '<![CDATA[1 < 2 && 3 > 2]]>', content: '<![CDATA[Ends with ]]]]><![CDATA[> here.]]>' },
    { title: '<![CDATA[Pier &#8211; the &#8220;old&#8221; one <3]]>', content: 'Words.' },
  )
  t.strictSame(
    articles.map(({ manuscript }) => [manuscript.title, manuscript.sections[0]?.blocks]),
    [
      ['Tides and clocks', [paragraph('one'), paragraph('two')]],
      ['Salt & sand', [paragraph('A & b <c>')]],
      ['1 < 2 && 3 > 2', [paragraph('Ends with ]]> here.')]],
      ['Pier – the “old” one <3', [paragraph('Words.')]],
    ],
  )
})

test('WordPress: uses the local time if the time in UTC is zero, and no date for drafts', async t => {
  const at = (status: string) =>
    `<wp:post_date>2024-03-02 11:00:00</wp:post_date><wp:post_date_gmt>0000-00-00 00:00:00</wp:post_date_gmt><wp:status>${status}</wp:status><wp:post_type>post</wp:post_type>`
  const articles = await articlesOf(
    ...['publish', 'draft', 'archived'].map(status => ({ title: status, content: 'Words.', more: at(status) })),
  )
  t.strictSame(
    articles.map(({ status, manuscript, report }) => [
      status,
      manuscript.publishedAt,
      report.notes.map(({ code }) => code),
    ]),
    [
      ['publishable', '2024-03-02T10:00:00Z', []],
      ['draft', undefined, ['draft']],
      ['draft', '2024-03-02T10:00:00Z', ['state']],
    ],
  )
})

test('WordPress: blocks of the editor keep their structure', async t => {
  const block = (name: string, html: string, attributes = '') =>
    `<!-- wp:${name} ${attributes}-->${html}<!-- /wp:${name} -->`
  const content = [
    block(
      'list',
      '<ol start="5"><li>five<ul><li>nested</li></ul></li><li>six</li></ol>',
      '{"ordered":true,"start":5} ',
    ),
    block('quote', '<blockquote class="wp-block-quote"><p>Words.</p><cite>Ada</cite></blockquote>'),
    block(
      'table',
      '<figure class="wp-block-table"><table><thead><tr><th>A</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table><figcaption>Caption</figcaption></figure>',
    ),
    block('verse', '<pre class="wp-block-verse">one\n  two</pre>'),
    '<!-- wp:latest-posts /-->',
  ].join('\n')
  const [article] = await articlesOf({ title: 'Blocks', content: `<![CDATA[${content}]]>` })
  const cell = (text: string, header: boolean) => ({ content: [{ text }], header, colspan: 1, rowspan: 1 })
  const item = (text: string, blocks: object[] = []) => ({ content: [{ text }], blocks })
  t.strictSame(article?.manuscript.sections[0]?.blocks, [
    {
      type: 'list',
      ordered: true,
      start: 5,
      items: [item('five', [{ type: 'list', ordered: false, items: [item('nested')] }]), item('six')],
    },
    { type: 'quote', blocks: [paragraph('Words.')], attribution: 'Ada' },
    {
      type: 'table',
      rows: [{ cells: [cell('A', true)] }, { cells: [cell('1', false)] }],
      caption: [{ text: 'Caption' }],
    },
    paragraph('one\n  two'),
  ])
  t.strictSame(
    article?.report.notes.map(({ code }) => code),
    ['block'],
  )
})
