import { z } from 'zod'

/** A moment in UTC to the second: `YYYY-MM-DDTHH:MM:SSZ` (RFC 3339, no fraction, years 0001 to 9999). */
export const instant = z
  .string()
  .refine(isInstant, 'must be an instant such as 2026-11-22T09:00:00Z')
  .meta({ format: 'date-time', examples: ['2026-11-22T09:00:00Z'] })

export type Instant = z.infer<typeof instant>

/** A calendar day: `YYYY-MM-DD`. */
export const day = z
  .string()
  .refine(isDay, 'must be a day such as 2026-11-22')
  .meta({ format: 'date', examples: ['2026-11-22'] })

export type Day = z.infer<typeof day>

/** Tells the time. Given to `buildApp`, so that tests can fix it. */
export type Clock = () => Date

const instantShape = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/
const dayShape = /^\d{4}-\d\d-\d\d$/

export function isInstant(text: string): boolean {
  return instantShape.test(text) && instantOf(new Date(text)) === text
}

export function isDay(text: string): boolean {
  return dayShape.test(text) && isInstant(`${text}T00:00:00Z`)
}

/** The instant of a date, its fraction cut off; undefined where the date is invalid or outside the years 0001 to 9999. */
export function instantOf(date: Date): Instant | undefined {
  const year = date.getUTCFullYear()
  return year >= 1 && year <= 9999 ? `${date.toISOString().slice(0, 19)}Z` : undefined
}

/** Seconds since 1970, as stores sort by. */
export function seconds(at: Instant): number {
  return Date.parse(at) / 1000
}

/** The instant at which a day begins in a time zone (IANA name): 00:00, or the first moment that exists. */
export function startOfDay(date: Day, timeZone: string): Instant {
  const midnight = Date.parse(`${date}T00:00:00Z`)
  let guess = midnight - offset(midnight, timeZone)
  guess = midnight - offset(guess, timeZone)
  return instantOf(new Date(guess)) ?? `${date}T00:00:00Z`
}

/** The calendar day of an instant in a time zone (IANA name). */
export function dayOf(at: Instant, timeZone: string): Day {
  const local = new Date(Date.parse(at) + offset(Date.parse(at), timeZone))
  return local.toISOString().slice(0, 10)
}

/** Milliseconds to add to UTC to get the local time of a zone. */
function offset(at: number, timeZone: string): number {
  const parts = formatter(timeZone).formatToParts(new Date(at))
  const part = (type: string) => Number(parts.find(one => one.type === type)?.value)
  const local = new Date(0)
  local.setUTCFullYear(part('year'), part('month') - 1, part('day'))
  local.setUTCHours(part('hour'), part('minute'), part('second'))
  return local.getTime() - Math.floor(at / 1000) * 1000
}

function formatter(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-u-ca-iso8601-hc-h23', {
    timeZone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
}
