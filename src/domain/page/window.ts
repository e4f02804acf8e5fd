import { type Instant, instantOf, seconds } from '../instant.ts'

const day = 86_400

/** Periods up to now, in seconds. */
const windows = { '24h': day, '7d': 7 * day, '30d': 30 * day, '1y': 365 * day } as const

export type WindowName = keyof typeof windows

export const windowNames = ['24h', '7d', '30d', '1y'] as const satisfies readonly WindowName[]

/** The begin of a period that ends now, rounded to a minute, so that requests within a minute have the same result. */
export function windowStart(name: WindowName, now: Instant): Instant | undefined {
  const minute = Math.floor(seconds(now) / 60) * 60
  return instantOf(new Date((minute - windows[name]) * 1000))
}
