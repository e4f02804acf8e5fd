import { trimEndBy } from '../../../domain/text/trim.ts'
import { isContents, phrase } from '../../fact/lexicon.ts'
import { type Account, consume } from './account.ts'
import type { Line } from './lines.ts'
import { markerOf } from './marker.ts'

/** An entry is no longer than a heading with its number and page. */
const longestEntry = 140

/** Looks up lines by their words, to tell the entries of a table of contents from text. */
export type LaterLines = (line: Line) => boolean

/** Tells whether the words of an entry stand again, on a line of their own, further down. */
export function laterLines(lines: readonly Line[]): LaterLines {
  const last = new Map<string, number>()
  for (const { text, number } of lines) if (text.length <= longestEntry && text !== '') last.set(words(text), number)
  return line => (last.get(words(entry(line))) ?? 0) > line.number
}

/**
 * Takes a table of contents off the lines: its heading, and under it the entries that repeat headings.
 *
 * @param at index of a line that `isContents` says is its heading
 * @returns index of the first line after it
 */
export function takeContents(lines: readonly Line[], at: number, later: LaterLines, account: Account): number {
  const heading = lines[at]
  if (!heading) return at
  consume(account, 'contents', heading)
  let end = at + 1
  for (;;) {
    const start = lines[end]?.text === '' ? end + 1 : end
    const stop = chunkEnd(lines, start)
    const chunk = lines.slice(start, stop)
    if (chunk.length === 0 || !areEntries(chunk, later)) return end
    for (const line of chunk) consume(account, 'contents', line)
    end = stop
  }
}

/** Whether a line heads a table of contents in the middle of a page: one whose entries follow. */
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

/** An entry without its bullet, dots and page number. */
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
  return phrase(text).replace(/^\d+(?:\.\d+)*[.)]?\s+/, '')
}
