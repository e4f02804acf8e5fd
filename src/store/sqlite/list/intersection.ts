import type { Connection } from '../database/connection.ts'
import type * as schema from '../schema/print.ts'
import { addAll, countMembers, keepShared, type Members, noMembers, numbersIn, putStored } from './member-set.ts'
import type { SetName } from './print-set.ts'

/** The prints that are in any of these sets. */
export type AnyOf = { kind: SetName['kind']; values: readonly string[] }

/** What the prints of a chunk sort by. */
export type Chunk = typeof schema.printChunk.$inferSelect

/** The prints of some chunks that several filters share. */
export type Shared = {
  members: Members
  /** By chunk: how many they share, and how many the first of them has. Nothing where that one has none. */
  sizes: ReadonlyMap<number, { size: number; of: number }>
}

/** What several filters share. */
export type Meeting = {
  chunks: readonly Chunk[]
  in(chunk: number): Shared
  /** In all chunks: some 30 µs for each value of a filter and 100,000 articles. */
  everywhere(): Shared
}

type Row = [chunk: number, members: Buffer]

/** Finds the prints that several filters share without a look at those that only one of them has. */
export function createMeetingReader(connection: Connection): (filters: readonly AnyOf[]) => Meeting {
  const chunkRows = connection.prepare<[], Chunk>('SELECT * FROM print_chunk')
  const select = 'SELECT chunk, members FROM print_set WHERE kind = ? AND value = ?'
  const every = connection.prepare<[string, string], Row>(select).raw()
  const single = connection.prepare<[string, string, number], Row>(`${select} AND chunk = ?`).raw()

  return filters => {
    const chunks = chunkRows.all()
    let whole: Shared | undefined
    return {
      chunks,
      in: chunk => shared(filters, [chunk], (kind, value) => single.all(kind, value, chunk)),
      everywhere() {
        const all = chunks.map(({ chunk }) => chunk)
        whole ??= shared(filters, all, (kind, value) => every.all(kind, value))
        return whole
      },
    }
  }
}

/** What is shared in some chunks, as a statement takes it: the numbers of `print_number`, as JSON. */
export function sharedNumbers({ members }: Shared, some: readonly { chunk: number }[]): string {
  return JSON.stringify(some.flatMap(({ chunk }) => numbersIn(members, chunk)))
}

/** @param chunks in ascending order */
function shared(
  filters: readonly AnyOf[],
  chunks: readonly number[],
  read: (kind: string, value: string) => Row[],
): Shared {
  const [low = 0] = chunks
  const none = () => noMembers(low, (chunks.at(-1) ?? low) + 1 - low)
  const setOf = (kind: string, value: string) => {
    const members = none()
    for (const [chunk, stored] of read(kind, value)) putStored(members, chunk, stored)
    return members
  }
  const anyOf = ({ kind, values: [value, ...more] }: AnyOf) => {
    const members = value === undefined ? none() : setOf(kind, value)
    for (const other of more) addAll(members, setOf(kind, other))
    return members
  }
  const [members = none(), ...others] = filters.map(anyOf)
  const counted = chunks.map(chunk => ({ chunk, of: countMembers(members, chunk) })).filter(({ of }) => of > 0)
  for (const other of others) keepShared(members, other)
  return {
    members,
    sizes: new Map(counted.map(({ chunk, of }) => [chunk, { size: countMembers(members, chunk), of }])),
  }
}
