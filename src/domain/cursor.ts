import { z } from 'zod'
import { AppError } from './error.ts'
import { id } from './id.ts'
import { instant } from './instant.ts'

/** Fewest and most members of one page, and how many where nothing is said. */
export const pageLimit = { least: 1, most: 100, usual: 20 } as const

/** Between an article and its neighbour in the order of the list. */
export const articlePlace = z.strictObject({ at: instant, id })

/**
 * Inside or behind an article, between two of its takeaways. `from` is the last article known to lie whole on the near
 * side; `taken` counts the takeaways of article `id` that were delivered.
 */
export const takeawayPlace = z.strictObject({ from: articlePlace.optional(), id, taken: z.int().min(0).max(100_000) })

/** Between a term and its neighbour in the order of slugs. */
export const termPlace = z.strictObject({ slug: z.string().min(1).max(1000) })

const frame = z.strictObject({
  v: z.literal(1),
  of: z.string().max(40),
  query: z.record(z.string().max(40), z.json()),
  limit: z.int().min(pageLimit.least).max(pageLimit.most),
  back: z.boolean(),
  place: z.json(),
})

/** A place in a walk, with all that the walk was asked for, so that it alone continues. */
export type Cursor<Query, Place> = {
  /** Name of the collection. */
  of: string
  /** The parameters of the walk beside its limit, as they were validated. */
  query: Query
  limit: number
  /** Towards the beginning. */
  back: boolean
  place: Place
}

/** Opaque text for a cursor: base64url of a checksum and JSON. It holds no secret and is checked whole when it comes back. */
export function encodeCursor({ of, query, limit, back, place }: Cursor<unknown, unknown>): string {
  const json = new TextEncoder().encode(JSON.stringify({ v: 1, of, query, limit, back, place }))
  return base64url(concat(checksum(json), json))
}

/**
 * Reads a cursor of a collection.
 *
 * @throws AppError `cursor-invalid` where the text is not one of ours, `cursor-mismatch` where it is another collection's
 */
export function decodeCursor<Query, Place>(
  text: string,
  of: string,
  shape: { query: z.ZodType<Query>; place: z.ZodType<Place> },
): Cursor<Query, Place> {
  const framed = frame.safeParse(parse(text))
  if (!framed.success) throw invalid()
  const { limit, back } = framed.data
  if (framed.data.of !== of) throw mismatch('The cursor belongs to another collection.')
  const query = shape.query.safeParse(framed.data.query)
  const place = shape.place.safeParse(framed.data.place)
  if (!query.success || !place.success) throw invalid()
  return { of, query: query.data, limit, back, place: place.data }
}

/**
 * Demands that parameters given beside a cursor say what it says.
 *
 * @throws AppError `cursor-mismatch` naming the first that does not
 */
export function matchCursor(known: object, given: object): void {
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || JSON.stringify(value) === JSON.stringify(Reflect.get(known, name))) continue
    const detail = `"${name}" differs from what the cursor was made for. Leave it out, or begin without the cursor.`
    throw mismatch(detail, name)
  }
}

function mismatch(detail: string, name = 'cursor'): AppError {
  return new AppError('cursor-mismatch', detail, { faults: [{ in: 'query', name, code: 'invalid', detail }] })
}

function invalid(): AppError {
  const detail = 'The cursor cannot be read. Take it from "next" or "previous" of a page as it is.'
  return new AppError('cursor-invalid', detail, { faults: [{ in: 'query', name: 'cursor', code: 'invalid', detail }] })
}

function parse(text: string): unknown {
  if (!/^[\w-]{8,}$/.test(text)) return undefined
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), char => char.charCodeAt(0))
    const json = bytes.subarray(4)
    if (base64url(concat(checksum(json), json)) !== text) return undefined
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json))
  } catch {
    return undefined
  }
}

/** FNV-1a, 32 bits: finds what was cut off or mistyped, not what was forged. */
function checksum(bytes: Uint8Array): Uint8Array {
  let hash = 0x811c9dc5
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193)
  return Uint8Array.of(hash >>> 24, hash >>> 16, hash >>> 8, hash)
}

function concat(head: Uint8Array, tail: Uint8Array): Uint8Array {
  const whole = new Uint8Array(head.length + tail.length)
  whole.set(head)
  whole.set(tail, head.length)
  return whole
}

function base64url(bytes: Uint8Array): string {
  const binary = Array.from(bytes, byte => String.fromCharCode(byte)).join('')
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}
