import { type Day, seconds } from '../../../domain/instant.ts'

/** Documents of one day. More of them continue in the numbers of the next day. */
const perDay = 2 ** 24

/**
 * The range of document numbers of a day, the first included, the last not. A higher number is a later publication, so the
 * index returns the newest articles first without reading the others. Exact in JavaScript: days have 22 bits.
 */
export function documentNumbers(day: Day): { from: number; to: number } {
  const from = Math.floor(seconds(`${day}T00:00:00Z`) / 86_400) * perDay
  return { from, to: from + perDay }
}

/** The year of a document number. */
export function yearOf(dayNumber: number): number {
  return new Date(dayNumber * 86_400_000).getUTCFullYear()
}

/** The divisor that turns a document number into the number of its day since 1970. */
export const documentsPerDay = perDay
