import fc from 'fast-check'
import t from 'tap'
import {
  countMembers,
  decodeChunk,
  emptySet,
  intersect,
  numbersIn,
  unite,
  updateChunk,
} from '../../src/store/sqlite/list/member-set.ts'

const numbers = fc.uniqueArray(fc.integer({ min: 0, max: 4095 }), { maxLength: 400 })

function stored(numbers: readonly number[], before?: Buffer): Buffer | undefined {
  return numbers.reduce<Buffer | undefined>((last, number) => updateChunk(last, number, true), before)
}

function read(first: number, ...chunks: (Buffer | undefined)[]) {
  const members = emptySet(first, chunks.length)
  for (const [at, each] of chunks.entries()) if (each) decodeChunk(members, first + at, each)
  return members
}

const upTo = (size: number, step: number) => Array.from({ length: size }, (_, index) => index * step)

const ascending = (numbers: Iterable<number>) => [...numbers].sort((a, b) => a - b)

t.test('what is put in and taken out again is what is read', async t => {
  await fc.assert(
    fc.asyncProperty(numbers, numbers, async (joined, left) => {
      const rest = joined.filter(number => !left.includes(number))
      const after = left.reduce<Buffer | undefined>((last, number) => updateChunk(last, number, false), stored(joined))
      t.strictSame(numbersIn(read(0, after), 0), ascending(rest))
      t.equal(countMembers(read(0, after), 0), rest.length)
      t.equal(after === undefined, rest.length === 0)
    }),
    { numRuns: 60 },
  )
})

t.test('several chunks are read beside each other, under their own numbers', async t => {
  const members = read(7, stored([0, 4095]), undefined, stored([1]))
  const own = (chunk: number) => numbersIn(members, chunk).map(number => number - chunk * 4096)
  t.strictSame([own(7), own(8), own(9)], [[0, 4095], [], [1]])
  t.strictSame(
    [7, 8, 9].map(chunk => countMembers(members, chunk)),
    [2, 0, 1],
  )
})

t.test('what is added joins, what is shared stays', async t => {
  await fc.assert(
    fc.asyncProperty(numbers, numbers, async (one, other) => {
      const either = read(0, stored(one))
      unite(either, read(0, stored(other)))
      t.strictSame(numbersIn(either, 0), ascending(new Set([...one, ...other])))
      const both = read(0, stored(one))
      intersect(both, read(0, stored(other)))
      t.strictSame(numbersIn(both, 0), ascending(one.filter(number => other.includes(number))))
    }),
    { numRuns: 60, examples: [[upTo(300, 2), upTo(300, 3)]] },
  )
})

t.test('a chunk takes two bytes a number, and never more than its bits', async t => {
  t.strictSame(stored(upTo(2, 3)), Buffer.from([0, 0, 0, 0, 3]))
  t.equal(stored(upTo(255, 3))?.length, 511)
  t.equal(stored(upTo(256, 3))?.length, 513)
  t.equal(stored(upTo(1300, 3))?.length, 513)
  t.equal(updateChunk(stored(upTo(256, 3)), 0, false)?.length, 511)
})
