/** The index of an element on each side; absent on the side where it is missing. */
export type Pair = { before?: number; after?: number; moved: boolean }

/**
 * Compares two sequences by the keys of their elements. Common elements at both ends are equal. In between, the n-th
 * element with a key corresponds to the n-th one with the same key; the longest subsequence in unchanged order stayed,
 * the others moved. Takes n log n steps.
 *
 * @returns pairs in the order of `after`; a removed element comes before the one that replaces it
 */
export function compareSequences(before: readonly string[], after: readonly string[]): Pair[] {
  const found = meet(before, after)
  const stayed = new Set(longestRising(found))
  const met = new Set(found)
  const gone = before.flatMap((_, index) => (met.has(index) ? [] : [index]))
  const pairs: Pair[] = []
  let next = 0
  const removeUpTo = (end: number) => {
    for (; (gone[next] ?? end) < end; next += 1) pairs.push({ before: gone[next] ?? 0, moved: false })
  }
  const following = nextStayed(found, stayed, before.length)
  for (const [index, old] of found.entries()) {
    removeUpTo(following[index] ?? before.length)
    pairs.push(
      old === undefined ? { after: index, moved: false } : { before: old, after: index, moved: !stayed.has(old) },
    )
  }
  removeUpTo(before.length)
  return pairs
}

/** For each position, the index of the first element that stayed, at or after it. */
function nextStayed(found: readonly (number | undefined)[], stayed: ReadonlySet<number>, end: number): number[] {
  const following: number[] = []
  let last = end
  for (let index = found.length - 1; index >= 0; index -= 1) {
    const old = found[index]
    if (old !== undefined && stayed.has(old)) last = old
    following[index] = last
  }
  return following
}

/** For each element of `after`, the index of the corresponding one in `before`. */
function meet(before: readonly string[], after: readonly string[]): (number | undefined)[] {
  const shorter = Math.min(before.length, after.length)
  let start = 0
  while (start < shorter && before[start] === after[start]) start += 1
  let end = 0
  while (end < shorter - start && before.at(-1 - end) === after.at(-1 - end)) end += 1
  const places = new Map<string, number[]>()
  for (const [index, key] of before.slice(start, before.length - end).entries()) {
    const same = places.get(key)
    if (same) same.push(start + index)
    else places.set(key, [start + index])
  }
  const used = new Map<string, number>()
  return after.map((key, index) => {
    if (index < start) return index
    if (index >= after.length - end) return index + before.length - after.length
    const count = used.get(key) ?? 0
    used.set(key, count + 1)
    return places.get(key)?.[count]
  })
}

/** The longest increasing subsequence, by patience sorting. */
function longestRising(values: readonly (number | undefined)[]): number[] {
  const tops: number[] = []
  const previous = new Map<number, number | undefined>()
  for (const value of values) {
    if (value === undefined) continue
    let low = 0
    for (let high = tops.length; low < high; ) {
      const middle = (low + high) >> 1
      if ((tops[middle] ?? 0) < value) low = middle + 1
      else high = middle
    }
    previous.set(value, low > 0 ? tops[low - 1] : undefined)
    tops[low] = value
  }
  const rising: number[] = []
  for (let value = tops.at(-1); value !== undefined; value = previous.get(value)) rising.push(value)
  return rising.reverse()
}
