import type { PublishedRange } from './filter.ts'
import type { Chunk, SharedPrints } from './intersection.ts'

/** What a page is looked for in: the places between two moments, both among them. */
export type ChunkSearch = PublishedRange & {
  by: 'published' | 'updated'
  ascending: boolean
  lowAt: number
  highAt: number
  limit: number
}

/** A chunk on the way of a search: between `near` and `far`, which grow in its direction. */
export type ChunkRange = { chunk: number; near: number; far: number; isPublished: boolean }

/** A stretch with how many are shared there, and how many the first filter has. */
export type SizedRange = Pick<ChunkRange, 'chunk' | 'near' | 'far'> & { size: number; of: number }

/** Statements look up so many prints at least: more of them cost more than what is looked up in vain. */
const batch = 100

/** Twice the checks that cost no more than reading the sets of all chunks. */
const cheapWalk = 160

/** The chunks on the way of a search, nearest first. */
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

/** Stretches in which the first filter has any. Nothing counts as shared where all was published at other times. */
export function withSizes(ranges: readonly ChunkRange[], { sizes }: SharedPrints): SizedRange[] {
  return ranges.flatMap(({ chunk, near, far, isPublished }) => {
    const found = sizes.get(chunk)
    return found ? [{ chunk, near, far, of: found.of, size: isPublished ? found.size : 0 }] : []
  })
}

/**
 * Whether it costs less to walk along what the first filter has, and to check each, than to look up and sort what all
 * share: so it is where most of the one is shared, and where chunks and time have little to do with each other.
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
  // To check one costs about as much as to look up two; reading all sets costs more than a short walk.
  return 2 * passed < Math.max(lookedUp, cheapWalk)
}

/**
 * The first places of a search, looked up chunk by chunk until none that follows can hold an earlier one.
 *
 * @param read answers the first `limit` of what some chunks share and the search is for, in its order
 * @param compare by the order of the search
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

/** Whether all that a stretch may hold comes behind a place. */
export function isBeyond(
  { near }: Pick<ChunkRange, 'near'>,
  { at }: { at: number },
  { ascending }: ChunkSearch,
): boolean {
  return near > (ascending ? at : -at)
}

/** How many articles are shared, published between two moments. Only chunks over which one of these falls are read. */
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

/** Whether anything of a chunk can be published between two moments. */
export function isWithin(one: Chunk, { after, before }: PublishedRange): boolean {
  return one.published_to > after && one.published_from < before
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
