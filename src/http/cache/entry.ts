import { type Condition, isNotModified } from '../message/condition.ts'
import type { Coding } from './coding.ts'
import type { Shelved } from './shelf.ts'

/** A 200 as it goes over the wire, with everything that is not of the single request. */
export type Entry = Shelved & {
  /** With quotes and `W/`. */
  readonly etag: string
  /** Seconds since 1970 of the last change that shows. */
  readonly modified: number | undefined
  /** Milliseconds since 1970. */
  readonly madeAt: number
  /** Header names and values in turn: of a 304 and a 200 alike, and what only a 200 has. */
  readonly shared: readonly string[]
  readonly own: readonly string[]
  /** By coding; a coding that is not worth it is null. */
  readonly bodies: { readonly identity: Uint8Array; br?: Uint8Array | null; gzip?: Uint8Array | null }
  /** Targets, as they were sent, that mean it. */
  readonly aliases: string[]
  /** Whole heads, prepared when first needed. */
  heads: Heads
}

export type Heads = Partial<Record<Coding | 'notModified', string[]>>

/** Objects, arrays and strings of one entry beside its bytes. */
const overhead = 2048

export type EntryParts = Pick<Entry, 'key' | 'groups' | 'etag' | 'modified' | 'madeAt' | 'shared' | 'own'> & {
  body: Uint8Array
}

export function createEntry({ body, ...parts }: EntryParts): Entry {
  const bytes = parts.key.length + body.byteLength + overhead
  return { ...parts, bytes, uses: 0, bodies: { identity: body }, aliases: [], heads: {} }
}

/** A copy of the bytes that holds no larger buffer in memory, as a part of a print or of Node's pool would. */
export function ownBytes(body: Uint8Array): Uint8Array {
  if (body.byteLength === body.buffer.byteLength) return body
  const own = Buffer.allocUnsafeSlow(body.byteLength)
  own.set(body)
  return own
}

/**
 * Gives back the memory of bytes that nobody reads any more. Left to the collector it would be marked, with the whole
 * heap, each time that 64 MB of bytes have come together, which costs more than to read them did.
 */
export function release({ buffer, byteLength }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0)
}

/** Whether the client has it already. `now` in milliseconds. */
export function isKnown({ etag, modified }: Entry, headers: Condition, now: number): boolean {
  return isNotModified(headers, { etag, lastModified: modified, now: Math.floor(now / 1000) })
}

/**
 * `Last-Modified`, if it has one: within its own second a change is dated one earlier, because another may follow that
 * would have the same date (RFC 9110 section 8.8.2.1).
 */
export function lastModified({ modified }: Entry, now: number): string[] {
  if (modified === undefined) return []
  const shown = isSettled(modified, now) ? modified : modified - 1
  return ['last-modified', new Date(shown * 1000).toUTCString()]
}

/** Whether the second of the last change is over. */
export function isSettled(modified: number | undefined, now: number): boolean {
  return modified === undefined || now >= (modified + 1) * 1000
}
