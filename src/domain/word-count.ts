import type { Block, ListItem } from './block.ts'
import { plainText } from './inline.ts'

/** Words of a text: `spaced` are runs of letters and digits, `characters` those of scripts that write without spaces. */
export type WordCount = { spaced: number; characters: number }

const dense = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}`
const character = new RegExp(String.raw`(?=\p{L})[${dense}]`, 'gu')
const word = /[\p{L}\p{N}\p{M}]+(?:[’'.,_-][\p{L}\p{N}\p{M}]+)*/gu

/** Counts in time linear in the length. Chinese, Japanese, Thai, Lao, Khmer and Burmese count by characters. */
export function countWords(text: string): WordCount {
  let characters = 0
  const rest = text.replace(character, () => {
    characters += 1
    return ' '
  })
  let spaced = 0
  for (const _ of rest.matchAll(word)) spaced += 1
  return { spaced, characters }
}

export function addWords(counts: Iterable<WordCount>): WordCount {
  const sum: WordCount = { spaced: 0, characters: 0 }
  for (const { spaced, characters } of counts) {
    sum.spaced += spaced
    sum.characters += characters
  }
  return sum
}

/** All words that a reader of the blocks sees, separated by line feeds: captions, cells, code, attributions and all. */
export function blocksText(blocks: readonly Block[]): string {
  return blocks.flatMap(blockLines).filter(Boolean).join('\n')
}

function blockLines(block: Block): string[] {
  switch (block.type) {
    case 'paragraph':
      return [plainText(block.content)]
    case 'list':
      return block.items.flatMap(itemLines)
    case 'quote':
      return [blocksText(block.blocks), block.attribution ?? '']
    case 'code':
      return [block.text]
    case 'image':
      return [plainText(block.image.caption ?? [])]
    case 'gallery':
      return [...block.images.map(image => plainText(image.caption ?? [])), plainText(block.caption ?? [])]
    case 'table':
      return [
        plainText(block.caption ?? []),
        ...block.rows.flatMap(row => row.cells.map(cell => plainText(cell.content))),
      ]
    case 'media':
      return [plainText(block.caption ?? [])]
    case 'embed':
      return [block.title ?? '']
    case 'callout':
      return [block.title ?? '', blocksText(block.blocks)]
    case 'other':
      return [blocksText(block.blocks)]
    case 'divider':
      return []
  }
}

function itemLines(item: ListItem): string[] {
  return [plainText(item.content), blocksText(item.blocks)]
}
