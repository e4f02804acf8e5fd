import type { Reporter } from '../../fact/report.ts'
import { isIntroduction, takeawayHeading } from '../../fact/takeaway-heading.ts'
import { verdictsOf } from './heading.ts'
import { type Layout, width } from './layout.ts'
import { consume, consumeMarker } from './line-report.ts'
import type { Line } from './lines.ts'
import { paragraphsOf, type RawBlock, type RawItem } from './raw-block.ts'

/** Key takeaways, each as its lines, and the body without them. */
export type TakeawayResult = { takeaways: Line[][]; rawBlocks: RawBlock[] }

/** A heading of takeaways: its raw block and line, and the range of raw blocks with the points. */
type Found = { at: number; line: number; sure: boolean; points: Line[][]; lead: Line[]; end: number; label?: string }

/** Limit of a paragraph that is a point. */
const longestPoint = 280

/**
 * Extracts the key takeaways: a heading that names them, and the list or short paragraphs after it. An ambiguous heading
 * ("Highlights") counts only before the first section or as the last one.
 */
export function takeTakeaways(rawBlocks: readonly RawBlock[], layout: Layout, reporter: Reporter): TakeawayResult {
  const found = bestMatch(rawBlocks, layout)
  const rawBlock = found && rawBlocks[found.at]
  const heading = rawBlock?.kind === 'text' ? rawBlock.lines[found?.line ?? 0] : undefined
  if (!found || rawBlock?.kind !== 'text' || !heading) return { takeaways: [], rawBlocks: [...rawBlocks] }
  consume(reporter, 'takeaways-heading', heading, found.label)
  for (const own of rawBlocks.slice(found.at, found.end)) consumeMarkers(own, reporter)
  for (const line of found.lead) consume(reporter, 'takeaways-heading', line)
  const before = found.line === 0 ? [] : [{ ...rawBlock, lines: rawBlock.lines.slice(0, found.line), blankAfter: true }]
  const rest = rawBlocks.slice(found.end)
  return { takeaways: found.points, rawBlocks: [...rawBlocks.slice(0, found.at), ...before, ...rest] }
}

function bestMatch(rawBlocks: readonly RawBlock[], layout: Layout): Found | undefined {
  const found = rawBlocks.flatMap((_, at) => foundAt(rawBlocks, at, layout) ?? [])
  if (found.length < 2 && found[0]?.sure !== false) return found[0]
  const sure = found.find(one => one.sure)
  if (sure) return sure
  const isHeading = (at: number) => isHeadingBlock(rawBlocks, at, layout)
  const headings = rawBlocks.flatMap((_, at) => (isHeading(at) ? [at] : []))
  return found.find(
    ({ at, end: after }) => headings.every(other => other >= at) || headings.every(other => other < after),
  )
}

function foundAt(rawBlocks: readonly RawBlock[], at: number, layout: Layout): Found | undefined {
  const rawBlock = rawBlocks[at]
  if (rawBlock?.kind !== 'text') return undefined
  const [first] = rawBlock.lines
  const last = rawBlock.lines.length - 1
  if (!first) return undefined
  const { label, words } = labelled(first.text)
  if (words !== '' && takeawayHeading(label) === 'sure') {
    const points = paragraphsOf([{ ...first, text: words }, ...rawBlock.lines.slice(1)], layout)
    return { at, line: 0, sure: true, points, lead: [], end: at + 1, label: label.trim() }
  }
  const sureness = takeawayHeading(first.text)
  if (sureness) return pointsUnder(rawBlocks, at, sureness === 'sure', layout)
  const closing = rawBlock.lines[last]
  const isList = rawBlocks[at + 1]?.kind === 'list'
  const kind = last > 0 && closing && isList ? takeawayHeading(closing.text) : undefined
  return kind && { at, line: last, sure: kind === 'sure', lead: [], points: pointsOf(rawBlocks[at + 1]), end: at + 2 }
}

/** The points after a heading of takeaways: a list, with or without an introducing line, else short paragraphs. */
function pointsUnder(rawBlocks: readonly RawBlock[], at: number, sure: boolean, layout: Layout): Found | undefined {
  const rawBlock = rawBlocks[at]
  if (rawBlock?.kind !== 'text') return undefined
  const found = { at, line: 0, sure, lead: [] as Line[], points: [] as Line[][], end: at + 1 }
  const own = rawBlock.lines.slice(1)
  const leads = own.length > 0 && /[:：]$/.test(own.at(-1)?.text ?? '')
  const next = rawBlocks[at + 1]
  const afterNext = rawBlocks[at + 2]
  if (own.length > 0 && !leads) return { ...found, points: pointLines(own, layout) }
  if (leads && !isIntroduction(wordsOf(own), pointsOf(next).map(wordsOf))) return undefined
  if (next?.kind === 'list') return { ...found, lead: own, points: pointsOf(next), end: at + 2 }
  if (next?.kind === 'text' && afterNext?.kind === 'list' && /[:：]$/.test(next.lines.at(-1)?.text ?? '')) {
    const points = pointsOf(afterNext)
    return isIntroduction(wordsOf(next.lines), points.map(wordsOf))
      ? { ...found, lead: next.lines, points, end: at + 3 }
      : undefined
  }
  for (let i = at + 1; i < rawBlocks.length; i += 1) {
    const one = rawBlocks[i]
    if (one?.kind !== 'text' || isHeadingBlock(rawBlocks, i, layout)) break
    if (one.lines.reduce((sum, line) => sum + width(line), 0) > longestPoint * one.lines.length) break
    found.points.push(...pointLines(one.lines, layout))
    found.end = i + 1
  }
  return found.points.length >= (sure ? 1 : 2) ? found : undefined
}

function wordsOf(lines: readonly Line[]): string {
  return lines.map(({ text }) => text).join(' ')
}

/** In a file that is not hard-wrapped each line is a point. */
function pointLines(lines: readonly Line[], { wrap }: Layout): Line[][] {
  return wrap === undefined ? lines.map(line => [line]) : paragraphsOf(lines, { wrap })
}

function pointsOf(rawBlock: RawBlock | undefined): Line[][] {
  return rawBlock?.kind === 'list' ? rawBlock.items.flatMap(itemPoints) : []
}

/** An item and its nested items as separate points: takeaways have no levels. */
function itemPoints(item: RawItem): Line[][] {
  const nested = item.inner.flatMap(inner => (inner.kind === 'list' ? pointsOf(inner) : [inner.lines]))
  return item.lines.length > 0 ? [item.lines, ...nested] : nested
}

function consumeMarkers(rawBlock: RawBlock, reporter: Reporter): void {
  for (const item of rawBlock.kind === 'list' ? rawBlock.items : []) {
    consumeMarker(reporter, item)
    for (const inner of item.inner) consumeMarkers(inner, reporter)
  }
}

function isHeadingBlock(rawBlocks: readonly RawBlock[], at: number, layout: Layout): boolean {
  const rawBlock = rawBlocks[at]
  const line = rawBlock?.kind === 'text' ? rawBlock.lines[0] : undefined
  if (!line || takeawayHeading(line.text)) return false
  const [verdict, next] = verdictsOf(rawBlocks.slice(at, at + 4), layout)
  return verdict === 'heading' && next !== 'heading'
}

/** Splits a line after the first colon, or after the first dash that follows a space. */
function labelled(text: string): { label: string; words: string } {
  const at = text.search(/[:：]|(?<=\s)[–—]/)
  return { label: text.slice(0, at + 1), words: at > 0 ? text.slice(at + 1).trim() : '' }
}
