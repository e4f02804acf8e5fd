import type { Block, ListItem } from '../../../domain/body/block.ts'
import { plainText } from '../../../domain/body/inline.ts'
import type { Reporter } from '../../fact/report.ts'
import { joinsWithoutSpace, type Layout, separatorOf } from './layout.ts'
import { consumeMarker } from './line-report.ts'
import type { Line } from './lines.ts'
import type { Marks } from './marks.ts'
import { paragraphsOf, type RawBlock, type RawItem, type RawList, type RawQuote } from './raw-block.ts'

export type WriteContext = { layout: Layout; marks: Marks; reporter: Reporter }

/** Converts a raw block to blocks of an article. */
export function blocksOf(rawBlock: RawBlock, context: WriteContext): Block[] {
  switch (rawBlock.kind) {
    case 'text':
      return paragraphs(rawBlock.lines, context)
    case 'list':
      return [listBlock(rawBlock, context)]
    case 'quote':
      return [quoteBlock(rawBlock, context)]
    case 'divider':
      return [{ type: 'divider' }]
  }
}

/** Joins the lines of a paragraph. A line feed in the result is a hard break. */
export function joined(lines: readonly Line[], layout: Layout): string {
  return lines
    .map((line, at) => {
      const last = lines[at - 1]
      const between = last ? separatorOf(last, line, layout) : ''
      return `${between === 'paragraph' ? ' ' : between}${collapsed(line.text)}`
    })
    .join('')
}

/** Joins lines to one line, for titles, takeaways and list items. */
export function onOneLine(lines: readonly Line[]): string {
  return lines
    .map(({ text }, at) => {
      const last = lines[at - 1]
      return `${last && !joinsWithoutSpace(last.text, text) ? ' ' : ''}${collapsed(text)}`
    })
    .join('')
}

function collapsed(text: string): string {
  return text.replace(/[ \t]{2,}|\t/g, ' ')
}

function paragraphs(lines: readonly Line[], { layout, marks }: WriteContext): Block[] {
  return paragraphsOf(lines, layout).map(own => ({ type: 'paragraph', content: marks.read(joined(own, layout)) }))
}

function listBlock({ ordered, start, items }: RawList, context: WriteContext): Block {
  const numbers = ordered && start !== 1 ? { start } : {}
  return { type: 'list', ordered, ...numbers, items: items.map(item => itemBlock(item, context)) }
}

function itemBlock(item: RawItem, context: WriteContext): ListItem {
  const { marker, lines, inner } = item
  consumeMarker(context.reporter, item)
  return {
    content: context.marks.read(onOneLine(lines)),
    ...(marker.checked === undefined ? {} : { checked: marker.checked }),
    blocks: inner.flatMap(rawBlock => blocksOf(rawBlock, context)),
  }
}

function quoteBlock({ lines, attribution }: RawQuote, context: WriteContext): Block {
  const by = attribution ? { attribution: plainText(context.marks.read(attribution.text)) } : {}
  return { type: 'quote', blocks: paragraphs(lines, context), ...by }
}
