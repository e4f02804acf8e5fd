import type { Instant } from '../../domain/instant.ts'
import type { ParseOptions } from '../importer.ts'
import { findDate } from './date.ts'
import { isoDate, mailInstant, type StatedDate } from './date-text.ts'

/** A date, or why the value is not one. */
export type ReadDate = StatedDate | { unread: string }

type Options = Pick<ParseOptions, 'timeZone' | 'dateOrder'>

/** Reads ISO 8601 and variants, mail dates, dates in words, and seconds or milliseconds since 1970. */
export function readDate(value: unknown, { timeZone, dateOrder }: Options): ReadDate {
  if (typeof value === 'number') return fromNumber(value, { timeZone, dateOrder })
  if (typeof value !== 'string') return { unread: 'it is not a text' }
  const text = value.trim()
  if (text.length > 100) return { unread: 'it is too long to be a date' }
  const zoned =
    /^(\d{4}-\d\d?-\d\d?)[Tt ]+(\d\d?)(:\d\d(?::\d\d)?)(?:[.,]\d+)?\s*(Z|z|UTC|GMT|[+-]\d\d:?\d\d|[+-]\d\d)?$/.exec(
      text,
    )
  const iso = zoned
    ? isoDate(
        `${padded(zoned[1] ?? '')}T${(zoned[2] ?? '').padStart(2, '0')}${zoned[3]}${/^(utc|gmt)$/i.test(zoned[4] ?? '') ? 'Z' : (zoned[4] ?? '')}`,
        timeZone,
      )
    : isoDate(padded(text), timeZone)
  if (iso) return isFar(iso.at) ? { unread: 'its year is out of range' } : iso
  const mail = mailInstant(text)
  if (mail) return { at: mail, precision: 'instant' }
  if (/\d{5,}/.test(text))
    return /^\d{8}$/.test(text)
      ? readDate(`${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`, { timeZone, dateOrder })
      : { unread: 'its year is out of range' }
  const found = findDate(text, { timeZone, dateOrder })
  if (!found) return { unread: 'its form is not known' }
  if (!('unread' in found.value)) return found.value
  return {
    unread:
      found.value.unread === 'ambiguous'
        ? 'the order of day and month is ambiguous; state the date order, dmy or mdy'
        : 'the day does not exist',
  }
}

/** The date in a Jekyll file name: `2014-03-12-coming-soon.md`. */
export function dateInName(name: string): { day: string; rest: string } | undefined {
  const [, year = '', month = '', day = '', rest = ''] = /^(\d{4})-(\d\d?)-(\d\d?)[-_](.+)$/.exec(name) ?? []
  return rest === '' ? undefined : { day: `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`, rest }
}

function fromNumber(value: number, options: Options): ReadDate {
  if (Number.isInteger(value) && value >= 19_000_101 && value <= 29_991_231) return readDate(String(value), options)
  const at = value > 1e11 ? value : value * 1000
  const seconds = Math.floor(at / 1000)
  if (!Number.isInteger(seconds) || seconds < 86_400 || seconds > 32_503_680_000)
    return { unread: 'the number is not a time' }
  return { at: `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`, precision: 'instant' }
}

function isFar(at: Instant): boolean {
  return at.startsWith('0000')
}

function padded(text: string): string {
  return text.replace(
    /^(\d{4})[-/](\d\d?)[-/](\d\d?)(?!\d)/,
    (_, year: string, month: string, day: string) => `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`,
  )
}
