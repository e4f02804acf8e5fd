import { type Condition, isNotModified } from '../message/condition.ts'
import type { RouteRecord } from '../metrics/request-metrics.ts'
import type { Coding } from './coding.ts'
import type { CacheItem } from './evicting-cache.ts'

/** A cached 200 response, without the headers that belong to one request. */
export type Entry = CacheItem & {
  /** With quotes and `W/`. */
  readonly etag: string
  /** Time of the last visible change, in seconds since 1970. */
  readonly modified: number | undefined
  /** Milliseconds since 1970. */
  readonly createdAt: number
  /** Names and values, alternating, of the headers of both 304 and 200. */
  readonly sharedHeaders: readonly string[]
  /** The headers of a 200 only. */
  readonly okHeaders: readonly string[]
  /** By coding; null = compression saves nothing. */
  readonly bodies: { readonly identity: Uint8Array; br?: Uint8Array | null; gzip?: Uint8Array | null }
  /** Request targets, as sent, that this entry answers. */
  readonly aliases: string[]
  /** Complete header lists, built when first needed. */
  heads: Heads
  /** Counts its requests; set by the first one. */
  record?: RouteRecord
}

export type Heads = Partial<Record<Coding | 'notModified', string[]>>

/** Memory of an entry besides its body, in bytes. */
const overhead = 2048

export type EntryParts = Pick<
  Entry,
  'key' | 'groups' | 'etag' | 'modified' | 'createdAt' | 'sharedHeaders' | 'okHeaders'
> & {
  body: Uint8Array
}

export function createEntry({ body, ...parts }: EntryParts): Entry {
  const bytes = parts.key.length + body.byteLength + overhead
  return { ...parts, bytes, uses: 0, bodies: { identity: body }, aliases: [], heads: {} }
}

/** Copies the bytes if they are a slice of a larger buffer, which the cache would keep in memory. */
export function ownBytes(body: Uint8Array): Uint8Array {
  if (body.byteLength === body.buffer.byteLength) return body
  const own = Buffer.allocUnsafeSlow(body.byteLength)
  own.set(body)
  return own
}

/** Whether the client has this entry already (304). `now` in milliseconds. */
export function isUnchanged({ etag, modified }: Entry, headers: Condition, now: number): boolean {
  return isNotModified(headers, { etag, lastModified: modified, now: Math.floor(now / 1000) })
}

/**
 * `Last-Modified`, if known. During the second of the change it is one second earlier, because another change in the
 * same second would have the same date (RFC 9110 section 8.8.2.1).
 */
export function lastModifiedHeader({ modified }: Entry, now: number): string[] {
  if (modified === undefined) return []
  const shown = isSettled(modified, now) ? modified : modified - 1
  return ['last-modified', new Date(shown * 1000).toUTCString()]
}

/** Whether the second of the last change has passed. */
export function isSettled(modified: number | undefined, now: number): boolean {
  return modified === undefined || now >= (modified + 1) * 1000
}
