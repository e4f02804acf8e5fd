/**
 * A bitmap of print numbers, in chunks of 4096 bits (512 bytes). The highest bit of the first byte is number 0 of a chunk. A
 * chunk is stored as one byte for its format, then its content: 0 and two bytes for each number, or 1 and the bits, if
 * that is shorter.
 */
export type MemberSet = {
  /** The chunk that `words` begin with. */
  first: number
  words: Uint32Array
}

/** The low bits of a number are its index within a chunk, the others are the number of the chunk. */
export const chunkBits = 12

const chunkBytes = 2 ** chunkBits / 8
const chunkWords = chunkBytes / 4
const listed = 0
const asBits = 1

/** An empty set for a number of chunks. */
export function emptySet(first: number, chunks: number): MemberSet {
  return { first, words: new Uint32Array(chunks * chunkWords) }
}

/** Decodes a stored chunk into a set in which the chunk is empty. */
export function decodeChunk({ first, words }: MemberSet, chunk: number, stored: Uint8Array): void {
  const bits = new Uint8Array(words.buffer, (chunk - first) * chunkBytes, chunkBytes)
  if (stored[0] === asBits) {
    bits.set(stored.subarray(1))
    return
  }
  for (let at = 1; at + 1 < stored.length; at += 2) {
    setBit(bits, numberAt(stored, at), true)
  }
}

/** A stored chunk after adding or removing a number; undefined if it is empty, which is not stored. */
export function updateChunk(stored: Uint8Array | undefined, number: number, isMember: boolean): Buffer | undefined {
  if (stored?.[0] === asBits) return updateBits(stored, number, isMember)
  const list = updateList(stored ?? Uint8Array.of(listed), number, isMember)
  if (list.length <= 1) return undefined
  return list.length > chunkBytes ? bitsOf(list) : list
}

/** Adds another set of the same chunks. */
export function unite({ words }: MemberSet, others: MemberSet): void {
  for (let at = 0; at < words.length; at += 1) words[at] = (words[at] ?? 0) | (others.words[at] ?? 0)
}

/** Removes what is not in another set of the same chunks. */
export function intersect({ words }: MemberSet, others: MemberSet): void {
  for (let at = 0; at < words.length; at += 1) words[at] = (words[at] ?? 0) & (others.words[at] ?? 0)
}

export function countMembers({ first, words }: MemberSet, chunk: number): number {
  const start = (chunk - first) * chunkWords
  let count = 0
  for (let at = start; at < start + chunkWords; at += 1) count += popCount(words[at] ?? 0)
  return count
}

/** The numbers of a chunk, in ascending order. */
export function numbersIn({ first, words }: MemberSet, chunk: number): number[] {
  const bits = new Uint8Array(words.buffer, (chunk - first) * chunkBytes, chunkBytes)
  const numbers: number[] = []
  for (let at = 0; at < chunkBytes; at += 1) {
    for (let left = bits[at] ?? 0; left !== 0; ) {
      const bit = Math.clz32(left) - 24
      numbers.push(chunk * 2 ** chunkBits + at * 8 + bit)
      left &= ~(0x80 >> bit)
    }
  }
  return numbers
}

function updateBits(stored: Uint8Array, number: number, isMember: boolean): Buffer {
  const after = Buffer.from(stored)
  setBit(after.subarray(1), number, isMember)
  if (isMember) return after
  const members = emptySet(0, 1)
  decodeChunk(members, 0, after)
  if (countMembers(members, 0) * 2 >= chunkBytes) return after
  return Buffer.from([listed, ...numbersIn(members, 0).flatMap(each => [each >> 8, each & 0xff])])
}

function updateList(stored: Uint8Array, number: number, isMember: boolean): Buffer {
  let at = 1
  while (at < stored.length && numberAt(stored, at) < number) at += 2
  const isIn = at < stored.length && numberAt(stored, at) === number
  const before = stored.subarray(0, at)
  const after = stored.subarray(isIn ? at + 2 : at)
  return Buffer.concat(isMember ? [before, Uint8Array.of(number >> 8, number & 0xff), after] : [before, after])
}

function bitsOf(list: Uint8Array): Buffer {
  const members = emptySet(0, 1)
  decodeChunk(members, 0, list)
  return Buffer.concat([Uint8Array.of(asBits), new Uint8Array(members.words.buffer)])
}

function numberAt(list: Uint8Array, at: number): number {
  return ((list[at] ?? 0) << 8) | (list[at + 1] ?? 0)
}

function setBit(bits: Uint8Array, number: number, isSet: boolean): void {
  const bit = 0x80 >> (number & 7)
  const others = (bits[number >> 3] ?? 0) & ~bit
  bits[number >> 3] = isSet ? others | bit : others
}

/** Number of set bits (Hacker's Delight, 5-1). */
function popCount(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555)
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333)
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}
