import type { Line } from './lines.ts'
import { markerOf } from './marker.ts'
import type { QuotePiece } from './piece.ts'

const longestAttribution = 120

/** `— Jane Doe, harbour master`: a dash, then a name or title. */
const attribution = /^(?:—|–|―|--|-|~)\s*(?=["“(]?(?:\p{Lu}|\p{Lo}|[\p{L}'’]{1,4}\s+\p{Lu}|@))(.+)$/u
const wideDash = /^(?:—|–|―|--)/u

const opening = /^["“„«‹'‘‚「『”»]/u
const closing = /["”“»›'’‘」』][.,!?]?$/u

/**
 * The words after the dash of an attribution line under a quotation.
 *
 * @param apart whether a blank line stands between: then only quotation marks tell that it is one
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

/** Lines that begin with `>`, as in mail. */
export function isQuoted(line: Line): boolean {
  return /^>+(?:\s|>|["“„«]|\p{L})/u.test(line.text)
}

/** A quote of lines that begin with `>`, its last line taken for the attribution where it is one. */
export function quoteOf(marked: readonly Line[]): QuotePiece {
  const lines = marked
    .map(line => ({ ...line, text: line.text.replace(/^(?:>\s*)+/, '') }))
    .filter(line => line.text !== '')
  const last = lines.at(-1)
  const by = lines.length > 1 && last ? attributionOf(lines.slice(0, -1), last, false) : undefined
  return by !== undefined && last
    ? { kind: 'quote', lines: lines.slice(0, -1), attribution: { line: last, text: by } }
    : { kind: 'quote', lines }
}

/** Index of the line at which a quotation begins that ends with the last of these lines. */
export function quotationStart(lines: readonly Line[]): number {
  const start = lines.findLastIndex(line => opening.test(line.text))
  return start >= 0 && isMarked(lines.slice(start)) ? start : 0
}

/** Whether the next line is a list item too: then a dash is a bullet. */
export function isAmongDashes(line: Line, next: Line | undefined): boolean {
  const sign = markerOf(line)?.sign
  return sign !== undefined && next !== undefined && markerOf(next)?.sign === sign
}

function isMarked(lines: readonly Line[]): boolean {
  const first = lines.find(line => opening.test(line.text))
  const last = lines.at(-1)
  return first !== undefined && last !== undefined && closing.test(last.text)
}
