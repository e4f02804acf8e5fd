import { findDate } from '../../fact/date.ts'
import { anyPhrase, hourPhrases, minutePhrases, viewPhrases } from '../../fact/lexicon.ts'
import { digits, multiplierPhrases, wholeNumber } from '../../fact/number.ts'
import { type Fact, longestFact } from './fact.ts'

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

/** The number of views, or the minutes, after a label. */
export function labelledFigure(kind: 'views' | 'readingTime', value: string): Fact[] {
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

/** The number of views in a text, and the text without it. */
export function viewCountIn(text: string): { fact: Fact; rest: string } | undefined {
  const views = viewCount.exec(text)
  if (!views) return undefined
  return {
    fact: figureFact('views', wholeNumber(views[1] ?? '', views[2]), views[0]),
    rest: text.replace(views[0], ' '),
  }
}

/** The reading time in a text, and the text without it. */
export function readingTimeIn(text: string): { fact: Fact; rest: string } | undefined {
  const reading = readingTime(text)
  return reading && { fact: figureFact('readingTime', reading.minutes, text), rest: reading.rest }
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

/** A pattern of words directly after a number, also without a space: "12min". */
function loose(phrases: readonly string[]): string {
  return `(?:${phrases.map(one => one.replaceAll('.', '\\.')).join('|')})(?![\\p{L}\\p{N}])`
}
