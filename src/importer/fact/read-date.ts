import { type Instant, instantOf, isDay, seconds } from '../../domain/instant.ts'
import type { ParseOptions } from '../importer.ts'
import { findDate } from './date.ts'
import { isoDate, mailDate, type StatedDate } from './date-text.ts'
import { asText } from './member.ts'
import type { Reporter } from './report.ts'

/** A date, or why the value is not one. */
export type ReadDate = StatedDate | { unread: string }

type Options = Pick<ParseOptions, 'timeZone' | 'dateOrder'>

/** Limit in characters. */
const longest = 100

/**
 * Reads a date of any format: ISO 8601 and variants, mail dates, `asctime`, dates in words, seconds or milliseconds since
 * 1970; with a 24-hour or 12-hour clock, and an offset, an abbreviation or an IANA name as time zone.
 */
export function readDate(value: unknown, options: Options): ReadDate {
  if (typeof value === 'number') return fromNumber(value, options)
  if (typeof value !== 'string') return { unread: 'it is not a text' }
  const stated = value.trim()
  if (stated.length > longest) return { unread: 'it is too long to be a date' }
  const usual = isoDate(stated, options.timeZone)
  if (usual && !isFar(usual.at)) return usual
  const named = namedZone.exec(stated)
  if (named && !isTimeZone(named[1] ?? '')) return { unread: `"${named[1]}" is not a known time zone` }
  const text = usualForm(named ? stated.slice(0, named.index) : stated)
  const read = readText(text.replace(endOfDay, '$100:00$2'), { ...options, timeZone: named?.[1] ?? options.timeZone })
  if ('unread' in read || !endOfDay.test(text)) return read
  return { ...read, at: instantOf(new Date((seconds(read.at) + 86_400) * 1000)) ?? read.at }
}

/**
 * Reads the first of the values that is a date. Notes each value before it that cannot be read.
 *
 * @param label the meaning of the date, such as `publication`
 */
export function firstDate(
  label: string,
  values: readonly unknown[],
  options: Options,
  note: Reporter['note'],
): StatedDate | undefined {
  for (const value of values) {
    if (value === undefined || value === null || value === '' || typeof value === 'boolean') continue
    const read = readDate(Array.isArray(value) ? value[0] : value, options)
    if (!('unread' in read)) return read
    const text = String(asText(value) ?? '').slice(0, 60)
    note('date-unread', `The ${label} date "${text}" was left out: ${read.unread}.`, { line: 1 })
  }
  return undefined
}

/** The date in a Jekyll file name: `2014-03-12-coming-soon.md`, also `20140312-coming-soon.md`. */
export function dateInName(name: string): { day: string; rest: string } | undefined {
  const [, year = '', , month = '', day = '', rest = ''] = /^(\d{4})([-_.]?)(\d\d?)\2(\d\d?)[-_ ](.+)$/.exec(name) ?? []
  if (rest === '') return undefined
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const isCompact = /^\d{5}/.test(name)
  return isCompact && !(/^(?:19|20)\d{6}\D/.test(name) && isDay(date)) ? undefined : { day: date, rest }
}

/** IANA name at the end: `America/New_York`, `[Europe/Berlin]` (RFC 9557). */
const namedZone = /\s?[[(]?([A-Z][A-Za-z]{1,20}(?:\/[A-Z][A-Za-z_+-]{1,20}){1,2})[\])]?$/
const endOfDay = /(^|[T\s])24:00(:00)?(?=\D|$)/
const wordyZone = /\b(eastern|central|mountain|pacific)(?:\s(?:standard|daylight))?\stime\b/i
const wordyZones: Readonly<Record<string, string>> = { eastern: 'ET', central: 'CT', mountain: 'MT', pacific: 'PT' }

/** Rewrites variants that other software prints. */
function usualForm(stated: string): string {
  return (
    stated
      .replace(/\s+/g, ' ')
      .replace(/^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,? ?(?=[a-z\d])/i, '')
      .replace(/ at (?=\d)/i, ' ')
      .replace(wordyZone, (_, name: string) => wordyZones[name.toLowerCase()] ?? '')
      // JavaScript and mail: a name in brackets after the offset. Go: a name, and a reading of the monotonic clock.
      .replace(/ \([^()]*\)$/, '')
      .replace(/([+-]\d{4}) [A-Z]{2,5}(?: m=[+-][\d.]+)?$/, '$1')
      .replace(/(:\d\d)[.,]\d{1,12}/, '$1')
      .replace(/(^|[\sT])(\d{1,2}) ?([ap])\.?m\b\.?/i, '$1$2:00 $3m')
      // asctime, date(1): Oct 2 13:00:00 2002.
      .replace(
        /^([a-z]{3,9})\.? (\d{1,2}) (\d{1,2}:\d\d(?::\d\d)?)( [A-Z]{2,5}| [+-]\d{4})? (\d{4})$/i,
        '$2 $1 $5 $3$4',
      )
      // Basic format of ISO 8601.
      .replace(/^(\d{4})(\d\d)(\d\d)T?(\d\d)(\d\d)(\d\d)(Z?)$/i, '$1-$2-$3T$4:$5:$6$7')
      .trim()
  )
}

function readText(text: string, options: Options): ReadDate {
  const { timeZone } = options
  const zoned = /^(\d{4}-\d\d?-\d\d?)[Tt ]+(\d\d?)(:\d\d(?::\d\d)?) ?(Z|z|UTC|GMT|[+-]\d\d:?\d\d|[+-]\d\d)?$/.exec(text)
  const iso = zoned
    ? isoDate(
        `${padded(zoned[1] ?? '')}T${(zoned[2] ?? '').padStart(2, '0')}${zoned[3]}${/^(utc|gmt)$/i.test(zoned[4] ?? '') ? 'Z' : (zoned[4] ?? '')}`,
        timeZone,
      )
    : isoDate(padded(text), timeZone)
  const stated = iso ?? mailDate(text, timeZone)
  if (stated) return isFar(stated.at) ? { unread: 'its year is out of range' } : stated
  if (/^\d{9,13}$/.test(text)) return fromNumber(Number(text), options)
  if (/\d{5,}/.test(text))
    return /^\d{8}$/.test(text)
      ? readText(`${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`, options)
      : { unread: 'its year is out of range' }
  const found = findDate(text, options)
  if (!found) return { unread: 'its form is not known' }
  if (!('unread' in found.value)) return found.value
  return {
    unread:
      found.value.unread === 'ambiguous'
        ? 'the order of day and month is ambiguous; state the date order, dmy or mdy'
        : 'the day does not exist',
  }
}

function fromNumber(value: number, options: Options): ReadDate {
  if (Number.isInteger(value) && value >= 19_000_101 && value <= 29_991_231) return readText(String(value), options)
  const at = value > 1e11 ? value : value * 1000
  const time = Math.floor(at / 1000)
  if (!Number.isInteger(time) || time < 86_400 || time > 32_503_680_000) return { unread: 'the number is not a time' }
  return { at: `${new Date(time * 1000).toISOString().slice(0, 19)}Z`, precision: 'instant' }
}

/** Software writes the year 0 or 1 if there is no date. */
function isFar(at: Instant): boolean {
  return at.startsWith('000')
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

function padded(text: string): string {
  return text.replace(
    /^(\d{4})[-/](\d\d?)[-/](\d\d?)(?!\d)/,
    (_, year: string, month: string, day: string) => `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`,
  )
}
