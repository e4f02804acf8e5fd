import { z } from 'zod'
import { AppError } from '../error.ts'
import { id } from '../id.ts'
import { instant } from '../instant.ts'
import { seal, unseal } from './opaque.ts'

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
  of: z.string().max(80),
  query: z.record(z.string().max(40), z.json()),
  limit: z.int().min(pageLimit.least).max(pageLimit.most),
  back: z.boolean(),
  place: z.json(),
})

/** A place in a walk, with all that the walk was asked for, so that it alone continues. */
export type Cursor<Query, Place> = {
  /** Name of the collection, at most 80 characters: a term is named by its id, never by its slug. */
  of: string
  /** The validated parameters of the walk, except its limit. */
  query: Query
  limit: number
  /** Towards the beginning. */
  back: boolean
  place: Place
}

/** Opaque text for a cursor. It is checked whole when it comes back. */
export function encodeCursor({ of, query, limit, back, place }: Cursor<unknown, unknown>): string {
  return seal({ v: 1, of, query, limit, back, place })
}

/**
 * Reads a cursor of a collection.
 *
 * @throws AppError `cursor-invalid` if the text was not issued by this server, `cursor-mismatch` where it is another collection's
 */
export function decodeCursor<Query, Place>(
  text: string,
  of: string,
  shape: { query: z.ZodType<Query>; place: z.ZodType<Place> },
): Cursor<Query, Place> {
  const framed = frame.safeParse(unseal(text))
  if (!framed.success) throw invalid()
  const { limit, back } = framed.data
  if (framed.data.of !== of) throw mismatch('The cursor belongs to another collection.')
  const query = shape.query.safeParse(framed.data.query)
  const place = shape.place.safeParse(framed.data.place)
  if (!query.success || !place.success) throw invalid()
  return { of, query: query.data, limit, back, place: place.data }
}

/**
 * Checks that parameters sent with a cursor equal those in the cursor.
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
  return new AppError('cursor-mismatch', detail, { faults: [{ location: 'query', name, code: 'invalid', detail }] })
}

function invalid(): AppError {
  const detail = 'The cursor cannot be read. Take it from "next" or "previous" of a page as it is.'
  return new AppError('cursor-invalid', detail, {
    faults: [{ location: 'query', name: 'cursor', code: 'invalid', detail }],
  })
}
