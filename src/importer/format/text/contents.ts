import { trimEndBy } from '../../../domain/text/trim.ts'
import { isContents, normalizePhrase } from '../../fact/lexicon.ts'
import type { Reporter } from '../../fact/report.ts'
import { consume } from './line-report.ts'
import type { Line } from './lines.ts'
import { markerOf } from './marker.ts'

/** Limit of an entry: a heading with number and page. */
const longestEntry = 140

/** Whether the text of a line occurs again further down, which distinguishes table of contents entries from text. */
export type LaterLines = (line: Line) => boolean

/** Indexes lines for `LaterLines`. */
export function laterLines(lines: readonly Line[]): LaterLines {
  const last = new Map<string, number>()
  for (const { text, number } of lines) if (text.length <= longestEntry && text !== '') last.set(words(text), number)
  return line => (last.get(words(entry(line))) ?? 0) > line.number
}

/**
 * Removes a table of contents: its heading, and the entries after it that repeat headings.
 *
 * @param at index of its heading, for which `isContents` is true
 * @returns index of the first line after it
 */
export function takeContents(lines: readonly Line[], at: number, later: LaterLines, reporter: Reporter): number {
  const heading = lines[at]
  if (!heading) return at
  consume(reporter, 'contents', heading)
  let end = at + 1
  for (;;) {
    const start = lines[end]?.text === '' ? end + 1 : end
    const stop = chunkEnd(lines, start)
    const chunk = lines.slice(start, stop)
    if (chunk.length === 0 || !areEntries(chunk, later)) return end
    for (const line of chunk) consume(reporter, 'contents', line)
    end = stop
  }
}

/** Whether a line within the text is the heading of a table of contents, followed by entries. */
export function opensContents(lines: readonly Line[], at: number, later: LaterLines): boolean {
  const line = lines[at]
  if (!line || !isContents(line.text)) return false
  const start = lines[at + 1]?.text === '' ? at + 2 : at + 1
  const chunk = lines.slice(start, chunkEnd(lines, start))
  return chunk.length > 0 && areEntries(chunk, later)
}

function areEntries(chunk: readonly Line[], later: LaterLines): boolean {
  const found = chunk.filter(later).length
  return found * 2 > chunk.length || (found > 0 && found * 2 === chunk.length && chunk.every(line => markerOf(line)))
}

function chunkEnd(lines: readonly Line[], start: number): number {
  let end = start
  while (end < lines.length && lines[end]?.text !== '') end += 1
  return end
}

/** An entry without bullet, dots and page number. */
function entry(line: Line): string {
  const text = withoutPage(line.text)
  return markerOf({ ...line, text })?.rest ?? text
}

function withoutPage(text: string): string {
  const page = /(?<!\d)\d{1,4}$/.exec(text)
  if (!page) return text
  const before = text.slice(0, page.index)
  const heading = trimEndBy(before, /[\s.…]/)
  return /\.\.|[…\t]/.test(before.slice(heading.length)) ? heading : text
}

function words(text: string): string {
  return normalizePhrase(text).replace(/^\d+(?:\.\d+)*[.)]?\s+/, '')
}
