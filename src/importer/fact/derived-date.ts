import { isDay } from '../../domain/instant.ts'
import type { ParseOptions } from '../importer.ts'
import type { StatedDate } from './date-text.ts'
import { readDate } from './read-date.ts'
import type { Reporter } from './report.ts'

/**
 * The publication date of a source that states none: the day in its addresses, or else its last modification. Adds a note.
 *
 * @param places names and texts of permalinks, folders and file names, the best first
 */
export function derivedDate(
  places: readonly (readonly [place: string, text: unknown])[],
  modified: StatedDate | undefined,
  options: Pick<ParseOptions, 'timeZone' | 'dateOrder'>,
  note: Reporter['note'],
): StatedDate | undefined {
  for (const [place, text] of places) {
    const day = typeof text === 'string' ? dayInPath(text) : undefined
    const read = day === undefined ? undefined : readDate(day, options)
    if (read === undefined || 'unread' in read) continue
    note('date-derived', `The publication date was read from ${place}: ${day}.`, { line: 1 })
    return read
  }
  if (modified) note('date-derived', `The publication date was read from the last modification: ${modified.at}.`)
  return modified
}

const folders = /(?:^|\/)((?:19|20)\d\d)([-/_])(\d\d?)\2(\d\d?)(?=[-/_. ]|$)/
const compact = /(?:^|\/)((?:19|20)\d\d)()(\d\d)(\d\d)(?=[-/_. ]|$)/
const suffix = /[-_]((?:19|20)\d\d)([-_])(\d\d)\2(\d\d)(?=[/.]|$)/

/** The day in a path: `/2014/12/12/trains`, `2014-12-12/index.md`, `20141212-trains`, `trains-2014-12-12.html`. */
export function dayInPath(address: string): string | undefined {
  const path = address
    .slice(0, 2000)
    .replace(/^https?:\/\/[^/]*/i, '')
    .replace(/[?#].*$/s, '')
  for (const form of [folders, compact, suffix]) {
    const [, year, , month = '', day = ''] = form.exec(path) ?? []
    const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
    if (isDay(date)) return date
  }
  return undefined
}
