import { bylineNotes } from '../../../fact/byline.ts'
import { isPerson } from '../../../fact/name.ts'
import type { Reporter } from '../../../fact/report.ts'
import { takeawayHeading } from '../../../fact/takeaway-heading.ts'
import { languageOf } from '../fact.ts'
import type { FactsLine } from '../facts-line.ts'
import { separatorOf } from '../layout.ts'
import { consume, note } from '../line-report.ts'
import type { Line } from '../lines.ts'
import { accountsOf } from '../unlabelled-fact.ts'
import type { Header, Reading } from './reading.ts'

/** Reads a summary after its mark 💡, on the same or the next line, with its continuation lines. */
export function takeSummaryLine(header: Header, reading: Reading): boolean {
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

/** Reads a line of facts, or a title or summary with a label. */
export function takeFacts(header: Header, reading: Reading): boolean {
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

/** Adds the facts of a line, and reports what cannot be read. */
export function addFacts(header: Header, { facts, unknown }: FactsLine, line: Line, reporter: Reporter): void {
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
