import type { Block } from './block.ts'
import { plainText } from './inline.ts'

/**
 * Counts of a text: `spaced` = runs of letters and digits, `characters` = characters of scripts that are written
 * without spaces.
 */
export type WordCount = { spaced: number; characters: number }

const dense = String.raw`[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Bopomofo}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]`
const denseLetter = String.raw`[${dense}&&\p{L}]`
const spacedLetter = String.raw`[[\p{L}\p{N}]--${denseLetter}]`

/** A run of letters. Its length is limited, because a longer match would overflow the stack. */
const run = String.raw`${spacedLetter}[${spacedLetter}\p{M}\u00ad]{0,4095}`

/** Apostrophes, hyphens, full stop and comma: between letters or digits they are part of the word. */
const joiners = "'’.,_-\u2010\u2011"

/** Counts words in linear time. Chinese, Japanese, Thai, Lao, Khmer and Burmese are counted by characters. */
export function countWords(text: string): WordCount {
  const spaced = countLatin(text)
  return spaced === undefined
    ? { spaced: countSpaced(text), characters: countCharacters(text) }
    : { spaced, characters: 0 }
}

/** The word class of the characters up to U+024F and of general punctuation. */
const [apart, letter, within, joiner] = [0, 1, 2, 3]
const latin = Uint8Array.from({ length: 0x250 }, (_, code) => partOf(String.fromCharCode(code)))
const punctuation = Uint8Array.from({ length: 0x70 }, (_, code) => partOf(String.fromCharCode(0x2000 + code)))

function partOf(character: string): number {
  if (/[\p{L}\p{N}]/u.test(character)) return letter
  if (character === '\u00ad') return within
  return joiners.includes(character) ? joiner : apart
}

/** The same count, several times as fast; undefined if a text has other characters. */
function countLatin(text: string): number | undefined {
  let found = 0
  let isOpen = false
  let isJoined = false
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    const part = code < 0x250 ? latin[code] : code >= 0x2000 && code < 0x2070 ? punctuation[code - 0x2000] : undefined
    if (part === undefined) return undefined
    if (part === letter) {
      if (!isOpen && !isJoined) found += 1
      isOpen = true
      isJoined = false
    } else if (part !== within || !isOpen) {
      isJoined = isOpen && part === joiner
      isOpen = false
    }
  }
  return found
}

const everyRun = new RegExp(run, 'gv')
const everyDense = new RegExp(denseLetter, 'gv')

function countSpaced(text: string): number {
  let found = 0
  let end = -2
  for (const { 0: letters, index } of text.matchAll(everyRun)) {
    const goesOn = index === end || (index === end + 1 && joiners.includes(text.charAt(end)))
    if (!goesOn) found += 1
    end = index + letters.length
  }
  return found
}

function countCharacters(text: string): number {
  let found = 0
  everyDense.lastIndex = 0
  while (everyDense.test(text)) found += 1
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

/** All text that a reader of the blocks sees, separated by line feeds: also captions, cells, code and attributions. */
export function blocksText(blocks: readonly Block[]): string {
  const lines: string[] = []
  addLines(blocks, lines)
  return lines.join('\n')
}

function addLines(blocks: readonly Block[], lines: string[]): void {
  for (const block of blocks) addBlock(block, lines)
}

function addBlock(block: Block, lines: string[]): void {
  const add = (line: string | undefined) => {
    if (line) lines.push(line)
  }
  switch (block.type) {
    case 'paragraph':
      add(plainText(block.content))
      break
    case 'list':
      for (const item of block.items) {
        add(plainText(item.content))
        addLines(item.blocks, lines)
      }
      break
    case 'quote':
      addLines(block.blocks, lines)
      add(block.attribution)
      break
    case 'code':
      add(block.text)
      break
    case 'image':
      add(plainText(block.image.caption ?? []))
      break
    case 'gallery':
      for (const image of block.images) add(plainText(image.caption ?? []))
      add(plainText(block.caption ?? []))
      break
    case 'table':
      add(plainText(block.caption ?? []))
      for (const row of block.rows) for (const cell of row.cells) add(plainText(cell.content))
      break
    case 'media':
      add(plainText(block.caption ?? []))
      break
    case 'embed':
      add(block.title)
      break
    case 'callout':
      add(block.title)
      addLines(block.blocks, lines)
      break
    case 'other':
      addLines(block.blocks, lines)
      break
    case 'divider':
      break
  }
}
