import type { DeliveredArticle } from '../../domain/print/delivered.ts'
import { legible } from '../../domain/text/legible-text.ts'
import { markdown } from './markdown.ts'
import type { Rendition } from './rendition.ts'

/**
 * Markdown for Hugo, Jekyll, Astro and Eleventy: the output of `markdown` with the front matter names that these use for
 * dates, summary and categories.
 */
export const siteMarkdown: Rendition = {
  name: 'site-markdown',
  mediaType: markdown.mediaType,
  suffix: markdown.suffix,
  render(article, site) {
    const page = markdown.render(article, site)
    const start = '---\n'
    return `${start}${members(article, page)}${page.slice(start.length)}`
  },
}

function members({ metadata, summary }: DeliveredArticle, page: string): string {
  const { publishedAt, publishedDate, publishedPrecision, updatedAt, category, image } = metadata
  const date = publishedPrecision === 'day' ? publishedDate : publishedAt
  const lines = [
    `date: ${date}`,
    `pubDate: ${date}`,
    `lastmod: ${updatedAt}`,
    `updatedDate: ${updatedAt}`,
    `description: ${quoted(summary ?? '')}`,
    ...(category ? [`categories: [${quoted(category.name)}]`] : []),
    ...(image ? [`image: ${quoted(image.url)}`] : []),
    // Jekyll would parse braces in the text as templates.
    ...(/\{[{%]/.test(page) ? ['render_with_liquid: false'] : []),
  ]
  return lines.map(line => `${line}\n`).join('')
}

function quoted(text: string): string {
  return JSON.stringify(legible(text))
}
