import type { Block } from '../../../src/domain/body/block.ts'
import { type Inline, plainText } from '../../../src/domain/body/inline.ts'
import type { ImportedArticle } from '../../../src/importer/importer.ts'

/** The words of an imported page by part: title, summary, takeaways, headings and blocks, consumed. */
export function streamsOf({ manuscript, report }: ImportedArticle): string[] {
  const isFromText = report.notes.some(({ code }) => code === 'title-from-text' || code === 'title-from-name')
  return [
    isFromText ? '' : manuscript.title,
    manuscript.summary ?? '',
    manuscript.keyTakeaways.map(({ content }) => runs(content)).join('\n'),
    manuscript.sections
      .map(({ heading, headingContent, blocks }) => {
        const words = headingContent ? runs(headingContent) : (heading ?? '')
        return [words, ...blocks.map(wordsOf)].join('\n')
      })
      .join('\n'),
    report.consumed.map(({ text }) => text).join('\n'),
  ]
}

export function lettersOf(text: string): string {
  return (text.match(/[\p{L}\p{N}]/gu) ?? []).join('')
}

function wordsOf(block: Block): string {
  switch (block.type) {
    case 'paragraph':
      return runs(block.content)
    case 'list':
      return block.items.map(item => [runs(item.content), ...item.blocks.map(wordsOf)].join('\n')).join('\n')
    case 'quote':
      return [...block.blocks.map(wordsOf), block.attribution ?? ''].join('\n')
    default:
      return ''
  }
}

/** The words of runs, and the addresses of links that the words do not contain. */
function runs(content: readonly Inline[]): string {
  const targets = content.map(({ link, text }, at) => {
    const last = content[at - 1]?.link?.href
    return link && link.href !== last && link.href !== text ? ` ${link.href}` : ''
  })
  return plainText(content) + targets.join('')
}
