import type { Instant } from '../../../domain/instant.ts'
import { trimBy } from '../../../domain/text/trim.ts'
import { type DateOptions, findDate } from '../../fact/date.ts'
import {
  anyPhrase,
  byPhrases,
  categoryPhrases,
  embargoPhrases,
  fillerPhrases,
  hourPhrases,
  isControl,
  isWithheld,
  labelOf,
  languageNamed,
  minutePhrases,
  publishedPhrases,
  readingPhrases,
  updatedPhrases,
  viewPhrases,
} from '../../fact/lexicon.ts'
import { namesOf } from '../../fact/name.ts'
import { digits, multiplierPhrases, wholeNumber } from '../../fact/number.ts'
import { type Restriction, restrictionOf } from '../../fact/restriction.ts'
import type { Label } from '../../fact/words.ts'

/** A fact in a facts line. */
export type Fact =
  | { kind: 'published'; at: Instant; precision: 'day' | 'instant' }
  | { kind: 'updated'; at: Instant; precision: 'day' | 'instant' }
  /** The text must not be published before. */
  | { kind: 'embargo'; at: Instant; precision: 'day' | 'instant' }
  /** The text is not public. */
  | { kind: 'restriction'; restriction: Restriction; statement: string }
  | { kind: 'unread-date'; why: 'ambiguous' | 'invalid' | 'none'; text: string }
  | { kind: 'category'; text: string }
  | { kind: 'language'; text: string }
  | { kind: 'summary'; text: string }
  | { kind: 'title'; text: string }
  | { kind: 'tags'; names: string[] }
  | { kind: 'authors'; names: string[] }
  | { kind: 'views'; figure: number }
  | { kind: 'readingTime'; figure: number }
  | { kind: 'unread-figure'; text: string }
  | { kind: 'control' }
  | { kind: 'nothing' }

