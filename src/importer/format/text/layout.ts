import type { Line } from './lines.ts'
import { markerOf } from './marker.ts'

/** The relation of lines and paragraphs in a file. */
export type Layout = {
  /** Column of hard wrapping; absent if each paragraph is a line. */
  wrap?: number
}

/** A longer line is a paragraph in a file that is not hard-wrapped. */
const longLine = 80

const wrapped = { least: 60, most: 80 }

/** A file is hard-wrapped if most lines before a non-blank line have 60 to 80 characters. */
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

/** Whether a line was wrapped because the first word of the next line did not fit. */
export function wrapsInto(line: Line, next: Line, { wrap }: Layout): boolean {
  if (wrap === undefined) return false
  const word = next.text.search(/\s/)
  return width(line) + 1 + (word < 0 ? next.text.length : word) > wrap
}

/** The separator of two lines of a raw text block: a space, a hard break, nothing, or a new paragraph. */
export function separatorOf(line: Line, next: Line, layout: Layout): ' ' | '\n' | '' | 'paragraph' {
  if (layout.wrap === undefined) return width(line) > longLine || width(next) > longLine ? 'paragraph' : '\n'
  if (!wrapsInto(line, next, layout) && width(line) < layout.wrap * 0.6) return '\n'
  return joinsWithoutSpace(line.text, next.text) ? '' : ' '
}

/** Whether two lines join without a space: after a hyphen in a word, or between ideographs. */
export function joinsWithoutSpace(end: string, start: string): boolean {
  return (
    (/\p{L}-$/u.test(end) && /^\p{Ll}/u.test(start)) ||
    (/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}、。，！？]$/u.test(end) &&
      /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(start))
  )
}

export function width(line: Line): number {
  return line.indent + line.text.length
}
