import { isControl } from '../../../fact/lexicon.ts'
import { takeawayHeading } from '../../../fact/takeaway-heading.ts'
import { wrapsInto } from '../layout.ts'
import { consume } from '../line-report.ts'
import type { Line } from '../lines.ts'
import { markerOf } from '../marker.ts'
import type { Header, Reading } from './reading.ts'

/** Characters of the first line of a title. */
export const longestTitle = 200
/** Characters of a line below a title that is surely the text. */
const longLine = 80
const longestSummary = 400

/**
 * The title is the first line that is nothing else and looks like one: no list item, quote, control or heading of takeaways,
 * at most 200 characters, and either before facts, or separate from the text and without punctuation at the end. Up to two
 * lines that continue it belong to it.
 */
export function takeTitle(header: Header, reading: Reading): boolean {
  const { lines, layout } = reading
  if (takeKicker(header, reading)) return true
  const line = lines[header.end]
  if (header.title || !line || !hasTitleShape(line)) return false
  let end = header.end + 1
  const title = [line]
  for (let next = lines[end]; next && next.text !== '' && title.length < 3; next = lines[end]) {
    const continues = wrapsInto(title.at(-1) ?? line, next, layout) || /^\p{Ll}/u.test(next.text)
    if (!continues || next.text.length > longestTitle / 2 || reading.factsOf(next.text)) break
    title.push(next)
    end += 1
  }
  const next = lines[end]
  const last = title.at(-1) ?? line
  const isApart = next === undefined || next.text === '' || (title.length === 1 && next.text.length > longLine)
  const isOverFacts = isBeforeFacts(end, reading) || (title.length === 1 && !isApart && isBeforeFacts(end + 1, reading))
  if (!isOverFacts && (!isApart || /[.,;:。，；：]$/u.test(last.text))) return false
  header.title = title
  header.end = end
  return true
}

/** Reads a short paragraph between title and facts as the summary. */
export function takeStandfirst(header: Header, reading: Reading): boolean {
  const { lines, layout } = reading
  const { end } = header
  const first = lines[end]
  if (!header.title || header.summary || !first || header.facts.some(fact => fact.kind !== 'control')) return false
  let stop = end
  let length = 0
  for (let line = lines[stop]; line && line.text !== '' && !reading.factsOf(line.text); line = lines[stop]) {
    if (markerOf(line) || line.text.startsWith('>')) return false
    length += line.text.length
    stop += 1
    if (length > longestSummary || (stop - end > 1 && layout.wrap === undefined)) return false
  }
  if (stop === end || !isBeforeFacts(stop, reading) || takeawayHeading(first.text) === 'sure') return false
  header.summary = lines.slice(end, stop)
  header.end = stop
  return true
}

/** Reads a kicker above the title: a single word, or a few words in capitals, such as "BREAKING NEWS". */
function takeKicker(header: Header, reading: Reading): boolean {
  const { lines, reporter } = reading
  const below = nextNonBlank(lines, header.end + 1, 3)
  const isKicker = (at: number | undefined) => {
    const text = lines[at ?? -1]?.text ?? ''
    const words = text.split(/\s+/u).length
    return /\p{L}/u.test(text) && (words === 1 || (words <= 3 && text === text.toUpperCase()))
  }
  const title = below.find(at => !isKicker(at))
  const first = lines[header.end]
  const realTitle = lines[title ?? -1]
  if (header.title || !first || title === undefined || !realTitle) return false
  if (!isKicker(header.end) || !hasTitleShape(first) || !hasTitleShape(realTitle)) return false
  const next = below.filter(at => at >= title).slice(0, 2)
  if (isBeforeFacts(header.end + 1, reading) || !next.some(at => isBeforeFacts(at + 1, reading))) return false
  consume(reporter, 'kicker', first)
  header.end += 1
  return true
}

/** Indexes of the next non-blank lines. */
function nextNonBlank(lines: readonly Line[], start: number, most: number): number[] {
  const starts: number[] = []
  for (let at = start; at < lines.length && starts.length < most; at += 1) if (lines[at]?.text !== '') starts.push(at)
  return starts
}

function hasTitleShape(line: Line): boolean {
  return (
    line.text.length <= longestTitle &&
    /[\p{L}\p{N}\p{S}]/u.test(line.text) &&
    markerOf(line)?.kind !== 'bullet' &&
    !line.text.startsWith('>') &&
    !isControl(line.text) &&
    takeawayHeading(line.text) === undefined
  )
}

function isBeforeFacts(at: number, { lines, factsOf }: Reading): boolean {
  const next = lines[at]?.text === '' ? lines[at + 1] : lines[at]
  if (!next) return false
  if (/^💡/u.test(next.text)) return true
  const found = factsOf(next.text)
  return found?.facts.some(fact => fact.kind !== 'control') === true
}
