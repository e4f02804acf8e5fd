import { type Day, type Instant, instantOf, isDay, startOfDay } from '../instant.ts'

/** Lengths of periods that an archive counts by. */
export const periodLengths = ['year', 'month', 'day'] as const

export type PeriodLength = (typeof periodLengths)[number]

/** The year, month or day that contains a day, such as `2016`, `2016-02` or `2016-02-29`. */
export function periodOf(day: Day, length: PeriodLength): string {
  if (length === 'day') return day
  return day.slice(0, length === 'year' ? 4 : 7)
}

/** The first day of a year, month or day, and the first day after it. Undefined if the text is malformed. */
export function periodIn(text: string): { first: Day; next: Day | undefined } | undefined {
  const [whole, year, month, date] = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?$/.exec(text) ?? []
  const first = `${year}-${month ?? '01'}-${date ?? '01'}`
  if (whole === undefined || !isDay(first)) return undefined
  const next = new Date(`${first}T00:00:00Z`)
  if (date !== undefined) next.setUTCDate(next.getUTCDate() + 1)
  else if (month !== undefined) next.setUTCMonth(next.getUTCMonth() + 1)
  else next.setUTCFullYear(next.getUTCFullYear() + 1)
  return { first, next: instantOf(next)?.slice(0, 10) }
}

/** The begin of a period in a time zone, and of the period after it. Undefined if the text is malformed. */
export function periodBounds(text: string, timeZone: string): { begin: Instant; end: Instant | undefined } | undefined {
  const period = periodIn(text)
  return period && { begin: startOfDay(period.first, timeZone), end: period.next && startOfDay(period.next, timeZone) }
}

/** A moment some seconds away; undefined if there is none within the years 0001 to 9999. */
export function moved(at: Instant | undefined, by: number): Instant | undefined {
  return at === undefined ? undefined : instantOf(new Date(Date.parse(at) + by * 1000))
}

export function latest(...moments: (Instant | undefined)[]): Instant | undefined {
  return moments
    .filter(at => at !== undefined)
    .sort()
    .at(-1)
}

export function earliest(...moments: (Instant | undefined)[]): Instant | undefined {
  return moments.filter(at => at !== undefined).sort()[0]
}
