import type { Line } from './lines.ts'
import { markerOf } from './marker.ts'

/** How the lines of a file relate to its paragraphs. */
export type Layout = {
  /** Column at which lines were broken by hand or by a mail program; absent where paragraphs are lines. */
  wrap?: number
}

/** Lines longer than this are paragraphs of their own in a file that is not wrapped. */
const longLine = 80

const wrapped = { least: 60, most: 80 }

/** A file is hard-wrapped when most lines that another one goes on from have 60 to 80 characters. */
export function layoutOf(lines: readonly Line[]): Layout {
  const lengths: number[] = []
  for (const [at, line] of lines.entries()) {
    const next = lines[at + 1]
    if (line.text !== '' && next && next.text !== '' && !markerOf(next)) lengths.push(width(line))
  }
  const full = lengths.filter(length => length >= wrapped.least && length <= wrapped.most)
  if (full.length < 2 || full.length * 2 <= lengths.length) return {}
  return { wrap: full.reduce((most, length) => Math.max(most, length), 0) }
}

/** Whether a line was broken because the first word of the next did not fit. */
export function isFull(line: Line, next: Line, { wrap }: Layout): boolean {
  if (wrap === undefined) return false
  const word = next.text.search(/\s/)
  return width(line) + 1 + (word < 0 ? next.text.length : word) > wrap
}

/** What stands between two lines of one piece of text: a space, a hard break, nothing, or a new paragraph. */
export function joint(line: Line, next: Line, layout: Layout): ' ' | '\n' | '' | 'paragraph' {
  if (layout.wrap === undefined) return width(line) > longLine || width(next) > longLine ? 'paragraph' : '\n'
  if (!isFull(line, next, layout) && width(line) < layout.wrap * 0.6) return '\n'
  return gapless(line.text, next.text) ? '' : ' '
}

/** Whether two halves of a broken line go together without a space: after a hyphen in a word, between ideographs. */
export function gapless(end: string, start: string): boolean {
  return (
    (/\p{L}-$/u.test(end) && /^\p{Ll}/u.test(start)) ||
    (/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}、。，！？]$/u.test(end) &&
      /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(start))
  )
}

export function width(line: Line): number {
  return line.indent + line.text.length
}
