import type { Block, BlockOf, ListItem } from '../domain/body/block.ts'
import type { Image } from '../domain/body/image.ts'
import { type Inline, plainText } from '../domain/body/inline.ts'
import { legible } from '../domain/text/legible-text.ts'
import { oneLine } from './characters.ts'
import { calloutLabel } from './label.ts'

const bullet = '  • '

/**
 * Blocks as plain text: one empty line between them, none inside a list. No line ends in white space.
 *
 * @param language of the article (BCP 47), for the names of callout kinds
 */
export function blocksText(blocks: readonly Block[], language: string): string {
  return blocks
    .map(block => blockText(block, language))
    .filter(Boolean)
    .join('\n\n')
}

/** Inlines as plain text; a hard break starts a new line. */
export function inlineText(content: readonly Inline[]): string {
  const words = content.map(({ text, footnote }) => (footnote === undefined ? text : `[${text}]`)).join('')
  return trimLines(legible(words))
}

/** A list as lines; nested blocks are indented. */
export function listText({ ordered, start = 1, items }: BlockOf<'list'>, language: string): string {
  return items.map((item, index) => itemText(item, ordered ? `  ${start + index}. ` : bullet, language)).join('\n')
}

function blockText(block: Block, language: string): string {
  switch (block.type) {
    case 'paragraph':
      return inlineText(block.content)
    case 'list':
      return listText(block, language)
    case 'quote':
      return quoteText(block, language)
    case 'code':
      return indent(legible(block.text).trimEnd(), '    ')
    case 'image':
      return imageText(block.image)
    case 'gallery':
      return [...block.images.map(imageText), inlineText(block.caption ?? [])].filter(Boolean).join('\n\n')
    case 'table':
      return [inlineText(block.caption ?? []), block.rows.map(rowText).join('\n')].filter(Boolean).join('\n\n')
    case 'media':
      return [inlineText(block.caption ?? []), oneLine(block.url)].filter(Boolean).join('\n')
    case 'embed':
      return [oneLine(block.title ?? ''), oneLine(block.url)].filter(Boolean).join('\n')
    case 'callout':
      return calloutText(block, language)
    case 'divider':
      return '* * *'
    case 'other':
      return blocksText(block.blocks, language)
  }
}

/** Nested blocks follow without empty lines, which would end the list for a reader of the page. */
function itemText({ content, checked, blocks }: ListItem, mark: string, language: string): string {
  const box = checked === undefined ? '' : checked ? '[x] ' : '[ ] '
  const own = inlineText(content)
  const nested = blocksText(blocks, language)
  const text = [own && `${box}${own}`, nested]
    .filter(Boolean)
    .join('\n')
    .replace(/\n{2,}/g, '\n')
  const rest = ' '.repeat(mark.length)
  return trimLines(`${mark}${text.replaceAll('\n', `\n${rest}`)}`, mark.length)
}

function quoteText({ blocks, attribution }: BlockOf<'quote'>, language: string): string {
  const words = indent(blocksText(blocks, language), '> ')
  return attribution ? [words, `> — ${oneLine(attribution)}`].filter(Boolean).join('\n') : words
}

/** The kind comes before the title, else before the first words. Details need no word: nothing is folded here. */
function calloutText({ kind, title, blocks }: BlockOf<'callout'>, language: string): string {
  const own = oneLine(title ?? '')
  const label = kind === 'details' ? undefined : calloutLabel(kind, language, own)
  const heading = [label, own].filter(Boolean).join(': ')
  const content = blocksText(blocks, language)
  if (own || !label) return [heading, content].filter(Boolean).join('\n\n')
  return blocks[0]?.type === 'paragraph' ? `${label}: ${content}` : [`${label}:`, content].filter(Boolean).join('\n\n')
}

/** The text of an image: its caption, or its alternative text. */
function imageText({ alt, caption, credit }: Image): string {
  const words = inlineText(caption ?? []) || oneLine(alt ?? '')
  return credit ? [words, `(${oneLine(credit)})`].filter(Boolean).join(' ') : words
}

function rowText({ cells }: BlockOf<'table'>['rows'][number]): string {
  return cells
    .map(cell => oneLine(plainText(cell.content)))
    .join(' | ')
    .trim()
}

function indent(text: string, mark: string): string {
  return text === '' ? '' : trimLines(text.replace(/^/gm, mark), mark.length)
}

/** @param from length of the prefix of the first line that is kept */
function trimLines(text: string, from = 0): string {
  const cut = text
    .split('\n')
    .map(line => line.trimEnd())
    .join('\n')
  return from > 0 ? cut : cut.trim()
}
