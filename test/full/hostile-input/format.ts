import { feedImporter } from '../../../src/importer/format/feed/feed.ts'
import { ghostImporter } from '../../../src/importer/format/ghost/ghost.ts'
import { htmlImporter } from '../../../src/importer/format/html/html.ts'
import { markdownImporter } from '../../../src/importer/format/markdown/markdown.ts'
import { ndjsonImporter } from '../../../src/importer/format/ndjson/ndjson.ts'
import { textImporter } from '../../../src/importer/format/text/text.ts'
import { wordpressImporter } from '../../../src/importer/format/wordpress/wordpress.ts'
import type { Importer } from '../../../src/importer/importer.ts'
import {
  htmlPatterns,
  jsonPatterns,
  markdownPatterns,
  type Pattern,
  shortcodePatterns,
  textPatterns,
  xmlPatterns,
} from './pattern.ts'

/** A format with its patterns, each a whole source. */
export type Format = { name: string; importer: Importer; patterns: Record<string, Pattern> }

const json = JSON.stringify
const cdata = (text: string) => `<![CDATA[${text.replaceAll(']]>', ']] >')}]]>`

export const formats: readonly Format[] = [
  { name: 'text', importer: textImporter, patterns: textPatterns },
  { name: 'Markdown', importer: markdownImporter, patterns: markdownPatterns },
  { name: 'HTML', importer: htmlImporter, patterns: within(htmlPatterns, page) },
  {
    name: 'WordPress',
    importer: wordpressImporter,
    patterns: {
      ...within(htmlPatterns, body => wordpress(cdata(body))),
      ...within(shortcodePatterns, body => wordpress(cdata(body))),
      ...within(xmlPatterns, wordpress),
    },
  },
  {
    name: 'Ghost',
    importer: ghostImporter,
    patterns: {
      ...within(htmlPatterns, html => ghost(json({ id: 'a', title: 'A', html, status: 'published' }))),
      ...within(jsonPatterns, ghost),
    },
  },
  {
    name: 'RSS',
    importer: feedImporter,
    patterns: { ...within(htmlPatterns, html => rss(cdata(html))), ...within(xmlPatterns, rss) },
  },
  {
    name: 'Atom',
    importer: feedImporter,
    patterns: { ...within(htmlPatterns, html => atom(cdata(html))), ...within(xmlPatterns, atom) },
  },
  {
    name: 'JSON Feed',
    importer: feedImporter,
    patterns: {
      ...within(htmlPatterns, html => jsonFeed(json({ id: 'a', title: 'A', content_html: html }))),
      ...within(jsonPatterns, jsonFeed),
    },
  },
  {
    name: 'NDJSON',
    importer: ndjsonImporter,
    patterns: {
      ...within(textPatterns, text => article([{ type: 'paragraph', content: [{ text }] }])),
      ...jsonPatterns,
    },
  },
]

function within(patterns: Record<string, Pattern>, around: (body: string) => string): Record<string, Pattern> {
  return Object.fromEntries(
    Object.entries(patterns).map(([name, pattern]) => [name, (size: number) => around(pattern(size))]),
  )
}

function page(body: string): string {
  return `<!doctype html><html><head><title>A</title></head><body><article><h1>A</h1>${body}</article></body></html>`
}

function wordpress(body: string): string {
  return `<?xml version="1.0"?>\n<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Site</title><item><title>A</title><guid>a</guid><content:encoded>${body}</content:encoded><wp:post_type>post</wp:post_type><wp:status>publish</wp:status></item></channel></rss>\n`
}

function rss(body: string): string {
  return `<?xml version="1.0"?>\n<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Site</title><item><title>A</title><guid>a</guid><content:encoded>${body}</content:encoded></item></channel></rss>\n`
}

function atom(body: string): string {
  return `<?xml version="1.0"?>\n<feed xmlns="http://www.w3.org/2005/Atom"><title>Site</title><id>a:b</id><entry><id>a:c</id><title>A</title><content type="html">${body}</content></entry></feed>\n`
}

function ghost(post: string): string {
  return `{"db":[{"meta":{"version":"5.75.0"},"data":{"posts":[${post}]}}]}`
}

function jsonFeed(item: string): string {
  return `{"version":"https://jsonfeed.org/version/1.1","title":"Site","items":[${item}]}`
}

function article(blocks: object[]): string {
  return `${json({ title: 'A', metadata: { language: 'en' }, sections: [{ blocks }] })}\n`
}
