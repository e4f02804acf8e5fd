import { test } from 'tap'
import { feedImporter } from '../../../src/importer/format/feed/feed.ts'
import { htmlImporter } from '../../../src/importer/format/html/html.ts'
import { markdownImporter } from '../../../src/importer/format/markdown/markdown.ts'
import { wordpressImporter } from '../../../src/importer/format/wordpress/wordpress.ts'
import { readArticle } from '../read-one.ts'

const member = (name: string, value: string) =>
  `---\n${name}: ${JSON.stringify(value)}\n---\n\n# Head\n\nThe gate is shut.\n`

/** Texts of front matter, and the visible texts. */
const texts: readonly [text: string, shown: string][] = [
  ['The lock&#8217;s new gate &amp; its keeper', 'The lock’s new gate & its keeper'],
  ['It&#146;s 5 &#x96; 6 &hellip;', 'It’s 5 – 6 …'],
  ['The &#8220gate&#8221', 'The “gate”'],
  ['A <em>new</em> gate<br>for <a href="https://w.example/">the Weir</a>', 'A new gate for the Weir'],
  ['<span class="x">Gate</span> <!-- old --> news', 'Gate news'],
  ['<b>Gate</b>&nbsp;one', 'Gate one'],
  ['The <video> element and `<b>x</b>` in 3 < 4', 'The <video> element and `<b>x</b>` in 3 < 4'],
  ['List<String> and an open <b>', 'List<String> and an open <b>'],
]

for (const [text, shown] of texts) {
  test(`the title "${text}" of front matter is "${shown}"`, async t => {
    t.equal((await readArticle(markdownImporter, member('title', text))).manuscript.title, shown)
  })
  test(`the summary "${text}" of front matter is "${shown}"`, async t => {
    t.equal((await readArticle(markdownImporter, member('summary', text))).manuscript.summary, shown)
  })
}

test('resolves character references in tags, categories and slugs of front matter', async t => {
  const source = '---\ntitle: Q&amp;A\ntags: [Locks &amp; gates]\ncategory: R&amp;D\n---\n\nThe gate is shut.\n'
  const { title, tags, category } = (await readArticle(markdownImporter, source)).manuscript
  t.strictSame({ title, tags, category }, { title: 'Q&A', tags: ['Locks & gates'], category: 'R&D' })
})

test('removes Markdown links from a summary of front matter', async t => {
  const source = member('summary', 'See [the plan](https://w.example/plan).')
  t.equal((await readArticle(markdownImporter, source)).manuscript.summary, 'See the plan.')
})

test('reads titles and summaries of a JSON Feed as plain text', async t => {
  const item = {
    id: '1',
    title: 'Gate &#8211; <i>new</i>',
    summary: 'Shut &amp; open.',
    content_text: 'The gate is shut.',
  }
  const source = JSON.stringify({ version: 'https://jsonfeed.org/version/1.1', items: [item] })
  const { title, summary } = (await readArticle(feedImporter, source)).manuscript
  t.strictSame({ title, summary }, { title: 'Gate – new', summary: 'Shut & open.' })
})

test('reads numeric references to C1 controls in WXR as Windows-1252, also in CDATA', async t => {
  const source = `<rss xmlns:wp="http://wordpress.org/export/1.2/" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><wp:wxr_version>1.2</wp:wxr_version>
<item><title><![CDATA[The keeper&#146;s gate]]></title><content:encoded><![CDATA[She said &#147;shut&#148;.]]></content:encoded><wp:post_id>1</wp:post_id><wp:post_type>post</wp:post_type></item></channel></rss>`
  const { title, sections } = (await readArticle(wordpressImporter, source)).manuscript
  t.equal(title, 'The keeper’s gate')
  t.strictSame(sections[0]?.blocks, [{ type: 'paragraph', content: [{ text: 'She said “shut”.' }] }])
})

const body = '<article><p>The board met on Monday to settle the long question of the gate.</p></article>'

/** Heads and headings of a page. The title is always "The gate reopens". */
const pages: Record<string, string> = {
  'the site name as heading':
    '<title>The gate reopens | Weir News</title><meta property="og:site_name" content="Weir News"><h1>Weir News</h1>',
  'the site name before the title':
    '<title>Weir News – The gate reopens</title><meta property="og:site_name" content="Weir News"><h1>Weir News</h1>',
  'the site name as og:title':
    '<meta property="og:title" content="Weir News"><meta property="og:site_name" content="Weir News"><title>The gate reopens</title>',
  'a heading that links to the home page':
    '<title>The gate reopens</title><h1><a href="/">Weir News</a></h1><h1>The gate reopens</h1>',
  'a heading of the class site-title': '<title>The gate reopens</title><h1 class="site-title">Weir News</h1>',
  'references in JSON-LD':
    '<script type="application/ld+json">{"@type":"NewsArticle","headline":"The gate &#114;eopens"}</script>',
}

for (const [name, head] of Object.entries(pages))
  test(`finds the title of a page with ${name}`, async t => {
    t.equal(
      (await readArticle(htmlImporter, `<!doctype html><html lang="en">${head}${body}`)).manuscript.title,
      'The gate reopens',
    )
  })
