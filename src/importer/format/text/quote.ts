import type { Line } from './lines.ts'
import { markerOf } from './marker.ts'
import type { RawQuote } from './raw-block.ts'

const longestAttribution = 120

/** `— Jane Doe, harbour master`: a dash, then a name or title. */
const attribution = /^(?:—|–|―|--|-|~)\s*(?=["“(]?(?:\p{Lu}|\p{Lo}|[\p{L}'’]{1,4}\s+\p{Lu}|@))(.+)$/u
const wideDash = /^(?:—|–|―|--)/u

const opening = /^["“„«‹'‘‚「『”»]/u
const closing = /["”“»›'’‘」』][.,!?]?$/u

/**
 * The text after the dash of an attribution below a quotation.
 *
 * @param apart whether a blank line separates them: then quotation marks are required
 */
export function attributionOf(quoted: readonly Line[], line: Line, apart: boolean): string | undefined {
  const text = attribution.exec(line.text)?.[1]
  if (
    text === undefined ||
    text.length > longestAttribution ||
    /[.;:!?]$/u.test(text.replace(/\b\p{Lu}\p{L}{0,2}\.$/u, ''))
  ) {
    return undefined
  }
  return isMarked(quoted) || (!apart && wideDash.test(line.text)) ? text : undefined
}

/** Whether a line begins with `>`, as in mail. */
export function isQuoted(line: Line): boolean {
  return /^>+(?:\s|>|["“„«]|\p{L})/u.test(line.text)
}

/** Reads a quote of lines with `>`. The last line can be the attribution. */
export function quoteOf(marked: readonly Line[]): RawQuote {
  const lines = marked
    .map(line => ({ ...line, text: line.text.replace(/^(?:>\s*)+/, '') }))
    .filter(line => line.text !== '')
  const last = lines.at(-1)
  const by = lines.length > 1 && last ? attributionOf(lines.slice(0, -1), last, false) : undefined
  return by !== undefined && last
    ? { kind: 'quote', lines: lines.slice(0, -1), attribution: { line: last, text: by } }
    : { kind: 'quote', lines }
}

/** Index of the first line of the quotation that ends with the last of these lines. */
export function quotationStart(lines: readonly Line[]): number {
  const start = lines.findLastIndex(line => opening.test(line.text))
  return start >= 0 && isMarked(lines.slice(start)) ? start : 0
}

/** Whether the next line begins with the same dash: then the dash is a bullet. */
export function isAmongDashes(line: Line, next: Line | undefined): boolean {
  const sign = markerOf(line)?.sign
  return sign !== undefined && next !== undefined && markerOf(next)?.sign === sign
}

function isMarked(lines: readonly Line[]): boolean {
  const first = lines.find(line => opening.test(line.text))
  const last = lines.at(-1)
  return first !== undefined && last !== undefined && closing.test(last.text)
}