/** Emoji with the meaning of a label. */
const emoji: readonly (readonly [RegExp, Label])[] = [
  [/^(?:📅|🗓|📆|🕓)\ufe0f?/u, 'published'],
  [/^(?:🔄|♻)\ufe0f?/u, 'updated'],
  [/^(?:📁|📂|🗂|🗃)\ufe0f?/u, 'category'],
  [/^(?:🏷|🔖|#️⃣)\ufe0f?/u, 'tags'],
  [/^(?:👁|👀)\ufe0f?(?:\u200d🗨\ufe0f?)?/u, 'views'],
  [/^(?:⏱|⏲|⏰|⌛|⏳|🕐|🕑|🕒|📖|⌚)\ufe0f?/u, 'readingTime'],
  [/^(?:✍|🖊|🖋|👤|👥|🧑|👩|👨|📝)\ufe0f?(?:[\u{1f3fb}-\u{1f3ff}])?(?:\u200d[♀♂💻💼🎓]\ufe0f?)?/u, 'authors'],
  [/^(?:🌐|🗣)\ufe0f?/u, 'language'],
  [/^💡\ufe0f?/u, 'summary'],
]

/** Any emoji that begins a fact. It can be the only separator. */
export const factEmoji = /(?=📅|🗓|📆|🔄|📁|📂|🗂|🏷|🔖|👁|👀|⏱|⏲|⏰|⌛|⏳|✍|👤|👥|🌐)/u

/** Limit of a segment of a facts line, in characters. */
export const longestFact = 200

/** The facts of a segment; undefined if it contains other text too. */
export function factsOf(segment: string, options: DateOptions): Fact[] | undefined {
  const text = segment.trim()
  if (text === '') return [{ kind: 'nothing' }]
  const withheld = restrictionIn(text, options)
  if (withheld) return [withheld]
  for (const [sign, label] of emoji) {
    if (sign.test(text)) return labelled(label, withoutLabel(text.replace(sign, '').trim(), label), options)
  }
  const stated = labelIn(text)
  const isFigure = stated?.label === 'views' || stated?.label === 'readingTime'
  if (stated && !(isFigure && /^\D+$/.test(stated.value))) return labelled(stated.label, stated.value, options)
  if (isControl(text)) return [{ kind: 'control' }]
  const hashtags = hashtagsOf(text)
  if (hashtags) return [{ kind: 'tags', names: hashtags }]
  return factsByPattern(text, options)
}

/** Whether a segment has an emoji or label. */
export function isLabelled(segment: string): boolean {
  const text = segment.trim()
  return emoji.some(([sign]) => sign.test(text)) || labelIn(text) !== undefined
}

/** The known label before the first colon, and the value after it. */
function labelIn(text: string): { label: Label; value: string } | undefined {
  const colon = text.search(/[:：]/)
  const label = colon < 1 ? undefined : labelOf(text.slice(0, colon).trimEnd())
  return label && { label, value: text.slice(colon + 1).trimStart() }
}

function withoutLabel(text: string, label: Label): string {
  const stated = labelIn(text)
  return stated?.label === label ? stated.value : text
}

function labelled(label: Label, value: string, options: DateOptions): Fact[] | undefined {
  if (value === '') return [{ kind: 'nothing' }]
  switch (label) {
    case 'published':
    case 'updated':
      return factsByPattern(value, options, label) ?? [{ kind: 'unread-date', why: 'none', text: value }]
    case 'views':
    case 'readingTime':
      return figured(label, value)
    case 'embargo':
      return [embargo(value, options)]
    case 'status':
      return statusOf(value)
    case 'tags':
      return [{ kind: 'tags', names: listOf(value) }]
    case 'authors':
      return (
        factsByPattern(`${byPhrases[0] ?? 'by'} ${value.replace(byStart, '')}`, options) ?? [
          { kind: 'authors', names: namesOf(value, false) ?? [] },
        ]
      )
    default:
      return [{ kind: label, text: value }]
  }
}

/** A restriction in a line: "Not for publication", "Embargoed until 5 May, 09:00". */
function restrictionIn(text: string, options: DateOptions): Fact | undefined {
  if (text.length > longestFact) return undefined
  if (isWithheld(text)) return { kind: 'restriction', restriction: restrictionNamed(text), statement: `"${text}"` }
  const start = embargoStart.exec(text)
  const value = text.slice(start?.[0].length ?? 0)
  return start && /\d/.test(value) ? embargo(value, options) : undefined
}

function restrictionNamed(text: string): Restriction {
  if (embargoed.test(text)) return 'scheduled'
  const meaning = restrictionOf(text)
  return meaning === undefined || meaning === 'public' ? 'private' : meaning
}

function embargo(value: string, options: DateOptions): Fact {
  const date = findDate(value, options)
  if (date && 'at' in date.value) return { kind: 'embargo', ...date.value }
  return { kind: 'restriction', restriction: 'scheduled', statement: `The embargo "${value}"` }
}

function statusOf(value: string): Fact[] | undefined {
  const restriction = isWithheld(value) ? restrictionNamed(value) : restrictionOf(value)
  if (restriction === undefined) return undefined
  return [
    restriction === 'public' ? { kind: 'nothing' } : { kind: 'restriction', restriction, statement: `"${value}"` },
  ]
}

const embargoStart = new RegExp(`^${anyPhrase(embargoPhrases)}[\\s:]+`, 'iu')
const embargoed = /embargo|sperrfrist|hold/iu
const byStart = new RegExp(`^${anyPhrase(byPhrases)}\\s+`, 'iu')
const categoryStart = new RegExp(`^${anyPhrase(categoryPhrases)}\\s+`, 'iu')
const updated = new RegExp(anyPhrase(updatedPhrases), 'giu')
const filler = new RegExp(
  anyPhrase([...publishedPhrases, ...readingPhrases, ...fillerPhrases].sort((a, b) => b.length - a.length)),
  'giu',
)
const scale = String.raw`\s?(${multiplierPhrases.map(one => one.replace('.', '\\.')).join('|')})(?![\p{L}])`
const viewCount = new RegExp(
  String.raw`(?<![\p{L}\d.,$€£])(${digits})(?:${scale})?\s*(?:\+\s*)?${anyPhrase(viewPhrases)}`,
  'iu',
)
const hour = new RegExp(String.raw`(?<![\p{L}\d.,])(\d{1,2})\s*(?:-\s*)?${loose(hourPhrases)}\.?\s*`, 'iu')
const minute = new RegExp(
  String.raw`(?<![\p{L}\d.,:])[<~≈>±]?\s*(\d{1,4})(?:\s*[-–]\s*\d{1,4})?\s*(?:-\s*)?${loose(minutePhrases)}\.?(?![\p{L}\d])`,
  'iu',
)
const onlyFigure = new RegExp(String.raw`^[<~≈]?\s*(${digits})(?:${scale})?\s*\+?`, 'iu')

/** Facts without labels: a date, a reading time, a number of views, names after "by", in any order. */
function factsByPattern(
  text: string,
  options: DateOptions,
  label: 'published' | 'updated' = 'published',
): Fact[] | undefined {
  if (text.length > longestFact) return undefined
  const facts: Fact[] = []
  let rest = text
  const views = viewCount.exec(rest)
  if (views) {
    facts.push(figureFact('views', wholeNumber(views[1] ?? '', views[2]), views[0]))
    rest = rest.replace(views[0], ' ')
  }
  const reading = readingTime(rest)
  if (reading) {
    facts.push(figureFact('readingTime', reading.minutes, text))
    rest = reading.rest
  }
  const dates: Fact[] = []
  for (let date = findDate(rest, options); date && dates.length < 2; date = findDate(rest, options)) {
    const isUpdate = dates.length > 0 || label === 'updated' || rest.search(updated) >= 0
    const kind = isUpdate ? 'updated' : 'published'
    dates.push('at' in date.value ? { kind, ...date.value } : { kind: 'unread-date', why: date.value.unread, text })
    rest = date.rest
  }
  facts.push(...dates)
  const left = trimBy(rest, /[\s,;()–—-]/)
  if (facts.length > 0 && isFiller(left)) return facts
  const named = namedFact(left) ?? namedFact(left.replace(filler, ' ').trim())
  return named && (facts.length > 0 || left === text.trim()) ? [...facts, named] : undefined
}

function namedFact(text: string): Fact | undefined {
  if (categoryStart.test(text)) return { kind: 'category', text: text.replace(categoryStart, '') }
  const names = byStart.test(text) ? namesOf(text.replace(byStart, ''), true) : undefined
  return names && { kind: 'authors', names }
}

function isFiller(text: string): boolean {
  return !/[\p{L}\p{N}]/u.test(text.replace(updated, ' ').replace(filler, ' '))
}

function readingTime(text: string): { minutes: number | undefined; rest: string } | undefined {
  const hours = hour.exec(text)
  const afterHours = hours && text.slice(hours.index + hours[0].length)
  const minutesAfter = afterHours ? minute.exec(afterHours) : null
  const isHours = hours && (minutesAfter?.index === 0 || hours[0].trim().length > 2)
  const minutes = isHours ? minutesAfter : minute.exec(text)
  if (isHours && findDate(text, { timeZone: 'UTC' }) && !minutes) return undefined
  if (!minutes && !isHours) return undefined
  const total = (isHours ? Number(hours[1]) * 60 : 0) + Number(minutes?.[1] ?? 0)
  let rest = isHours ? text.replace(hours[0], ' ') : text
  if (minutes) rest = rest.replace(minutes[0], ' ')
  return { minutes: total >= 1 ? total : undefined, rest }
}

function figured(kind: 'views' | 'readingTime', value: string): Fact[] {
  if (value.length > longestFact) return [{ kind: 'unread-figure', text: value }]
  const reading = kind === 'readingTime' ? readingTime(value) : undefined
  if (reading) return [figureFact(kind, reading.minutes, value)]
  const match = onlyFigure.exec(value)
  const figure = match ? wholeNumber(match[1] ?? '', match[2]) : undefined
  return [figureFact(kind, figure, value)]
}

function figureFact(kind: 'views' | 'readingTime', figure: number | undefined, text: string): Fact {
  return figure === undefined || (kind === 'readingTime' && figure < 1)
    ? { kind: 'unread-figure', text }
    : { kind, figure }
}

/** A pattern of words directly after a number, also without a space: "12min". */
function loose(phrases: readonly string[]): string {
  return `(?:${phrases.map(one => one.replaceAll('.', '\\.')).join('|')})(?![\\p{L}\\p{N}])`
}

function hashtagsOf(text: string): string[] | undefined {
  const tags = text.split(/[\s,]+/u)
  return tags.every(tag => /^#[\p{N}_-]*\p{L}[\p{L}\p{N}_-]*$/u.test(tag)) ? tags.map(tag => tag.slice(1)) : undefined
}

/** Splits a list on one line. */
export function listOf(text: string): string[] {
  const entries = text.split(/[,;·|•、，]|\s(?=#)/u).map(entry =>
    entry
      .trim()
      .replace(/^#|\.$/g, '')
      .trim(),
  )
  return [...new Set(entries.filter(Boolean))]
}

export function languageOf(text: string): string {
  return languageNamed(text) ?? text
}
