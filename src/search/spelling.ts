/** Edits that a misspelt word may need: none up to 4 letters, one from 5 to 8, two from 9. */
export function allowedEdits(word: string): number {
  const letters = [...word].length
  return letters < 5 ? 0 : letters < 9 ? 1 : 2
}

/**
 * Number of edits between two words: letters inserted, left out, replaced, or swapped with their neighbour
 * (Damerau-Levenshtein, optimal string alignment). An edit of the first letter counts double. More than `max` is Infinity.
 */
export function editDistance(one: string, other: string, max: number): number {
  if (Math.abs(one.length - other.length) > max) return Number.POSITIVE_INFINITY
  const distance = at(distances(one, other, max), other.length)
  return distance > max ? Number.POSITIVE_INFINITY : distance
}

/**
 * The beginning of another word that is nearest to a word, and its distance: see `editDistance`. Of equally near ones the one
 * of the same length, then the shortest. Undefined if all need more than `max` edits.
 */
export function nearestBeginning(
  word: string,
  other: string,
  max: number,
): { beginning: string; distance: number } | undefined {
  const row = distances(word, other.slice(0, word.length + max), max)
  let best: { beginning: string; distance: number } | undefined
  for (const length of [word.length, ...row.keys()]) {
    const distance = at(row, length)
    const isInPair = (other.charCodeAt(length) & 0xfc00) === 0xdc00
    if (distance > max || distance >= (best?.distance ?? Number.POSITIVE_INFINITY) || isInPair) continue
    best = { beginning: other.slice(0, length), distance }
  }
  return best
}

/** Edits between a word and each beginning of another, by its length. Empty if all need more than `max`. */
function distances(one: string, other: string, max: number): readonly number[] {
  let before: number[] = []
  let row = Array.from({ length: other.length + 1 }, (_, index) => (index === 0 ? 0 : index + 1))
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i + 1]
    let least = i + 1
    // Further away from the diagonal, more letters are inserted or left out than edits are allowed.
    for (let j = 1; j < i - max && j <= other.length; j += 1) next.push(Number.POSITIVE_INFINITY)
    for (let j = Math.max(1, i - max); j <= Math.min(other.length, i + max); j += 1) {
      const price = i === 1 || j === 1 ? 2 : 1
      const isSame = one[i - 1] === other[j - 1]
      let best = Math.min(
        at(row, j - 1) + (isSame ? 0 : price),
        at(row, j) + (i === 1 ? 2 : 1),
        at(next, j - 1) + (j === 1 ? 2 : 1),
      )
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1] && !isSame)
        best = Math.min(best, at(before, j - 2) + (i === 2 || j === 2 ? 2 : 1))
      next.push(best)
      least = Math.min(least, best)
    }
    if (least > max) return []
    before = row
    row = next
  }
  return row
}

const at = (row: readonly number[], index: number) => row[index] ?? Number.POSITIVE_INFINITY

/** The words nearest to a misspelt one, all with the same number of edits. */
export function nearestWords(word: string, candidates: Iterable<string>): string[] {
  let max = allowedEdits(word)
  let nearest: string[] = []
  for (const candidate of candidates) {
    const distance = editDistance(word, candidate, max)
    if (distance > max) continue
    if (distance < max) nearest = []
    max = distance
    nearest.push(candidate)
  }
  return nearest
}
