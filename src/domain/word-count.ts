import type { Block } from './block.ts'
import { plainText } from './inline.ts'

/** Words of a text: `spaced` are runs of letters and digits, `characters` those of scripts that write without spaces. */
export type WordCount = { spaced: number; characters: number }

const dense = String.raw`[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Bopomofo}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]`
const denseLetter = String.raw`[${dense}&&\p{L}]`
const spacedLetter = String.raw`[[\p{L}\p{N}]--${denseLetter}]`

/**
 * The first letter of a word that spaces set apart. An apostrophe, hyphen, full stop or comma between letters or digits
 * belongs to its word. Bounded lookbehinds instead of a match of the whole word, which would take a stack as long.
 */
const before = String.raw`${spacedLetter}[\p{M}\u00ad]{0,8}`
const wordStart = String.raw`(?<!${before})(?<!${before}['’.,_\-\u2010\u2011])${spacedLetter}`

/** Counts in time linear in the length. Chinese, Japanese, Thai, Lao, Khmer and Burmese count by characters. */
export function countWords(text: string): WordCount {
  return { spaced: count(text, new RegExp(wordStart, 'gv')), characters: count(text, new RegExp(denseLetter, 'gv')) }
}

function count(text: string, pattern: RegExp): number {
  let found = 0
  while (pattern.test(text)) found += 1
  return found
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
  const lines: string[] = []
  addLines(blocks, line => {
    if (line) lines.push(line)
  })
  return lines.join('\n')
}

type Add = (line: string | undefined) => void

function addLines(blocks: readonly Block[], add: Add): void {
  for (const block of blocks) addBlock(block, add)
}

function addBlock(block: Block, add: Add): void {
  switch (block.type) {
    case 'paragraph':
      return add(plainText(block.content))
    case 'list':
      for (const item of block.items) {
        add(plainText(item.content))
        addLines(item.blocks, add)
      }
      return
    case 'quote':
      addLines(block.blocks, add)
      return add(block.attribution)
    case 'code':
      return add(block.text)
    case 'image':
      return add(plainText(block.image.caption ?? []))
    case 'gallery':
      for (const image of block.images) add(plainText(image.caption ?? []))
      return add(plainText(block.caption ?? []))
    case 'table':
      add(plainText(block.caption ?? []))
      for (const row of block.rows) for (const cell of row.cells) add(plainText(cell.content))
      return
    case 'media':
      return add(plainText(block.caption ?? []))
    case 'embed':
      return add(block.title)
    case 'callout':
      add(block.title)
      return addLines(block.blocks, add)
    case 'other':
      return addLines(block.blocks, add)
    case 'divider':
      return
  }
}
