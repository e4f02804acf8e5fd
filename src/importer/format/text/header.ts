import { bylineNotes } from '../../fact/byline.ts'
import { isContents, isControl } from '../../fact/lexicon.ts'
import { isPerson } from '../../fact/name.ts'
import type { Reporter } from '../../fact/report.ts'
import { takeawayHeading } from '../../fact/takeaway-heading.ts'
import { laterLines, takeContents } from './contents.ts'
import { type Fact, languageOf } from './fact.ts'
import type { FactsLine, FactsReader } from './facts-line.ts'
import { type Layout, separatorOf, wrapsInto } from './layout.ts'
import { consume, note } from './line-report.ts'
import type { Line } from './lines.ts'
import { markerOf } from './marker.ts'
import { accountsOf } from './unlabelled-fact.ts'

/** The lines above the text of a page. */
export type Header = {
  title?: Line[]
  summary?: Line[]
  facts: Fact[]
  /** Index of the first line that was not read yet; at the end, of the first line of the body. */
  end: number
}

type Reading = { lines: readonly Line[]; layout: Layout; factsOf: FactsReader; reporter: Reporter }

/** Characters of the first line of a title. */
const longestTitle = 200
/** Characters of a line below a title that is surely the text. */
const longLine = 80
const longestSummary = 400

/** Reads the header: contents, title, facts and summary in any order, up to the first other line. */
export function readHeader(reading: Reading): Header {
  const header: Header = { facts: [], end: 0 }
  const { lines } = reading
  const later = laterLines(lines)
  while (header.end < lines.length) {
    const line = lines[header.end]
    if (!line) break
    if (line.text === '') header.end += 1
    else if (isContents(line.text)) header.end = takeContents(lines, header.end, later, reading.reporter)
    else if (isBreadcrumbs(line)) {
      consume(reading.reporter, 'breadcrumbs', line)
      header.end += 1
    } else if (!takeSummaryLine(header, reading) && !takeFacts(header, reading) && !takeTitle(header, reading)) {
      if (!takeStandfirst(header, reading)) break
    }
  }
  return header
}

/**
 * Reads the footer: lines at the end that contain only facts, such as "Tags: a, b".
 *
 * @returns index of the first line after the body
 */
export function readFooter(header: Header, { lines, factsOf, reporter }: Reading): number {
  const factsLines: { found: FactsLine; line: Line }[] = []
  let end = lines.length
  while (end > header.end) {
    const line = lines[end - 1]
    if (!line) break
    const found = line.text === '' || markerOf(line)?.kind ? undefined : factsOf(line.text)
    if (line.text !== '' && !(found && found.unknown.length === 0 && found.facts.every(isFooterFact))) break
    if (found) factsLines.push({ found, line })
    end -= 1
  }
  for (const { found, line } of factsLines.toReversed()) addFacts(header, found, line, reporter)
  return end
}

/** Whether a line is a breadcrumb navigation. */
function isBreadcrumbs({ text }: Line): boolean {
  const steps = text.length > longestTitle ? [] : text.split(/[>›»→]|\s\/\s/u)
  return steps.length > 1 && isControl(steps[0]?.trim() ?? '')
}

function isFooterFact({ kind }: Fact): boolean {
  return kind !== 'title' && kind !== 'summary'
}

/** Reads a summary after its mark 💡, on the same or the next line, with its continuation lines. */
function takeSummaryLine(header: Header, reading: Reading): boolean {
  const { lines, reporter } = reading
  const line = lines[header.end]
  const found = line && /^(💡\ufe0f?)\s*(.*)$/su.exec(line.text)
  if (!line || !found || header.summary || takeawayHeading(line.text) === 'sure') return false
  consume(reporter, 'label', line, found[1])
  const at = found[2] ? header.end : header.end + 1
  const first = found[2] ? { ...line, text: found[2] } : lines[at]
  const isEmpty = !first || first.text === '' || (!found[2] && reading.factsOf(first.text))
  header.summary = isEmpty ? [] : withContinuation(first, at, reading)
  header.end = at + header.summary.length
  return true
}

/** A line of the header, with its continuation lines in a hard-wrapped file. */
function withContinuation(first: Line, at: number, { lines, layout, factsOf }: Reading): Line[] {
  const whole = [first]
  for (let next = lines[at + whole.length]; next && next.text !== ''; next = lines[at + whole.length]) {
    const last = lines[at + whole.length - 1] ?? first
    if (layout.wrap === undefined || separatorOf(last, next, layout) === '\n' || factsOf(next.text)) break
    whole.push(next)
  }
  return whole
}

