import { z } from 'zod'
import { AppError } from '../error.ts'
import { id } from '../id.ts'
import { instant } from '../instant.ts'
import type { TermSort } from '../term/term.ts'
import { seal, unseal } from './opaque.ts'
import { periodIn } from './period.ts'
import { type PopularSort, rankingOf, type Sort } from './query.ts'

/** Minimum, maximum and default number of items per page. */
export const pageLimit = { least: 1, max: 100, usual: 20 } as const

const count = z.int().min(0)

/** Between two articles in the order of the list. */
export const articlePlace = z.strictObject({ at: instant, id })

/** The same in a list by any of its orders: a date, a title, or a number of views. */
export const listPlace = z.strictObject({ at: z.union([z.string().max(1000), z.int().min(0)]), id })

/** @throws AppError `cursor-invalid` if a place is not one of a list with this order */
export function checkListPlace(sort: Sort | PopularSort, place: z.infer<typeof listPlace>): void {
  const ranking = rankingOf(sort)
  const isFitting =
    ranking === undefined
      ? instant.safeParse(place.at).success
      : typeof place.at === (ranking === 'title' ? 'string' : 'number')
  if (!isFitting) throw invalid()
}

/**
 * Between two takeaways, within or after an article. `from` is the nearest article before it that was delivered
 * completely; `taken` is the number of takeaways of article `id` that were delivered.
 */
export const takeawayPlace = z.strictObject({ from: articlePlace.optional(), id, taken: z.int().min(0).max(100_000) })

/**
 * Between two hits of a search. `taken`: hits up to and including this one. `day` (since 1970) and `rarity` are those of the
 * first page: scores of a later page are computed with them, so that a publication meanwhile does not change the order.
 */
export const hitPlace = z.strictObject({
  score: z.number(),
  at: instant,
  id,
  section: z.int().min(0).optional(),
  taken: z.int().min(0).max(100_000),
  day: z.int(),
  rarity: z.strictObject({ articles: count, documents: z.array(count).max(100) }).optional(),
})

/** Between two periods of an archive. */
export const archivePlace = z.strictObject({
  period: z.string().refine(text => periodIn(text) !== undefined),
})

/** Between two terms: `at` is what they are sorted by. */
export const termPlace = z.strictObject({
  at: z.union([z.string().max(1000), z.int()]),
  slug: z.string().min(1).max(1000),
})

/** @throws AppError `cursor-invalid` if a place is not one of a list with this order */
export function checkTermPlace(sort: TermSort, place: z.infer<typeof termPlace>): void {
  if (typeof place.at !== (sort.startsWith('-') ? 'number' : 'string')) throw invalid()
}

const frame = z.strictObject({
  v: z.literal(1),
  of: z.string().max(80),
  query: z.record(z.string().max(40), z.json()),
  limit: z.int().min(pageLimit.least).max(pageLimit.max),
  back: z.boolean(),
  place: z.json(),
})

/** A position in a collection, with the complete query, so that the cursor is sufficient to continue. */
export type Cursor<Query, Place> = {
  /** Name of the collection, at most 80 characters: a term is named by its id, never by its slug. */
  of: string
  /** The validated parameters of the query, except the limit. */
  query: Query
  limit: number
  /** Towards the beginning. */
  back: boolean
  place: Place
}

/** Encodes a cursor as opaque text. It is verified when it is decoded. */
export function encodeCursor({ of, query, limit, back, place }: Cursor<unknown, unknown>): string {
  return seal({ v: 1, of, query, limit, back, place })
}

/**
 * Reads a cursor of a collection.
 *
 * @throws AppError `cursor-invalid` if the text was not issued by this server, `cursor-mismatch` if it is for another
 * collection
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
 * @throws AppError `cursor-mismatch` naming the first that differs
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
