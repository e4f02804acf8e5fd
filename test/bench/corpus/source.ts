import type { Block } from '../../../src/domain/body/block.ts'
import type { Inline } from '../../../src/domain/body/inline.ts'
import type { Manuscript } from '../../../src/domain/content/manuscript.ts'
import { textPage } from './page.ts'

/** A source with one or many articles in a file: the text before them, each article, and the text after them. */
export type SourceFormat = {
  name: string
  head: string
  tail: string
  /** Text between two articles. */
  between: string
  article(manuscript: Manuscript, number: number): string
}

const escaped = (text: string) => text.replace(/[&<>"]/g, one => `&#${one.charCodeAt(0)};`)
const plain = { head: '', tail: '', between: '' }

export const formats = {
  text: { ...plain, name: 'page.txt', article: textPage },
  markdown: { ...plain, name: 'page.md', article: markdownPage },
  html: { ...plain, name: 'page.html', article: htmlPage },
  ndjson: { ...plain, name: 'lines.ndjson', between: '\n', article: line },
  wordpress: {
    name: 'export.xml',
    head: `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/"><channel>
<title>News</title><link>https://news.example.org</link><language>en</language><wp:wxr_version>1.2</wp:wxr_version>
`,
    tail: '</channel></rss>\n',
    between: '\n',
    article: wordpressItem,
  },
  ghost: {
    name: 'export.json',
    // Every export of Ghost has its settings, and with them the language.
    head: '{"db":[{"meta":{"exported_on":1,"version":"5.0.0"},"data":{"settings":[{"key":"locale","value":"en"}],"posts_tags":[],"posts":[',
    tail: ']}}]}\n',
    between: ',\n',
    article: ghostPost,
  },
} satisfies Record<string, SourceFormat>

export type FormatName = keyof typeof formats

/** A whole source, or several where one holds one article. */
export function sourcesOf(format: FormatName, manuscripts: readonly Manuscript[]): Buffer[] {
  const { head, tail, between, article } = formats[format]
  const articles = manuscripts.map(article)
  return (between === '' ? articles : [head + articles.join(between) + tail]).map(text => Buffer.from(text))
}

function markdownPage({ title, summary, category, tags, authors, publishedAt, sections }: Manuscript): string {
  const facts = {
    title,
    summary,
    date: publishedAt,
    categories: [category],
    tags,
    authors: authors.map(one => one.name),
  }
  const front = Object.entries(facts).map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
  const body = sections.flatMap(({ heading, level, blocks }) => [
    ...(heading === undefined ? [] : [`${'#'.repeat(level)} ${heading}`]),
    ...blocks.map(markdownBlock),
  ])
  return `---\n${front.join('\n')}\n---\n\n${body.join('\n\n')}\n`
}

function markdownBlock(block: Block): string {
  const runs = (content: readonly Inline[]) =>
    content.map(({ text, link }) => (link ? `[${text}](${link.href})` : text)).join('')
  if (block.type === 'paragraph') return runs(block.content)
  return block.type === 'list' ? block.items.map(item => `- ${runs(item.content)}`).join('\n') : ''
}

function htmlBody({ sections }: Manuscript): string {
  return sections
    .flatMap(({ heading, level, blocks }) => [
      ...(heading === undefined ? [] : [`<h${level}>${escaped(heading)}</h${level}>`]),
      ...blocks.map(htmlBlock),
    ])
    .join('\n')
}

function htmlBlock(block: Block): string {
  const runs = (content: readonly Inline[]) =>
    content
      .map(({ text, link }) => (link ? `<a href="${escaped(link.href)}">${escaped(text)}</a>` : escaped(text)))
      .join('')
  if (block.type === 'paragraph') return `<p>${runs(block.content)}</p>`
  return block.type === 'list' ? `<ul>${block.items.map(item => `<li>${runs(item.content)}</li>`).join('')}</ul>` : ''
}

function htmlPage(manuscript: Manuscript): string {
  const { title, summary = '', language, publishedAt = '', authors } = manuscript
  return `<!doctype html><html lang="${language}"><head><title>${escaped(title)}</title>
<meta name="description" content="${escaped(summary)}"><meta property="article:published_time" content="${publishedAt}">
<meta name="author" content="${escaped(authors[0]?.name ?? '')}"></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li></ul></nav>
<main><article><h1>${escaped(title)}</h1>
${htmlBody(manuscript)}
</article></main><footer><p>© News</p></footer></body></html>
`
}

function line(manuscript: Manuscript): string {
  const { title, slug, summary, keyTakeaways, sections, footnotes, ...metadata } = manuscript
  return JSON.stringify({ slug, title, summary, metadata, keyTakeaways, sections, footnotes })
}

function wordpressItem(manuscript: Manuscript, number: number): string {
  const { title, summary = '', slug = '', category = '', tags, authors, publishedAt = '' } = manuscript
  const at = publishedAt.replace('T', ' ').replace('Z', '')
  const term = (domain: string, name: string) =>
    `<category domain="${domain}" nicename="${name.toLowerCase().replaceAll(' ', '-')}"><![CDATA[${name}]]></category>`
  return `<item><title>${escaped(title)}</title><link>https://news.example.org/${slug}/</link>
<dc:creator><![CDATA[${authors[0]?.name ?? ''}]]></dc:creator><guid isPermaLink="false">https://news.example.org/?p=${number + 1}</guid>
<content:encoded><![CDATA[${htmlBody(manuscript)}]]></content:encoded><excerpt:encoded><![CDATA[${summary}]]></excerpt:encoded>
<wp:post_id>${number + 1}</wp:post_id><wp:post_date>${at}</wp:post_date><wp:post_date_gmt>${at}</wp:post_date_gmt>
<wp:post_name>${slug}</wp:post_name><wp:status>publish</wp:status><wp:post_type>post</wp:post_type>
${term('category', category)}${tags.map(tag => term('post_tag', tag)).join('')}</item>`
}

function ghostPost(manuscript: Manuscript, number: number): string {
  const { title, summary, slug, publishedAt } = manuscript
  const html = htmlBody(manuscript)
  const row = { id: `${number}`, title, slug, html, custom_excerpt: summary, status: 'published' }
  return JSON.stringify({ ...row, visibility: 'public', published_at: publishedAt, updated_at: publishedAt })
}
