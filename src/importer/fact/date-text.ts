import { type Day, type Instant, instantOf, isDay, isInstant, localInstant, startOfDay } from '../../domain/instant.ts'
import { zoneNamed } from './date.ts'

/** A date, and whether the source states its time or only its day. */
export type StatedDate = { at: Instant; precision: 'instant' | 'day' }

/**
 * Reads RFC 3339 and common variants of ISO 8601: a space instead of `T`, no seconds, no zone, only a day.
 *
 * @param timeZone IANA name, used if the date has no zone
 */
export function isoDate(text: string, timeZone: string): StatedDate | undefined {
  const match = isoPattern.exec(text.trim())
  const [, date = '', time, seconds = '00', zone] = match ?? []
  if (!match) return undefined
  if (time === undefined) return isDay(date) ? { at: startOfDay(date, timeZone), precision: 'day' } : undefined
  const at =
    zone === undefined ? localTime(`${date} ${time}:${seconds}`, timeZone) : zoned(date, `${time}:${seconds}`, zone)
  return at === undefined ? undefined : { at, precision: 'instant' }
}

/**
 * Reads a date of RFC 5322, including the obsolete forms of RFC 822 (section 4.3): two-digit years, zone names. The
 * time and the zone may be missing, as in some feeds.
 *
 * @param timeZone IANA name, used if the date has no zone
 */
export function mailDate(text: string, timeZone: string): StatedDate | undefined {
  const match = mailPattern.exec(text.trim())
  if (!match) return undefined
  const [, day = '', monthName = '', yearText = '', time, seconds = '00', zone] = match
  const month = months.indexOf(monthName.slice(0, 3).toLowerCase()) + 1
  // A mail date has no 12-hour clock.
  if (month === 0 || /^[ap]m$/i.test(zone ?? '')) return undefined
  const stated = Number(yearText)
  const year = yearText.length > 2 ? stated : stated < 50 ? 2000 + stated : 1900 + stated
  const date = `${pad(year, 4)}-${pad(month, 2)}-${pad(Number(day), 2)}`
  if (time === undefined) return isDay(date) ? { at: startOfDay(date, timeZone), precision: 'day' } : undefined
  const clock = `${time.padStart(5, '0')}:${seconds}`
  const offset = zone === undefined ? undefined : zones[zone.toUpperCase()]
  // A zone is an offset, an abbreviation with a fixed offset, or a name with an offset that depends on the day.
  const named = zone === undefined ? timeZone : offset === undefined ? zoneNamed(zone) : undefined
  const at = named === undefined ? zoned(date, clock, offset ?? zone ?? '') : localTime(`${date} ${clock}`, named)
  return at === undefined ? undefined : { at, precision: 'instant' }
}

/** Reads a date and time such as `2025-01-18 18:26:26` in a time zone. The year 0000 is a placeholder of databases. */
export function localTime(text: string, timeZone: string): Instant | undefined {
  const match = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)$/.exec(text)
  if (!match || text.startsWith('0000')) return undefined
  const local = `${match[1]}T${match[2]}`
  return isInstant(`${local}Z`) ? localInstant(local, timeZone) : undefined
}

const isoPattern =
  /^(\d{4}-\d\d-\d\d)(?:[Tt ]\s*(\d\d:\d\d)(?::(\d\d)(?:[.,]\d{1,12})?)?\s*([Zz]|[+-]\d\d:?\d\d|[+-]\d\d)?)?$/
const mailPattern =
  /^(?:[a-z]{2,9}\.?,?\s+)?(\d{1,2})(?:\s+|-)([a-z]{3,9})\.?,?(?:\s+|-)(\d{4}|\d{2})(?:,?\s+(\d{1,2}:\d\d)(?::(\d\d))?(?:\s*([+-]\d\d:?\d\d|[a-z]{1,5}))?)?$/i
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
/** Abbreviations in the meaning that RFC 5322 and European feeds give them. */
const zones: Record<string, string> = {
  UT: 'Z',
  GMT: 'Z',
  UTC: 'Z',
  EST: '-0500',
  EDT: '-0400',
  CST: '-0600',
  CDT: '-0500',
  MST: '-0700',
  MDT: '-0600',
  PST: '-0800',
  PDT: '-0700',
  CET: '+0100',
  CEST: '+0200',
  BST: '+0100',
}

/** Unknown zones are read as UTC (RFC 5322). */
function zoned(date: Day, time: string, zone: string): Instant | undefined {
  // A leap second has no place in an instant; it counts as the second before.
  const clock = time.endsWith(':60') ? `${time.slice(0, 6)}59` : time
  if (!isInstant(`${date}T${clock}Z`)) return undefined
  const [, sign, hours, minutes = '00'] = /^([+-])(\d\d):?(\d\d)?$/.exec(zone) ?? []
  const offset = sign === undefined ? 0 : (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1)
  if (offset === 0) return `${date}T${clock}Z`
  return instantOf(new Date(Date.parse(`${date}T${clock}Z`) - offset * 60_000))
}

function pad(number: number, length: number): string {
  return String(number).padStart(length, '0')
}
