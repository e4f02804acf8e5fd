import type { Block } from '../../../src/domain/body/block.ts'
import { plainText } from '../../../src/domain/body/inline.ts'
import type { Manuscript } from '../../../src/domain/content/manuscript.ts'

/** A manuscript as a text page for the text importer. Links become their words. */
export function textPage({ title, summary, category, tags, authors, publishedAt, views, ...body }: Manuscript): string {
  const facts = [
    `📅 ${publishedAt?.slice(0, 10) ?? ''}`,
    `📁 ${category ?? ''}`,
    `👁 ${views ?? 0} views`,
    `By ${authors.map(author => author.name).join(' and ')}`,
    `Tags: ${tags.join(', ')}`,
  ]
  const [lead, ...headed] = body.sections
  const takeaways = body.keyTakeaways.map(one => `  • ${plainText(one.content)}`)
  return [
    title,
    `${facts.join(' · ')}\n💡 ${summary ?? ''}`,
    ...(lead?.blocks ?? []).map(blockText),
    'Key Takeaways at a Glance',
    takeaways.join('\n'),
    ...headed.flatMap(section => [section.heading ?? '', ...section.blocks.map(blockText)]),
    '',
  ].join('\n\n')
}

function blockText(block: Block): string {
  if (block.type === 'paragraph') return plainText(block.content)
  if (block.type === 'list') return block.items.map(item => `  • ${plainText(item.content)}`).join('\n')
  return ''
}
