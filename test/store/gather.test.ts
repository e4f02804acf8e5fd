import t from 'tap'
import {
  type ChunkSearch,
  chunkRanges,
  isDense,
  type SizedRange,
  searchChunks,
  withSizes,
} from '../../src/store/sqlite/list/chunk-search.ts'
import { emptySet } from '../../src/store/sqlite/list/member-set.ts'

/** Twenty chunks, one for each hundred seconds; what was published then was updated within a thousand. */
const chunks = Array.from({ length: 20 }, (_, chunk) => ({
  chunk,
  published_from: chunk * 100,
  published_to: chunk * 100 + 99,
  updated_from: chunk * 100,
  updated_to: chunk * 100 + 1099,
}))

const newest: ChunkSearch = {
  by: 'published',
  ascending: false,
  lowAt: 0,
  highAt: 9999,
  after: -1,
  before: 9999,
  limit: 21,
}

/** As if so many of a filter's prints were shared in each chunk. */
function way(search: ChunkSearch, sizeOf: (chunk: number) => number, of = 500): SizedRange[] {
  const sizes = new Map(chunks.map(({ chunk }) => [chunk, { size: sizeOf(chunk), of }]))
  return withSizes(chunkRanges(chunks, search), { members: emptySet(0, 20), sizes })
}

/** The chunks that are read, where each holds its shared prints at its last second. */
function readBy(search: ChunkSearch, sizeOf: (chunk: number) => number): number[][] {
  const read: number[][] = []
  const places = (some: readonly SizedRange[]) => {
    read.push(some.map(({ chunk }) => chunk))
    return some.flatMap(({ chunk, size }) => Array.from({ length: size }, () => ({ at: chunk * 100 + 99 })))
  }
  const order = (a: { at: number }, b: { at: number }) => (search.ascending ? a.at - b.at : b.at - a.at)
  searchChunks(way(search, sizeOf), search, some => places(some).sort(order).slice(0, search.limit), order)
  return read
}

t.test('a page reads the nearest chunks and none behind them', async t => {
  t.strictSame(
    readBy(newest, () => 150),
    [[19]],
  )
  t.strictSame(
    readBy({ ...newest, ascending: true }, () => 150),
    [[0]],
  )
  t.strictSame(
    readBy({ ...newest, highAt: 1250 }, () => 60),
    [[12, 11]],
  )
  t.strictSame(
    readBy({ ...newest, before: 500 }, () => 40),
    [[4, 3, 2]],
  )
})

t.test('what is rare is read at once, and chunks without any are not', async t => {
  t.strictSame(
    readBy(newest, chunk => (chunk % 5 === 0 ? 1 : 0)),
    [[15, 10, 5, 0]],
  )
})

t.test('chunks that reach into each other are read until one lies behind', async t => {
  const read = readBy({ ...newest, by: 'updated' }, () => 150)
  t.strictSame(
    read.flat(),
    Array.from({ length: 11 }, (_, index) => 19 - index),
  )
})

t.test('a walk is for what is shared mostly, and at once', async t => {
  const isWalked = (sizeOf: (chunk: number) => number) => isDense(way(newest, sizeOf), 21)
  t.ok(isWalked(() => 150))
  t.ok(isWalked(() => 500))
  t.ok(
    isWalked(() => 140),
    'what a short walk finds',
  )
  t.notOk(
    isWalked(() => 1),
    'what is rare',
  )
  t.notOk(
    isWalked(chunk => (chunk < 10 ? 400 : 0)),
    'what ended long ago',
  )
  t.notOk(
    isWalked(() => 0),
    'nothing',
  )
})
