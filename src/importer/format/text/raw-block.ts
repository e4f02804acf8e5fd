import { type Layout, separatorOf, wrapsInto } from './layout.ts'
import type { Line } from './lines.ts'
import { isWideDash, type Marker, markerOf } from './marker.ts'

/** A block of lines, before headings are recognized. */
export type RawBlock = RawText | RawList | RawQuote | { kind: 'divider'; line: Line }

/** Consecutive non-blank lines. */
export type RawText = {
  kind: 'text'
  lines: Line[]
  /** Whether a blank line, or the start or end of the text, precedes and follows. */
  blankBefore: boolean
  blankAfter: boolean
  /** Whether a line of dashes follows directly. */
  underlined: boolean
}

export type RawList = { kind: 'list'; ordered: boolean; start: number; items: RawItem[] }

export type RawItem = { marker: Marker; line: Line; lines: Line[]; inner: (RawList | RawText)[] }

export type RawQuote = { kind: 'quote'; lines: Line[]; attribution?: { line: Line; text: string } }

/**
 * Whether a line opens a list: a bullet always, a number or letter if the next one in order follows, a wide dash if another
 * one follows or after a colon.
 */
export function opensList(lines: readonly Line[], at: number, layout: Layout): boolean {
  const line = lines[at]
  const marker = line && markerOf(line)
  if (!line || !marker || marker.rest === '') return marker?.kind === 'bullet' && hasWordsBelow(lines, at)
  if (marker.kind === 'bullet' && !isWideDash(marker)) return true
  if (isWideDash(marker) && endsInColon(lines, at)) return true
  const next = nextMarker(lines, at, layout)
  if (!next || next.sign !== marker.sign) return false
  return marker.kind === 'bullet' || next.value === marker.value + 1 || (next.value === 1 && marker.value === 1)
}

/** Splits lines into paragraphs, as the layout requires. */
export function paragraphsOf(lines: readonly Line[], layout: Layout): Line[][] {
  const paragraphs: Line[][] = []
  for (const [at, line] of lines.entries()) {
    const last = lines[at - 1]
    if (last && separatorOf(last, line, layout) !== 'paragraph') paragraphs.at(-1)?.push(line)
    else paragraphs.push([line])
  }
  return paragraphs
}

/** Whether a bullet is alone on its line, with the text on the next line. */
function hasWordsBelow(lines: readonly Line[], at: number): boolean {
  const next = lines[at + 1]
  const sign = lines[at]?.text ?? ''
  return /^[•‣◦▪●■]/u.test(sign) && next !== undefined && next.text !== '' && !markerOf(next)
}

function endsInColon(lines: readonly Line[], at: number): boolean {
  const before = lines[at - 1]?.text === '' ? lines[at - 2] : lines[at - 1]
  return before !== undefined && /[:：]$/.test(before.text)
}

/** The marker of the next item, after continuation lines and at most one blank line. */
function nextMarker(lines: readonly Line[], at: number, layout: Layout): Marker | undefined {
  const first = lines[at]
  if (!first) return undefined
  for (let i = at + 1; i < lines.length; i += 1) {
    const line = lines[i]
    const last = lines[i - 1]
    if (!line || !last) return undefined
    if (line.text === '') {
      const next = lines[i + 1]
      // A paragraph of the item.
      if (next && next.indent > first.indent + 1 && !markerOf(next)) continue
      return next && next.indent <= first.indent + 1 ? markerOf(next) : undefined
    }
    const marker = markerOf(line)
    const isNested = marker && (line.indent > first.indent + 1 || marker.kind !== markerOf(first)?.kind)
    if (marker && !isNested) return marker
    if (!marker && line.indent <= first.indent && !wrapsInto(last, line, layout)) return undefined
  }
  return undefined
}