function takeFacts(header: Header, reading: Reading): boolean {
  const { lines, factsOf, reporter } = reading
  const line = lines[header.end]
  const found = line && (factsOf(line.text) ?? byline(header, reading))
  if (!line || !found) return false
  const title = found.facts.find(fact => fact.kind === 'title')
  const summary = found.facts.find(fact => fact.kind === 'summary')
  const labelledText = title ?? summary
  if (!labelledText) addFacts(header, found, line, reporter)
  else {
    const part = title && !header.title ? 'title' : summary && !header.summary ? 'summary' : undefined
    if (!part || found.facts.length > 1 || !line.text.endsWith(labelledText.text)) return false
    consume(reporter, 'label', line, line.text.slice(0, line.text.length - labelledText.text.length).trim())
    const whole = withContinuation({ ...line, text: labelledText.text }, header.end, reading)
    header[part] = whole
    header.end += whole.length - 1
  }
  header.end += 1
  return true
}

/**
 * A byline with names that may not be of persons: directly below facts, or below the title with a person or with one
 * account name ("By jparcell"). A blank line or facts follow.
 */
function byline({ title, facts, end }: Header, { lines, factsOf }: Reading): FactsLine | undefined {
  const [before, line, next] = [lines[end - 1], lines[end], lines[end + 1]]
  const authors = line && accountsOf(line.text)
  if (!line || !authors || (next && next.text !== '' && !/^💡/u.test(next.text) && !factsOf(next.text)))
    return undefined
  const isBelowFacts = facts.length > 0 && before !== undefined && before.text !== ''
  // "By jparcell"
  const isAccount = /^\S+ @?[\p{L}\p{N}][\p{L}\p{N}._-]*$/u.test(line.text)
  // "By Ann Roe" and "by ann_roe", but not "by hand"
  const isSure = /^\p{Lu}/u.test(line.text) || /[\p{N}@_]/u.test(line.text)
  const hasPerson = authors.byline.authors.some(({ name }) => isPerson(name))
  if (!isBelowFacts && !(title && (isAccount || hasPerson) && isSure)) return undefined
  return { facts: [authors], unknown: [], labelled: false }
}

function addFacts(header: Header, { facts, unknown }: FactsLine, line: Line, reporter: Reporter): void {
  const isControlsOnly = facts.length > 0 && facts.every(fact => fact.kind === 'control')
  consume(reporter, isControlsOnly ? 'controls' : 'facts', line)
  header.facts.push(...facts)
  for (const text of unknown) note(reporter, 'fact-unread', `"${text}" is not a known fact. It was left out.`, line)
  for (const fact of facts) {
    if (fact.kind === 'unread-figure')
      note(reporter, 'figure-unread', `"${fact.text}" has no usable number. It was left out.`, line)
    if (fact.kind === 'language' && !languageOf(fact.text))
      note(reporter, 'fact-unread', `"${fact.text}" is not a known language.`, line)
    if (fact.kind === 'authors')
      for (const { code, detail } of bylineNotes(fact.text, fact.byline)) note(reporter, code, detail, line)
    if (fact.kind !== 'unread-date') continue
    if (fact.why === 'ambiguous') {
      const detail = `"${fact.text}" is ambiguous and was left out. State the date order, dmy or mdy.`
      note(reporter, 'date-ambiguous', detail, line)
    } else note(reporter, 'date-unread', `"${fact.text}" cannot be read as a date. It was left out.`, line)
  }
}

/**
 * The title is the first line that is nothing else and looks like one: no list item, quote, control or heading of takeaways,
 * at most 200 characters, and either before facts, or separate from the text and without punctuation at the end. Up to two
 * lines that continue it belong to it.
 */
function takeTitle(header: Header, reading: Reading): boolean {
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

/** Reads a short paragraph between title and facts as the summary. */
function takeStandfirst(header: Header, reading: Reading): boolean {
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

function isBeforeFacts(at: number, { lines, factsOf }: Reading): boolean {
  const next = lines[at]?.text === '' ? lines[at + 1] : lines[at]
  if (!next) return false
  if (/^💡/u.test(next.text)) return true
  const found = factsOf(next.text)
  return found?.facts.some(fact => fact.kind !== 'control') === true
}
