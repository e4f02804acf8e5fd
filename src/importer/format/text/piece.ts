import { isFull, joint, type Layout } from './layout.ts'
import type { Line } from './lines.ts'
import { isWideDash, type Marker, markerOf } from './marker.ts'

/** What the lines of a body are made of, before it is known which of them are headings. */
export type Piece = TextPiece | ListPiece | QuotePiece | { kind: 'divider'; line: Line }

/** Lines without a blank one between them. */
export type TextPiece = {
  kind: 'text'
  lines: Line[]
  /** Whether a blank line, or nothing, stands before and after. */
  blankBefore: boolean
  blankAfter: boolean
  /** Whether a rule of dashes stands right under the last line. */
  underlined: boolean
}

export type ListPiece = { kind: 'list'; ordered: boolean; start: number; items: ItemPiece[] }

export type ItemPiece = { marker: Marker; line: Line; lines: Line[]; inner: (ListPiece | TextPiece)[] }

export type QuotePiece = { kind: 'quote'; lines: Line[]; attribution?: { line: Line; text: string } }

/** Whether a line opens a list: a bullet does; a number or letter when the next one in order follows; a wide dash when another does, or after a colon. */
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

/** Lines of text that belong together as one paragraph, split where the layout says that a new one begins. */
export function paragraphsOf(lines: readonly Line[], layout: Layout): Line[][] {
  const paragraphs: Line[][] = []
  for (const [at, line] of lines.entries()) {
    const last = lines[at - 1]
    if (last && joint(last, line, layout) !== 'paragraph') paragraphs.at(-1)?.push(line)
    else paragraphs.push([line])
  }
  return paragraphs
}

/** A bullet that stands alone, with its words on the next line. */
function hasWordsBelow(lines: readonly Line[], at: number): boolean {
  const next = lines[at + 1]
  const sign = lines[at]?.text ?? ''
  return /^[•‣◦▪●■]/u.test(sign) && next !== undefined && next.text !== '' && !markerOf(next)
}

function endsInColon(lines: readonly Line[], at: number): boolean {
  const before = lines[at - 1]?.text === '' ? lines[at - 2] : lines[at - 1]
  return before !== undefined && /[:：]$/.test(before.text)
}

/** The marker of the line after an item and its own further lines, across one blank line. */
function nextMarker(lines: readonly Line[], at: number, layout: Layout): Marker | undefined {
  const first = lines[at]
  if (!first) return undefined
  for (let i = at + 1; i < lines.length; i += 1) {
    const line = lines[i]
    const last = lines[i - 1]
    if (!line || !last) return undefined
    if (line.text === '') {
      const next = lines[i + 1]
      return next && next.indent <= first.indent + 1 ? markerOf(next) : undefined
    }
    const marker = markerOf(line)
    const isNested = marker && (line.indent > first.indent + 1 || marker.kind !== markerOf(first)?.kind)
    if (marker && !isNested) return marker
    if (!marker && line.indent <= first.indent && !isFull(last, line, layout)) return undefined
  }
  return undefined
}
