import type { Block, ListItem } from './block.ts'
import type { Inline } from './inline.ts'

/**
 * Flattens nested blocks into the blocks that contain no others, with all text in reading order: titles, attributions
 * and list items become paragraphs. Not recursive, so that no depth is too much.
 */
export function leaves(blocks: readonly Block[]): Block[] {
  const flat: Block[] = []
  const open = [...blocks].reverse()
  for (let block = open.pop(); block; block = open.pop()) {
    const inside = opened(block)
    if (inside) for (const one of inside.reverse()) open.push(one)
    else flat.push(block)
  }
  return flat
}

/** The contents of a container; undefined for other blocks. */
function opened(block: Block): Block[] | undefined {
  switch (block.type) {
    case 'list':
      return block.items.flatMap(({ content, blocks }: ListItem) => [...words(content), ...blocks])
    case 'quote':
      return [...block.blocks, ...words(block.attribution ? [{ text: block.attribution }] : [])]
    case 'callout':
      return [...words(block.title ? [{ text: block.title }] : []), ...block.blocks]
    case 'other':
      return [...block.blocks]
    default:
      return undefined
  }
}

function words(content: Inline[]): Block[] {
  return content.length === 0 ? [] : [{ type: 'paragraph', content }]
}
