import { isRestrictedShortcode, isRestrictedToEnd, type Note } from './restricted-part.ts'
import { expandShortcodes } from './shortcode.ts'

/** Offsets of a part of a text that is left out. */
export type TextRange = { from: number; to: number }

/**
 * Finds the shortcodes that restrict their content, with a note for each. The ranges are in order and do not overlap. One
 * without an end extends to the end of the text.
 *
 * @param linesBefore number of line ends before an offset
 */
export function restrictedRanges(text: string, note: Note, linesBefore: (at: number) => number): TextRange[] {
  const ranges: TextRange[] = []
  let end = 0
  expandShortcodes(text, shortcode => {
    const { at, name, content } = shortcode
    if (at < end) return undefined
    const lines = () => linesBefore(at)
    // The text of a listing is not expanded.
    if (content !== undefined && listings.has(name)) return ''
    if (isRestrictedShortcode(shortcode, note, lines)) end = shortcode.end
    else if (isRestrictedToEnd(shortcode, note, lines)) end = Number.POSITIVE_INFINITY
    else return undefined
    ranges.push({ from: at, to: end })
    return ''
  })
  return ranges
}

const listings = new Set(['code', 'sourcecode'])

/** A text without the ranges. @param start offset of the text, in the same text as the ranges */
export function withoutRanges(text: string, ranges: readonly TextRange[], start = 0): string {
  let kept = ''
  let done = 0
  for (const { from, to } of ranges) {
    if (to <= start + done) continue
    if (from >= start + text.length) break
    kept += text.slice(done, Math.max(from - start, done))
    done = Math.min(to - start, text.length)
  }
  return kept + text.slice(done)
}
