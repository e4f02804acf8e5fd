import type { DeliveredArticle } from '../../domain/print/delivered.ts'
import { legible } from '../../domain/text/legible-text.ts'
import { markdown } from './markdown.ts'
import type { Rendition } from './rendition.ts'

/**
 * Markdown for Hugo, Jekyll, Astro and Eleventy: the output of `markdown` with dates, summary and categories under the front
 * matter names that these generators expect.
 */
export const siteMarkdown: Rendition = {
  name: 'site-markdown',
  mediaType: markdown.mediaType,
  suffix: markdown.suffix,
  render(article, site) {
    const page = markdown.render(article, site)
    return `${frontMatterStart}${frontMatterLines(article, page)}${page.slice(frontMatterStart.length)}`
  },
}

/** `markdown` always begins with it. */
const frontMatterStart = '---\n'

function frontMatterLines({ metadata, summary }: DeliveredArticle, page: string): string {
  const { publishedAt, publishedDate, publishedPrecision, updatedAt, category, image } = metadata
  const date = publishedPrecision === 'day' ? publishedDate : publishedAt
  const lines = [
    `date: ${date}`,
    `pubDate: ${date}`,
    `lastmod: ${updatedAt}`,
    `updatedDate: ${updatedAt}`,
    `description: ${yamlString(summary ?? '')}`,
    ...(category ? [`categories: [${yamlString(category.name)}]`] : []),
    ...(image ? [`image: ${yamlString(image.url)}`] : []),
    // Jekyll would parse braces in the text as templates.
    ...(/\{[{%]/.test(page) ? ['render_with_liquid: false'] : []),
  ]
  return lines.map(line => `${line}\n`).join('')
}

/** A JSON string is a string of YAML, too. */
function yamlString(text: string): string {
  return JSON.stringify(legible(text))
}
