import type { Block } from './block.ts'
import { plainText } from './inline.ts'

/** Words of a text: `spaced` are runs of letters and digits, `characters` those of scripts that write without spaces. */
export type WordCount = { spaced: number; characters: number }

const dense = String.raw`[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Bopomofo}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]`
const denseLetter = String.raw`[${dense}&&\p{L}]`
const spacedLetter = String.raw`[[\p{L}\p{N}]--${denseLetter}]`

/** A run of letters. Of bounded length: a longer match would take a stack as long. */
const run = String.raw`${spacedLetter}[${spacedLetter}\p{M}\u00ad]{0,4095}`

/** Apostrophes, hyphens, full stop, comma: between letters or digits they belong to the word. */
const joiners = "'’.,_-\u2010\u2011"

/** Counts in time linear in the length. Chinese, Japanese, Thai, Lao, Khmer and Burmese count by characters. */
export function countWords(text: string): WordCount {
  return { spaced: countSpaced(text), characters: countCharacters(text) }
}

function countSpaced(text: string): number {
  let found = 0
  let end = -2
  for (const { 0: letters, index } of text.matchAll(new RegExp(run, 'gv'))) {
    const goesOn = index === end || (index === end + 1 && joiners.includes(text.charAt(end)))
    if (!goesOn) found += 1
    end = index + letters.length
  }
  return found
}

function countCharacters(text: string): number {
  const letter = new RegExp(denseLetter, 'gv')
  let found = 0
  while (letter.test(text)) found += 1
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
  return [...lines(blocks)].filter(Boolean).join('\n')
}

function* lines(blocks: readonly Block[]): Generator<string> {
  for (const block of blocks) yield* blockLines(block)
}

function* blockLines(block: Block): Generator<string> {
  switch (block.type) {
    case 'paragraph':
      yield plainText(block.content)
      break
    case 'list':
      for (const item of block.items) {
        yield plainText(item.content)
        yield* lines(item.blocks)
      }
      break
    case 'quote':
      yield* lines(block.blocks)
      yield block.attribution ?? ''
      break
    case 'code':
      yield block.text
      break
    case 'image':
      yield plainText(block.image.caption ?? [])
      break
    case 'gallery':
      for (const image of block.images) yield plainText(image.caption ?? [])
      yield plainText(block.caption ?? [])
      break
    case 'table':
      yield plainText(block.caption ?? [])
      for (const row of block.rows) for (const cell of row.cells) yield plainText(cell.content)
      break
    case 'media':
      yield plainText(block.caption ?? [])
      break
    case 'embed':
      yield block.title ?? ''
      break
    case 'callout':
      yield block.title ?? ''
      yield* lines(block.blocks)
      break
    case 'other':
      yield* lines(block.blocks)
      break
    case 'divider':
      break
  }
}
