import { type Clock, calendar, type Day, instantOf, now, seconds } from '../instant.ts'

/** Periods in which the most viewed articles are popular. `all` = since the first view. */
export const viewWindows = ['24h', '7d', '30d', 'all'] as const

export type ViewWindow = (typeof viewWindows)[number]

/** Hours and days, including the current one, that the windows have. */
export const windowLength = { '24h': 24, '7d': 7, '30d': 30 } as const

/** Where views are counted: hours since 1970, and days since 1970 in the time zone of the site. */
export type ViewTime = { hour: number; day: number }

const hour = 3600
const day = 86_400

/** @param timeZone IANA name */
export function createViewTime(clock: Clock, timeZone: string): () => ViewTime {
  const dayAt = calendar(timeZone)
  return () => {
    const at = now(clock)
    return { hour: Math.floor(seconds(at) / hour), day: dayNumber(dayAt(at)) }
  }
}

/**
 * The first day whose views may be set, in days since 1970. Retention keeps the rows of these days: a day whose row was
 * removed would be counted again.
 *
 * @param retention days that views by day are kept; 0 = for ever
 */
export function firstViewDay(today: number, retention: number): number {
  return retention === 0 ? 0 : today - Math.max(retention, windowLength['30d'] - 1)
}

/** Days from 1970 to a day. */
export function dayNumber(date: Day): number {
  return seconds(`${date}T00:00:00Z`) / day
}

/** The day of a number. */
export function dayOfNumber(number: number): Day {
  return String(instantOf(new Date(number * day * 1000))).slice(0, 10)
}
