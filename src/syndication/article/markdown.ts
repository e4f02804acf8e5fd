import type { DeliveredSection } from '../../domain/body/section.ts'
import type { DeliveredArticle } from '../../domain/print/delivered.ts'
import { sectionsMarkdown } from '../../render/markdown.ts'
import { frontMatter } from './front-matter.ts'
import type { Rendition } from './rendition.ts'

/** CommonMark with front matter. Importing it restores the article. */
export const markdown: Rendition = {
  name: 'markdown',
  mediaType: 'text/markdown; charset=utf-8; variant=GFM',
  suffix: '.md',
  render: article => markdownOf(article, article.sections),
}

/** The article with a selection of its sections, in order. */
export function markdownOf(article: DeliveredArticle, sections: readonly DeliveredSection[]): string {
  return `${frontMatter(article)}\n${sectionsMarkdown(sections, article.footnotes)}`
}

/** One section with its heading and its footnotes, without front matter. */
export function sectionMarkdown(article: DeliveredArticle, section: DeliveredSection): string {
  return sectionsMarkdown([section], article.footnotes)
}
