import type { License } from '../../domain/content/rights.ts'
import { trimEndBy } from '../../domain/text/trim.ts'
import { oneLine } from '../../render/characters.ts'
import { labelsFor } from '../../render/label.ts'
import { lineMarkdown, sectionsMarkdown } from '../../render/markdown.ts'
import { type AnyArticle, carried, entryUrl, syndicated } from '../entry.ts'
import type { Context, Format } from '../format.ts'
import { isMinable, llmsHead, plain } from './llms.ts'

/** The full-text variant of llms.txt, without articles whose rights reserve text and data mining. */
export const llmsFull: Format = {
  name: 'llms-full',
  mediaType: 'text/markdown; charset=utf-8',
  path: '/llms-full.txt',
  needs: 'full',
  async *render(entries, context) {
    yield llmsHead(context.site)
    for await (const entry of syndicated(entries)) {
      if (entry.kind === 'article' && isMinable(entry.article)) yield whole(entry.article, context)
    }
  },
}

/** An article with what a quotation needs: URL, dates, authors, licence. */
function whole(article: AnyArticle, { content }: Context): string {
  const { metadata, summary, keyTakeaways = [], sections = [], footnotes = [] } = article
  const license = metadata.rights?.license
  const facts = [
    `- URL: <${entryUrl(article)}>`,
    `- Published: ${metadata.publishedAt}`,
    `- Updated: ${metadata.updatedAt}`,
    metadata.authors.length > 0 && `- Authors: ${metadata.authors.map(author => plain(author.name)).join(', ')}`,
    license && `- License: ${licenseLink(license)}`,
  ]
  const takeaways = keyTakeaways.map(takeaway => `- ${lineMarkdown(takeaway.content)}`)
  return [
    `\n# ${plain(article.title)}`,
    summary ? `> ${plain(summary)}` : '',
    facts.filter(Boolean).join('\n'),
    takeaways.length > 0 ? `**${labelsFor(metadata.language).keyTakeaways}**\n\n${takeaways.join('\n')}` : '',
    carried(article, content) === 'full' ? sectionsMarkdown(sections, footnotes) : '',
  ]
    .filter(Boolean)
    .map(part => `${trimEndBy(part, /\n/)}\n`)
    .join('\n')
}

function licenseLink({ name, url }: License): string {
  return lineMarkdown([{ text: oneLine(name), ...(url !== undefined && { link: { href: url } }) }])
}
