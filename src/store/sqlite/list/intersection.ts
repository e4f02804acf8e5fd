import type { Connection } from '../database/connection.ts'
import type * as schema from '../schema/print.ts'
import { countMembers, decodeChunk, emptySet, intersect, type MemberSet, numbersIn, unite } from './member-set.ts'
import type { SetName } from './print-set.ts'

/** The prints that are in any of these sets. */
export type AnyOf = { kind: SetName['kind']; values: readonly string[] }

/** What the prints of a chunk sort by. */
export type Chunk = typeof schema.printChunk.$inferSelect

/** The prints of some chunks that several filters share. */
export type SharedPrints = {
  members: MemberSet
  /** By chunk: how many they share, and how many the first of them has. Nothing where that one has none. */
  sizes: ReadonlyMap<number, { size: number; of: number }>
}

/** What several filters share. */
export type Intersection = {
  chunks: readonly Chunk[]
  inChunk(chunk: number): SharedPrints
  /** In all chunks: some 30 µs for each value of a filter and 100,000 articles. */
  inAllChunks(): SharedPrints
}

type ChunkRow = [chunk: number, members: Buffer]

/** Finds the prints that several filters share without a look at those that only one of them has. */
export function createIntersectionReader(connection: Connection): (filters: readonly AnyOf[]) => Intersection {
  const chunkRows = connection.prepare<[], Chunk>('SELECT * FROM print_chunk')
  const select = 'SELECT chunk, members FROM print_set WHERE kind = ? AND value = ?'
  const every = connection.prepare<[string, string], ChunkRow>(select).raw()
  const single = connection.prepare<[string, string, number], ChunkRow>(`${select} AND chunk = ?`).raw()

  return filters => {
    const chunks = chunkRows.all()
    let whole: SharedPrints | undefined
    return {
      chunks,
      inChunk: chunk => intersectFilters(filters, [chunk], (kind, value) => single.all(kind, value, chunk)),
      inAllChunks() {
        const all = chunks.map(({ chunk }) => chunk)
        whole ??= intersectFilters(filters, all, (kind, value) => every.all(kind, value))
        return whole
      },
    }
  }
}

/** What is shared in some chunks, as a statement takes it: the numbers of `print_number`, as JSON. */
export function sharedNumbers({ members }: SharedPrints, some: readonly { chunk: number }[]): string {
  return JSON.stringify(some.flatMap(({ chunk }) => numbersIn(members, chunk)))
}

/** @param chunks in ascending order */
function intersectFilters(
  filters: readonly AnyOf[],
  chunks: readonly number[],
  read: (kind: string, value: string) => ChunkRow[],
): SharedPrints {
  const [low = 0] = chunks
  const none = () => emptySet(low, (chunks.at(-1) ?? low) + 1 - low)
  const setOf = (kind: string, value: string) => {
    const members = none()
    for (const [chunk, stored] of read(kind, value)) decodeChunk(members, chunk, stored)
    return members
  }
  const anyOf = ({ kind, values: [value, ...more] }: AnyOf) => {
    const members = value === undefined ? none() : setOf(kind, value)
    for (const other of more) unite(members, setOf(kind, other))
    return members
  }
  const [members = none(), ...others] = filters.map(anyOf)
  const counted = chunks.map(chunk => ({ chunk, of: countMembers(members, chunk) })).filter(({ of }) => of > 0)
  for (const other of others) intersect(members, other)
  return {
    members,
    sizes: new Map(counted.map(({ chunk, of }) => [chunk, { size: countMembers(members, chunk), of }])),
  }
}
