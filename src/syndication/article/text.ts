import type { DeliveredSection } from '../../domain/body/section.ts'
import type { DeliveredArticle } from '../../domain/print/delivered.ts'
import { oneLine } from '../../render/characters.ts'
import { labelsFor } from '../../render/label.ts'
import { blocksText, listText } from '../../render/text.ts'
import type { Rendition } from './rendition.ts'

/** Plain text for terminals. The text importer can read it. */
export const text: Rendition = {
  name: 'text',
  mediaType: 'text/plain; charset=utf-8',
  suffix: '.txt',
  render(article) {
    const [lead, ...rest] = article.sections
    const { language } = article.metadata
    const led = lead && lead.heading === undefined
    const parts = [
      oneLine(article.title),
      facts(article),
      led ? blocksText(lead.blocks, language) : '',
      takeaways(article),
      ...(led ? rest : article.sections).map(section => sectionText(section, language)),
      article.footnotes.map(({ label, blocks }) => `[${oneLine(label)}] ${blocksText(blocks, language)}`).join('\n\n'),
    ]
    return `${parts.filter(Boolean).join('\n\n')}\n`
  },
}

function sectionText({ heading, blocks }: DeliveredSection, language: string): string {
  return [oneLine(heading ?? ''), blocksText(blocks, language)].filter(Boolean).join('\n\n')
}

/** Lines of metadata in the syntax of the text importer; unknown values are omitted. */
function facts({ summary, metadata }: DeliveredArticle): string {
  const labels = labelsFor(metadata.language)
  const { category, authors, tags, views } = metadata
  const first = [
    `📅 ${metadata.publishedDate}`,
    category && `📁 ${oneLine(category.name)}`,
    views > 0 && `👁 ${labels.views(views)}`,
    `⏱️ ${labels.readingTime(metadata.readingTimeMinutes)}`,
  ]
  const second = [
    authors.length > 0 && `${labels.by} ${authors.map(author => oneLine(author.name)).join(', ')}`,
    tags.length > 0 && `${labels.tags}: ${tags.map(tag => oneLine(tag.name)).join(', ')}`,
  ]
  const line = (members: (string | false | undefined)[]) => members.filter(Boolean).join(' · ')
  return [line(first), line(second), summary && `💡 ${oneLine(summary)}`].filter(Boolean).join('\n')
}

function takeaways({ keyTakeaways, metadata }: DeliveredArticle): string {
  if (keyTakeaways.length === 0) return ''
  const items = keyTakeaways.map(({ content }) => ({ content, blocks: [] }))
  return `${labelsFor(metadata.language).keyTakeaways}\n\n${listText({ type: 'list', ordered: false, items }, metadata.language)}`
}
