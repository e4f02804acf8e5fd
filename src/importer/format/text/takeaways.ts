import { anyOf, isMaybeTakeaways, isTakeaways, phrase, takeawayPhrases } from '../../fact/lexicon.ts'
import { type Account, consume, consumeMarker } from './account.ts'
import { verdictOn } from './heading.ts'
import { type Layout, width } from './layout.ts'
import type { Line } from './lines.ts'
import { type ItemPiece, type Piece, paragraphsOf, type TextPiece } from './piece.ts'

/** Key takeaways, each as the lines it stands on, and the body without them. */
export type Taken = { takeaways: Line[][]; pieces: Piece[] }

/** A heading of takeaways: which piece and line it is, and the pieces under it that hold them. */
type Found = { at: number; line: number; sure: boolean; points: Line[][]; lead: Line[]; end: number; label?: string }

/** A paragraph that makes a point is no longer than this. */
const longestPoint = 280
const longestHeading = 80

const start = new RegExp(`^(?:\\d+\\s+)?${anyOf(takeawayPhrases)}`, 'u')
const end = new RegExp(`${anyOf(takeawayPhrases)}$`, 'u')

/**
 * Takes the key takeaways off the body: a heading that names them, and the list under it, or short paragraphs. A
 * heading that could also be an ordinary one ("Highlights") counts only before the first section or as the last.
 */
export function takeTakeaways(pieces: readonly Piece[], layout: Layout, account: Account): Taken {
  const found = best(pieces, layout)
  const piece = found && pieces[found.at]
  const heading = piece?.kind === 'text' ? piece.lines[found?.line ?? 0] : undefined
  if (!found || piece?.kind !== 'text' || !heading) return { takeaways: [], pieces: [...pieces] }
  consume(account, 'takeaways-heading', heading, found.label)
  for (const own of pieces.slice(found.at, found.end)) consumeMarkers(own, account)
  for (const line of found.lead) consume(account, 'takeaways-heading', line)
  const before = found.line === 0 ? [] : [{ ...piece, lines: piece.lines.slice(0, found.line), blankAfter: true }]
  const rest = pieces.slice(found.end)
  return { takeaways: found.points, pieces: [...pieces.slice(0, found.at), ...before, ...rest] }
}

function best(pieces: readonly Piece[], layout: Layout): Found | undefined {
  const found = pieces.flatMap((_, at) => foundAt(pieces, at, layout) ?? [])
  if (found.length < 2 && found[0]?.sure !== false) return found[0]
  const sure = found.find(one => one.sure)
  if (sure) return sure
  const isHeading = (at: number) => isHeadingPiece(pieces, at, layout)
  const headings = pieces.flatMap((_, at) => (isHeading(at) ? [at] : []))
  return found.find(
    ({ at, end: after }) => headings.every(other => other >= at) || headings.every(other => other < after),
  )
}

function foundAt(pieces: readonly Piece[], at: number, layout: Layout): Found | undefined {
  const piece = pieces[at]
  if (piece?.kind !== 'text') return undefined
  const [first] = piece.lines
  const last = piece.lines.length - 1
  if (!first) return undefined
  const { label, words } = labelled(first.text)
  if (words !== '' && isTakeaways(label)) {
    const points = paragraphsOf([{ ...first, text: words }, ...piece.lines.slice(1)], layout)
    return { at, line: 0, sure: true, points, lead: [], end: at + 1, label: label.trim() }
  }
  const sureness = headingKind(first)
  if (sureness) return under(pieces, at, sureness === 'sure', layout)
  const closing = piece.lines[last]
  const isList = pieces[at + 1]?.kind === 'list'
  const kind = last > 0 && closing && isList ? headingKind(closing) : undefined
  return kind && { at, line: last, sure: kind === 'sure', lead: [], points: pointsOf(pieces[at + 1]), end: at + 2 }
}

/** What stands under a heading of takeaways: a list, after a line that leads to it or not; else short paragraphs. */
function under(pieces: readonly Piece[], at: number, sure: boolean, layout: Layout): Found | undefined {
  const piece = pieces[at]
  if (piece?.kind !== 'text') return undefined
  const found = { at, line: 0, sure, lead: [] as Line[], points: [] as Line[][], end: at + 1 }
  const own = piece.lines.slice(1)
  const leads = own.length > 0 && /[:：]$/.test(own.at(-1)?.text ?? '')
  if (own.length > 0 && !leads) return { ...found, points: pointLines(own, layout) }
  const next = pieces[at + 1]
  const afterNext = pieces[at + 2]
  if (next?.kind === 'list') return { ...found, lead: own, points: pointsOf(next), end: at + 2 }
  if (next?.kind === 'text' && afterNext?.kind === 'list' && /[:：]$/.test(next.lines.at(-1)?.text ?? '')) {
    return { ...found, lead: next.lines, points: pointsOf(afterNext), end: at + 3 }
  }
  for (let i = at + 1; i < pieces.length; i += 1) {
    const one = pieces[i]
    if (one?.kind !== 'text' || isHeadingPiece(pieces, i, layout)) break
    if (one.lines.reduce((sum, line) => sum + width(line), 0) > longestPoint * one.lines.length) break
    found.points.push(...pointLines(one.lines, layout))
    found.end = i + 1
  }
  return found.points.length >= (sure ? 1 : 2) ? found : undefined
}

/** In a file that is not wrapped every line is a point of its own. */
function pointLines(lines: readonly Line[], { wrap }: Layout): Line[][] {
  return wrap === undefined ? lines.map(line => [line]) : paragraphsOf(lines, { wrap })
}

function pointsOf(piece: Piece | undefined): Line[][] {
  return piece?.kind === 'list' ? piece.items.flatMap(itemPoints) : []
}

/** An item and what is nested in it, one after another: takeaways have no levels. */
function itemPoints(item: ItemPiece): Line[][] {
  const nested = item.inner.flatMap(inner => (inner.kind === 'list' ? pointsOf(inner) : [inner.lines]))
  return item.lines.length > 0 ? [item.lines, ...nested] : nested
}

function consumeMarkers(piece: Piece, account: Account): void {
  for (const item of piece.kind === 'list' ? piece.items : []) {
    consumeMarker(account, item)
    for (const inner of item.inner) consumeMarkers(inner, account)
  }
}

function headingKind(line: Line): 'sure' | 'maybe' | undefined {
  if (line.text.length > longestHeading) return undefined
  if (isTakeaways(line.text)) return 'sure'
  if (isMaybeTakeaways(line.text)) return 'maybe'
  if (/[.,;!]$/.test(line.text)) return undefined
  const words = phrase(line.text)
  return start.test(words) || end.test(words) ? 'sure' : undefined
}

function isHeadingPiece(pieces: readonly Piece[], at: number, layout: Layout): boolean {
  const piece = pieces[at]
  const line = piece?.kind === 'text' ? piece.lines[0] : undefined
  if (!line || headingKind(line)) return false
  return verdictOn({ line, piece: piece as TextPiece, next: pieces[at + 1], layout }) === 'heading'
}

/** The words up to the first colon or dash, with it, and those after it; a dash counts after a space only. */
function labelled(text: string): { label: string; words: string } {
  const at = text.search(/[:：]|(?<=\s)[–—]/)
  return { label: text.slice(0, at + 1), words: at > 0 ? text.slice(at + 1).trim() : '' }
}
