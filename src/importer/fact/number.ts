import { multipliers } from './lexicon.ts'

/** Words after a number that multiply it. */
export const multiplierPhrases = [...multipliers.keys()].sort((a, b) => b.length - a.length)

/** Digits with the separators of any language: 1.234 · 1,234 · 1 234 · 1’234 · 1,2. */
export const digits = String.raw`\d{1,3}(?:[.,'’\s]\d{2,3})*(?:[.,]\d{1,3})?\d{0,12}`

/**
 * Reads a whole number, or returns undefined. A single separator before three digits groups thousands, except before a word
 * such as K or Mio.: there it is a decimal sign.
 */
export function wholeNumber(figure: string, multiplier?: string): number | undefined {
  const factor = multiplier === undefined ? 1 : multipliers.get(multiplier.toLowerCase().replace(/\s+/g, ' '))
  if (factor === undefined) return undefined
  const value = Number(normal(figure.trim().replace(/[\s'’]/g, ' '), factor > 1))
  const whole = Math.round(value * factor)
  return Number.isSafeInteger(whole) && whole >= 0 ? whole : undefined
}

/** The number with `.` as decimal sign and without group separators. */
function normal(figure: string, scaled: boolean): string {
  const signs = figure.match(/[., ]/g) ?? []
  const last = signs.at(-1)
  if (last === undefined) return figure
  const mixed = signs.some(sign => sign !== last)
  const tail = figure.length - figure.lastIndexOf(last) - 1
  const isDecimal = last !== ' ' && signs.filter(sign => sign === last).length === 1 && (mixed || tail !== 3 || scaled)
  const ungrouped = (text: string) => text.replace(/[., ]/g, '')
  if (!isDecimal) return ungrouped(figure)
  const at = figure.lastIndexOf(last)
  return `${ungrouped(figure.slice(0, at))}.${figure.slice(at + 1)}`
}
