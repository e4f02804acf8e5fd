import { type Instant, instantOf, isDay, isInstant, localInstant, startOfDay } from '../../domain/instant.ts'
import { anyPhrase, months } from './lexicon.ts'

export type DateOptions = { timeZone: string; dateOrder?: 'dmy' | 'mdy' | undefined }

/** A date in a text, and the text without it. */
export type FoundDate = {
  rest: string
  value: { at: Instant; precision: 'day' | 'instant' } | { unread: 'ambiguous' | 'invalid' }
}

type Read = { year: number; month: number; day: number } | 'ambiguous'

const monthName = anyPhrase([...months.keys()].sort((a, b) => b.length - a.length))

/** Patterns of dates, each with its reader. The first match wins. */
const forms: readonly (readonly [RegExp, (found: string[], options: DateOptions) => Read])[] = [
  [/(?<!\d)(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)/u, ([, y, , m, d]) => calendar(y, m, d)],
  [/(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日/u, ([, y, m, d]) => calendar(y, m, d)],
  [
    /(?<!\d)(?:ngày\s+)?(\d{1,2})\s+tháng\s+(\d{1,2})\s*(?:,\s*)?(?:năm\s+)?(\d{4})(?!\d)/iu,
    ([, d, m, y]) => calendar(y, m, d),
  ],
  [
    new RegExp(
      String.raw`(?<!\d)(\d{1,2})(?:st|nd|rd|th|er|\.?º|ª|\.)?[\s-]*(?:of\s+|de\s+|do\s+|d[’'])?(${monthName})\.?,?[\s-]*(?:de\s+|del\s+|do\s+|năm\s+)?(\d{4})(?!\d)`,
      'iu',
    ),
    ([, d, name, y]) => calendar(y, monthOf(name), d),
  ],
  [
    new RegExp(String.raw`(${monthName})\.?\s+(\d{1,2})(?:st|nd|rd|th)?(?:\s*,)?\s+(\d{4})(?!\d)`, 'iu'),
    ([, name, d, y]) => calendar(y, monthOf(name), d),
  ],
  [/(?<!\d)(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})(?!\d)/u, dayFirst],
  [/(?<![\d/])(\d{1,2})([/-])(\d{1,2})\2(\d{4}|\d{2})(?![\d/])/u, eitherFirst],
]

const time =
  /(?<![\d:])(?:T)?(\d{1,2})(?:[:h]|\s?h\s?|\s?giờ\s?)(\d{2})(?::(\d{2}))?(?:\.\d+)?(?!\d)\s*([ap]\.?m\.?)?\s*(uhr|hrs?|h)?\s*(z|utc|gmt)?\s*((?<=utc\s?|gmt\s?|[\d\s])[+-]\d{1,2}(?::?\d{2})?)?(?![\p{L}\d])/iu

/** A zone abbreviation after a time. */
const zoneName = /^[\s,(]*([A-Z]{2,5})[\s,)]*$/

/** Abbreviations of one time zone. With another one, only the day is kept. */
const zones = new Map([
  ...['ET', 'EST', 'EDT'].map(name => [name, 'America/New_York'] as const),
  ...['CT', 'CDT'].map(name => [name, 'America/Chicago'] as const),
  ...['MT', 'MST', 'MDT'].map(name => [name, 'America/Denver'] as const),
  ...['PT', 'PST', 'PDT'].map(name => [name, 'America/Los_Angeles'] as const),
  ...['CET', 'CEST', 'MEZ', 'MESZ'].map(name => [name, 'Europe/Berlin'] as const),
  ...['WET', 'WEST'].map(name => [name, 'Europe/Lisbon'] as const),
  ...['BST'].map(name => [name, 'Europe/London'] as const),
  ...['EET', 'EEST'].map(name => [name, 'Europe/Helsinki'] as const),
  ...['MSK'].map(name => [name, 'Europe/Moscow'] as const),
  ...['JST'].map(name => [name, 'Asia/Tokyo'] as const),
  ...['KST'].map(name => [name, 'Asia/Seoul'] as const),
  ...['HKT'].map(name => [name, 'Asia/Hong_Kong'] as const),
  ...['SGT'].map(name => [name, 'Asia/Singapore'] as const),
  ...['AEST', 'AEDT'].map(name => [name, 'Australia/Sydney'] as const),
  ...['AWST'].map(name => [name, 'Australia/Perth'] as const),
  ...['NZST', 'NZDT'].map(name => [name, 'Pacific/Auckland'] as const),
  ...['SAST'].map(name => [name, 'Africa/Johannesburg'] as const),
  ...['AKT', 'AKST', 'AKDT'].map(name => [name, 'America/Anchorage'] as const),
  ...['HST'].map(name => [name, 'Pacific/Honolulu'] as const),
  ...['ICT'].map(name => [name, 'Asia/Ho_Chi_Minh'] as const),
  ...['BRT'].map(name => [name, 'America/Sao_Paulo'] as const),
])

