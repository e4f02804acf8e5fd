import type { Block, ListItem } from '../../../domain/body/block.ts'
import { plainText } from '../../../domain/body/inline.ts'
import { type Account, consumeMarker } from './account.ts'
import { gapless, joint, type Layout } from './layout.ts'
import type { Line } from './lines.ts'
import type { Marks } from './marks.ts'
import { type ItemPiece, type ListPiece, type Piece, paragraphsOf, type QuotePiece } from './piece.ts'

export type Writing = { layout: Layout; marks: Marks; account: Account }

/** The block or blocks that a piece of the page becomes. */
export function blocksOf(piece: Piece, writing: Writing): Block[] {
  switch (piece.kind) {
    case 'text':
      return paragraphs(piece.lines, writing)
    case 'list':
      return [listBlock(piece, writing)]
    case 'quote':
      return [quoteBlock(piece, writing)]
    case 'divider':
      return [{ type: 'divider' }]
  }
}

/** The words of one paragraph, broken lines joined; a line feed is a break that was meant. */
export function joined(lines: readonly Line[], layout: Layout): string {
  return lines
    .map((line, at) => {
      const last = lines[at - 1]
      const between = last ? joint(last, line, layout) : ''
      return `${between === 'paragraph' ? ' ' : between}${collapsed(line.text)}`
    })
    .join('')
}

/** The words of something that is one line in print, such as a title, a takeaway or a list item. */
export function onOneLine(lines: readonly Line[]): string {
  return lines
    .map(({ text }, at) => {
      const last = lines[at - 1]
      return `${last && !gapless(last.text, text) ? ' ' : ''}${collapsed(text)}`
    })
    .join('')
}

function collapsed(text: string): string {
  return text.replace(/[ \t]{2,}|\t/g, ' ')
}

function paragraphs(lines: readonly Line[], { layout, marks }: Writing): Block[] {
  return paragraphsOf(lines, layout).map(own => ({ type: 'paragraph', content: marks.read(joined(own, layout)) }))
}

function listBlock({ ordered, start, items }: ListPiece, writing: Writing): Block {
  const numbers = ordered && start !== 1 ? { start } : {}
  return { type: 'list', ordered, ...numbers, items: items.map(item => itemBlock(item, writing)) }
}

function itemBlock(item: ItemPiece, writing: Writing): ListItem {
  const { marker, lines, inner } = item
  consumeMarker(writing.account, item)
  return {
    content: writing.marks.read(onOneLine(lines)),
    ...(marker.checked === undefined ? {} : { checked: marker.checked }),
    blocks: inner.flatMap(piece => blocksOf(piece, writing)),
  }
}

function quoteBlock({ lines, attribution }: QuotePiece, writing: Writing): Block {
  const by = attribution ? { attribution: plainText(writing.marks.read(attribution.text)) } : {}
  return { type: 'quote', blocks: paragraphs(lines, writing), ...by }
}
