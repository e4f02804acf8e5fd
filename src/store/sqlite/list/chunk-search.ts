import type { PublishedRange } from './filter.ts'
import type { Chunk, SharedPrints } from './intersection.ts'

/** The range of a search: positions between two times, both inclusive. */
export type ChunkSearch = PublishedRange & {
  by: 'published' | 'updated'
  ascending: boolean
  lowAt: number
  highAt: number
  limit: number
}

/** A chunk in the range of a search, from `near` to `far`, which increase in the direction of the search. */
export type ChunkRange = { chunk: number; near: number; far: number; isPublished: boolean }

/** A range with the number of shared prints, and of prints of the first filter. */
export type SizedRange = Pick<ChunkRange, 'chunk' | 'near' | 'far'> & { size: number; of: number }

/** Minimum number of prints per statement: more statements cost more than some unneeded lookups. */
const batch = 100

/** Twice the number of checks that cost as much as reading the sets of all chunks. */
const cheapWalk = 160

/** The chunks in the range of a search, nearest first. */
export function chunkRanges(
  chunks: readonly Chunk[],
  { by, ascending, lowAt, highAt, after, before }: ChunkSearch,
): ChunkRange[] {
  return chunks
    .flatMap(one => {
      const [from, to] = [one[`${by}_from`], one[`${by}_to`]]
      if (to < lowAt || from > highAt) return []
      const isPublished = one.published_to > after && one.published_from < before
      return [{ chunk: one.chunk, isPublished, ...(ascending ? { near: from, far: to } : { near: -to, far: -from }) }]
    })
    .sort((a, b) => a.near - b.near)
}

/** Ranges with prints of the first filter. The size is 0 if nothing of the chunk was published in the range. */
export function withSizes(ranges: readonly ChunkRange[], { sizes }: SharedPrints): SizedRange[] {
  return ranges.flatMap(({ chunk, near, far, isPublished }) => {
    const found = sizes.get(chunk)
    return found ? [{ chunk, near, far, of: found.of, size: isPublished ? found.size : 0 }] : []
  })
}

/**
 * Whether walking the index of the first filter, with a check of each print, costs less than looking up and sorting the
 * shared prints. That is so if most prints of the filter are shared, or if chunks do not correlate with time.
 */
export function isDense(ranges: readonly SizedRange[], limit: number): boolean {
  const some = ranges.filter(({ size }) => size > 0)
  const start = some[0]?.near ?? 0
  let held = 0
  let end = start
  for (const { size, far } of some) {
    if (held >= limit) break
    held += size
    end = Math.max(end, far)
  }
  if (held < limit) return false
  const reached = ranges.filter(({ near }) => near <= end)
  const lookedUp = sum(reached.map(({ size }) => size))
  const before = sum(reached.map(({ far, of }) => (far < start ? of : 0)))
  const among = sum(reached.map(({ far, of }) => (far < start ? 0 : of)))
  const passed = before + among * (limit / lookedUp)
  // A check costs about as much as two lookups. Reading all sets costs more than a short walk.
  return 2 * passed < Math.max(lookedUp, cheapWalk)
}

/**
 * The first positions of a search. Looks up chunk by chunk until no further chunk can contain an earlier position.
 *
 * @param read returns the first `limit` shared positions of some chunks, in the order of the search
 * @param compare order of the search
 */
export function searchChunks<Position extends { at: number }>(
  ranges: readonly SizedRange[],
  search: ChunkSearch,
  read: (some: readonly SizedRange[]) => Position[],
  compare: (a: Position, b: Position) => number,
): Position[] {
  const left = ranges.filter(({ size }) => size > 0)
  let found: Position[] = []
  let next = 0
  while (next < left.length) {
    const last = found[search.limit - 1]
    const following = left[next]
    if (last && following && isBeyond(following, last, search)) break
    const start = next
    for (let size = 0; size < batch && next < left.length; next += 1) size += left[next]?.size ?? 0
    const more = read(left.slice(start, next))
    found = start === 0 ? more : [...found, ...more].sort(compare).slice(0, search.limit)
  }
  return found
}

/** Whether every position of a range comes after a position. */
export function isBeyond(
  { near }: Pick<ChunkRange, 'near'>,
  { at }: { at: number },
  { ascending }: ChunkSearch,
): boolean {
  return near > (ascending ? at : -at)
}

/** Number of shared articles published in a range. Reads only chunks that contain an end of the range. */
export function countShared(
  chunks: readonly Chunk[],
  { sizes }: SharedPrints,
  published: PublishedRange,
  count: (some: readonly Chunk[]) => number,
): number {
  const { after, before } = published
  const found = chunks.filter(one => sizes.has(one.chunk) && isWithin(one, published))
  const isWhole = (one: Chunk) => one.published_from > after && one.published_to < before
  const cut = found.filter(one => !isWhole(one))
  const whole = sum(found.filter(isWhole).map(({ chunk }) => sizes.get(chunk)?.size ?? 0))
  return cut.length === 0 ? whole : whole + count(cut)
}

/** Whether a chunk may contain articles published in a range. */
export function isWithin(one: Chunk, { after, before }: PublishedRange): boolean {
  return one.published_to > after && one.published_from < before
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
