import { z } from 'zod'

/**
 * An instant in UTC to the second: `YYYY-MM-DDTHH:MM:SSZ` (RFC 3339, no fraction, years 0001 to 9999). Other RFC 3339
 * dates and times are accepted and converted.
 */
export const instant = z
  .string()
  .overwrite(text => (isInstant(text) ? text : (readInstant(text) ?? text)))
  .refine(isInstant, 'must be an instant such as 2026-11-22T09:00:00Z')
  .meta({ format: 'date-time', examples: ['2026-11-22T09:00:00Z'] })

export type Instant = z.infer<typeof instant>

/** A calendar day: `YYYY-MM-DD`. */
export const day = z
  .string()
  .refine(isDay, 'must be a day such as 2026-11-22')
  .meta({ format: 'date', examples: ['2026-11-22'] })

export type Day = z.infer<typeof day>

/** Returns the current time. A dependency of `buildApp`, so that tests can control it. */
export type Clock = () => Date

const instantShape = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/
const dayShape = /^\d{4}-\d\d-\d\d$/

export function isInstant(text: string): boolean {
  return instantShape.test(text) && instantOf(new Date(text)) === text
}

/**
 * An RFC 3339 date and time, rounded to the second; undefined if the text is not one. A space is read as a `+` that was
 * not percent-encoded.
 */
export function readInstant(text: string, round: (at: number) => number = Math.floor): string | undefined {
  const shape = /^(\d{4}-\d\d-\d\d)T(?:[01]\d|2[0-3]):\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+ -]\d\d:\d\d)$/i
  const [whole, day] = shape.exec(text) ?? []
  if (!whole || !day || !isDay(day)) return undefined
  const at = Date.parse(whole.toUpperCase().replace(' ', '+')) / 1000
  return Number.isNaN(at) ? undefined : instantOf(new Date(round(at) * 1000))
}

export function isDay(text: string): boolean {
  return dayShape.test(text) && isInstant(`${text}T00:00:00Z`)
}

/**
 * The instant of a date, without its fraction; undefined if the date is invalid or outside of the years 0001 to 9999.
 */
export function instantOf(date: Date): Instant | undefined {
  const year = date.getUTCFullYear()
  return year >= 1 && year <= 9999 ? `${date.toISOString().slice(0, 19)}Z` : undefined
}

/**
 * The current instant.
 *
 * @throws RangeError if the clock is outside of the years 0001 to 9999: such a time cannot be stored
 */
export function now(clock: Clock): Instant {
  const at = instantOf(clock())
  if (at === undefined) throw new RangeError('The clock shows no moment of the years 0001 to 9999.')
  return at
}

/** The instant some seconds later, or earlier if the number is negative; limited to the years 0001 to 9999. */
export function addSeconds(at: Instant, count: number): Instant {
  const limit = count < 0 ? '0001-01-01T00:00:00Z' : '9999-12-31T23:59:59Z'
  return instantOf(new Date((seconds(at) + count) * 1000)) ?? limit
}

/** Seconds since 1970, the sort key in stores. */
export function seconds(at: Instant): number {
  return Date.parse(at) / 1000
}

/**
 * The instant of seconds since 1970.
 *
 * @throws RangeError
 */
export function instantAt(seconds: number): Instant {
  const at = instantOf(new Date(seconds * 1000))
  if (at === undefined) throw new RangeError(`${seconds} seconds since 1970 are not an instant`)
  return at
}

/** The instant at which a day begins in a time zone (IANA name): 00:00, or the first moment that exists. */
export function startOfDay(date: Day, timeZone: string): Instant {
  return localInstant(`${date}T00:00:00`, timeZone)
}

/**
 * The instant at which clocks in a time zone (IANA name) show a time: the earlier of two; the first one after a gap.
 *
 * @param local valid `YYYY-MM-DDTHH:MM:SS`
 */
export function localInstant(local: string, timeZone: string): Instant {
  const shown = Date.parse(`${local}Z`)
  const offset = offsets(timeZone)
  const near = [offset(shown - 86_400_000), offset(shown), offset(shown + 86_400_000)]
  const candidates = near.map(one => shown - one)
  const exact = candidates.filter(at => at + offset(at) === shown)
  const begin = exact.length > 0 ? Math.min(...exact) : afterGap(shown, offset, candidates)
  return instantOf(new Date(begin)) ?? `${local}Z`
}

/** The calendar day of an instant in a time zone (IANA name), within the years 0001 to 9999. */
export function dayOf(at: Instant, timeZone: string): Day {
  return calendar(timeZone)(at)
}

/** `dayOf` for many instants of one time zone: creating the formatter costs more than using it. */
export function calendar(timeZone: string): (at: Instant) => Day {
  const offset = offsets(timeZone)
  return at => {
    const utc = Date.parse(at)
    return (instantOf(new Date(utc + offset(utc))) ?? at).slice(0, 10)
  }
}

/** The instant at which clocks skip a local time that does not exist. */
function afterGap(local: number, offset: (at: number) => number, candidates: readonly number[]): number {
  let before = Math.min(...candidates)
  let after = Math.max(...candidates)
  while (after - before > 1000) {
    const middle = Math.floor((before + after) / 2000) * 1000
    if (middle + offset(middle) < local) before = middle
    else after = middle
  }
  return after
}

/** Returns the offset of a time zone from UTC, in milliseconds. */
function offsets(timeZone: string): (at: number) => number {
  if (timeZone === 'UTC') return () => 0
  const format = new Intl.DateTimeFormat('en-u-ca-gregory-hc-h23', {
    timeZone,
    era: 'short',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  return at => {
    const parts = new Map(format.formatToParts(new Date(at)).map(({ type, value }) => [type, value]))
    const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.get(type))
    const year = parts.get('era')?.startsWith('B') ? 1 - part('year') : part('year')
    const local = new Date(0)
    local.setUTCFullYear(year, part('month') - 1, part('day'))
    local.setUTCHours(part('hour'), part('minute'), part('second'))
    return local.getTime() - Math.floor(at / 1000) * 1000
  }
}
