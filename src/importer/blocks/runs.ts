import type { Block, ListItem } from '../../domain/body/block.ts'
import type { Image } from '../../domain/body/image.ts'
import type { Inline } from '../../domain/body/inline.ts'

/** The run lists of blocks in reading order. They are not copies, so callers can change them. */
export function* runsOf(blocks: Iterable<Block>): Generator<Inline[]> {
  for (const block of blocks) {
    if ('caption' in block && block.caption) yield block.caption
    switch (block.type) {
      case 'paragraph':
        yield block.content
        break
      case 'list':
        for (const item of block.items) yield* runsOfItem(item)
        break
      case 'quote':
      case 'callout':
      case 'other':
        yield* runsOf(block.blocks)
        break
      case 'image':
        yield* caption(block.image)
        break
      case 'gallery':
        for (const image of block.images) yield* caption(image)
        break
      case 'table':
        for (const row of block.rows) for (const cell of row.cells) yield cell.content
        break
    }
  }
}

function* runsOfItem(item: ListItem): Generator<Inline[]> {
  yield item.content
  yield* runsOf(item.blocks)
}

function* caption(image: Image): Generator<Inline[]> {
  if (image.caption) yield image.caption
}
