import type { Id } from '../../../domain/id.ts'
import { seconds } from '../../../domain/instant.ts'
import type { Position } from '../../../domain/page/query.ts'
import type { PrintPage } from '../../../domain/store/print-store.ts'

/** A position in a list by date, in seconds since 1970. */
export type ListPosition = { at: number; id: Id }

/** A position in a list by title or views. */
export type RankedPosition = { at: string | number; id: Id }

/** Before and after every position. `g` sorts after every id, the empty string before. */
export const lowest: ListPosition = { at: Number.MIN_SAFE_INTEGER, id: '' }
export const highest: ListPosition = { at: Number.MAX_SAFE_INTEGER, id: 'g' }

/** The same in a list by title. */
export const lowestTitle = { at: '', id: '' }
export const highestTitle = { at: '\u{10FFFF}', id: 'g' }

export function compare(a: ListPosition, b: ListPosition): number {
  if (a.at !== b.at) return a.at - b.at
  return a.id < b.id ? -1 : 1
}

export function compareRanked(a: RankedPosition, b: RankedPosition): number {
  // Engines compare the bytes of texts.
  const difference =
    typeof a.at === 'number' ? a.at - Number(b.at) : Buffer.compare(Buffer.from(a.at), Buffer.from(String(b.at)))
  return difference || (a.id < b.id ? -1 : 1)
}

export function positionOf({ at, id }: Position): ListPosition {
  return { at: seconds(String(at)), id }
}

export function endsOf(positions: readonly Position[]): PrintPage['ends'] {
  const [first, last] = [positions[0], positions.at(-1)]
  return first && last && { first, last }
}