/** IANA name of the time zone with an abbreviation. */
export function zoneNamed(abbreviation: string): string | undefined {
  return zones.get(abbreviation.toUpperCase())
}

/** Limit in characters of a text with a date: the time of the expressions grows with its square. */
const longestDated = 1000

/** The first date in a short text, or undefined. A date without a time has the precision `day`. */
export function findDate(text: string, options: DateOptions): FoundDate | undefined {
  if (text.length > longestDated) return undefined
  for (const [form, read] of forms) {
    const match = form.exec(text)
    if (!match) continue
    const before = text.slice(0, match.index)
    const after = text.slice(match.index + match[0].length)
    return dated(before, after, read([...match], options), options)
  }
  return undefined
}

function dated(before: string, after: string, read: Read, options: DateOptions): FoundDate {
  const rest = `${before} ${after}`
  if (read === 'ambiguous') return { rest: withoutTime(rest), value: { unread: 'ambiguous' } }
  const day = `${pad(read.year, 4)}-${pad(read.month)}-${pad(read.day)}`
  if (!isDay(day)) return { rest: withoutTime(rest), value: { unread: 'invalid' } }
  const clock = time.exec(after) ?? time.exec(before)
  const left = withoutTime(rest)
  const zone = clock ? zoneName.exec(left)?.[1] : undefined
  const timeZone = zone === undefined ? options.timeZone : zones.get(zone)
  if (clock && timeZone === undefined) {
    return { rest: left.replace(zoneName, ' '), value: { at: startOfDay(day, options.timeZone), precision: 'day' } }
  }
  const at = clock && timeZone !== undefined && instant(day, clock, timeZone)
  if (!at) return { rest, value: { at: startOfDay(day, options.timeZone), precision: 'day' } }
  return { rest: left.replace(zoneName, ' '), value: { at, precision: 'instant' } }
}

function withoutTime(text: string): string {
  return text.replace(time, ' ')
}

function instant(day: string, clock: RegExpExecArray, timeZone: string): Instant | undefined {
  const [, hour = '', minute = '', second = '0', half = '', , utc, offset] = clock
  const hours = (Number(hour) % (half ? 12 : 24)) + (/p/i.test(half) ? 12 : 0)
  const local = `${day}T${pad(hours)}:${minute}:${pad(Number(second))}`
  if (Number(hour) > 23 || !isInstant(`${local}Z`)) return undefined
  if (offset === undefined) return utc === undefined ? localInstant(local, timeZone) : `${local}Z`
  const [, sign, h = '0', m = '0'] = /^([+-])(\d{1,2}):?(\d{2})?$/.exec(offset) ?? []
  const shift = (Number(h) * 60 + Number(m)) * (sign === '-' ? 60_000 : -60_000)
  return instantOf(new Date(Date.parse(`${local}Z`) + shift))
}

function dayFirst([, d, m, y]: string[], { dateOrder }: DateOptions): Read {
  return dateOrder === 'mdy' && Number(d) <= 12 ? calendar(y, d, m) : calendar(y, m, d)
}

/** Day and month in the given order, or in the only possible one; ambiguous if both are possible. */
function eitherFirst([, first, , second, y]: string[], { dateOrder }: DateOptions): Read {
  const [a, b] = [Number(first), Number(second)]
  if (a > 12 || a === b) return calendar(y, second, first)
  if (b > 12) return calendar(y, first, second)
  if (dateOrder === undefined) return 'ambiguous'
  return dateOrder === 'dmy' ? calendar(y, second, first) : calendar(y, first, second)
}

function calendar(year = '', month: string | number = '', day = ''): Read {
  const full = year.length === 2 ? Number(year) + (Number(year) < 70 ? 2000 : 1900) : Number(year)
  return { year: full, month: Number(month), day: Number(day) }
}

function monthOf(name = ''): number {
  return months.get(name.toLowerCase().normalize('NFC').replace(/\s+/g, ' ')) ?? 0
}

function pad(value: number, length = 2): string {
  return String(value).padStart(length, '0')
}
