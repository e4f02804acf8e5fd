import type { Pattern } from '../domain/search/match.ts'

/** Occurrences of a pattern that are read in one text. */
const maxOccurrences = 500
const unitMark = ' _ '

/** Positions of the first 500 occurrences of a pattern, in UTF-16 units from the start of the tokens. */
export function positionsOf(tokens: string, { tokens: wanted, isPrefix }: Pattern): number[] {
  const text = wanted.join(' ')
  const found: number[] = []
  for (let at = tokens.indexOf(text); at >= 0 && found.length < maxOccurrences; at = tokens.indexOf(text, at + 1)) {
    const end = at + text.length
    const isStart = at === 0 || tokens.charCodeAt(at - 1) === 0x20
    if (isStart && (isPrefix || end === tokens.length || tokens.charCodeAt(end) === 0x20)) found.push(at)
  }
  return found
}

/** Ends of the units of a field: sections, takeaways, terms. */
export function unitEnds(tokens: string): number[] {
  const ends: number[] = []
  // An empty unit leaves two spaces, or one at an end.
  const text = ` ${tokens} `
  for (let at = text.indexOf(unitMark); at >= 0; at = text.indexOf(unitMark, at + 2)) ends.push(at)
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
