import type { Pattern } from '../domain/search/match.ts'

/** Occurrences of a pattern that count in one text. */
export const maxOccurrences = 500
/** No word contains it. */
const unitMark = '_'
const space = 0x20
const stemMark = '='

/** Patterns to look for in one pass over a text. */
export type PatternScan<One extends Pattern = Pattern> = {
  /** What all of them begin with, apart from the mark of a stem. Empty: there is nothing. */
  beginning: string
  patterns: readonly { pattern: One; text: string }[]
}

export function patternScan<One extends Pattern>(patterns: readonly One[]): PatternScan<One> {
  const all = patterns.map(pattern => ({ pattern, text: pattern.tokens.join(' ') }))
  const plain = all.map(({ text }) => (text.startsWith(stemMark) ? text.slice(1) : text))
  return { beginning: plain.reduce(commonBeginning, plain[0] ?? ''), patterns: all }
}

/**
 * Positions of the first 500 occurrences of each pattern, in UTF-16 units from the start of the tokens; an empty list if no
 * pattern occurs. The forms of a word begin alike: one search for their beginning finds all of them.
 */
export function positionsOf(tokens: string, { beginning, patterns }: PatternScan): readonly number[][] {
  if (beginning === '') return patterns.map(({ pattern, text }) => allPositions(tokens, pattern, text))
  let at = tokens.indexOf(beginning)
  if (at < 0) return []
  const found = patterns.map((): number[] => [])
  for (; at >= 0; at = tokens.indexOf(beginning, at + 1)) {
    const start = tokens.charAt(at - 1) === stemMark ? at - 1 : at
    for (const [index, own] of found.entries()) {
      const one = patterns[index]
      if (one && own.length < maxOccurrences && isAt(tokens, start, one.pattern, one.text)) own.push(start)
    }
  }
  return found
}

function allPositions(tokens: string, pattern: Pattern, text: string): number[] {
  const found: number[] = []
  for (let at = tokens.indexOf(text); at >= 0 && found.length < maxOccurrences; at = tokens.indexOf(text, at + 1))
    if (isAt(tokens, at, pattern, text)) found.push(at)
  return found
}

/** Whether a pattern with a text occurs at a position. */
function isAt(tokens: string, at: number, { isPrefix }: Pattern, text: string): boolean {
  if (at > 0 && tokens.charCodeAt(at - 1) !== space) return false
  if (!tokens.startsWith(text, at)) return false
  const end = at + text.length
  return isPrefix === true || end === tokens.length || tokens.charCodeAt(end) === space
}

function commonBeginning(one: string, other: string): string {
  let length = 0
  while (length < one.length && one.charCodeAt(length) === other.charCodeAt(length)) length += 1
  return one.slice(0, length)
}

/** Ends of the units of a field: sections, takeaways, terms. */
export function unitEnds(tokens: string): number[] {
  const ends: number[] = []
  for (let at = tokens.indexOf(unitMark); at >= 0; at = tokens.indexOf(unitMark, at + 1)) ends.push(at)
  return [...ends, tokens.length + 1]
}

/** Distributes ascending positions over units. */
export function byUnit(positions: readonly number[], ends: readonly number[]): number[][] {
  const units: number[][] = ends.map(() => [])
  let unit = 0
  for (const position of positions) {
    while (unit < ends.length - 1 && position >= (ends[unit] ?? 0)) unit += 1
    units[unit]?.push(position)
  }
  return units
}

/** Length of the shortest range with one position of each list. */
export function closestSpan(lists: readonly (readonly number[])[]): number {
  const next = lists.map(() => 0)
  let best = Number.POSITIVE_INFINITY
  for (;;) {
    let low = Number.POSITIVE_INFINITY
    let high = Number.NEGATIVE_INFINITY
    let lowest = 0
    for (const [index, list] of lists.entries()) {
      const position = list[next[index] ?? 0]
      if (position === undefined) return best
      if (position < low) {
        low = position
        lowest = index
      }
      high = Math.max(high, position)
    }
    best = Math.min(best, high - low)
    next[lowest] = (next[lowest] ?? 0) + 1
  }
}
