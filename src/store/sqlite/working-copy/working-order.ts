import type { Id } from '../../../domain/id.ts'
import { seconds } from '../../../domain/instant.ts'
import type { WorkingFilter, WorkingPosition, WorkingSort } from '../../../domain/store/working-store.ts'
import { instantAt } from '../database/value.ts'

/** Sort key of an article in a list. */
export type SortKey = { key: number | string; id: Id }

/** How a list of working copies is sorted. */
export type WorkingOrder = {
  /** The first sort column; the second one is the id. */
  key: string
  /** The table to walk, and its column with the id of the article. */
  walk: { from: string; id: string }
  /** Joins these to `article a`. */
  join: string
  checks: string[]
  isUp: boolean
  /** Before and after all rows, ascending. */
  lowest: SortKey
  highest: SortKey
}

/** @param backwards reverses the order */
export function orderOf(sort: WorkingSort, backwards: boolean, scheduled: WorkingFilter['scheduled']): WorkingOrder {
  const isUp = sort.startsWith('-') === backwards
  const name = sort.replace('-', '')
  // Ids are hexadecimal.
  const numbers = {
    lowest: { key: Number.MIN_SAFE_INTEGER, id: '' },
    highest: { key: Number.MAX_SAFE_INTEGER, id: 'g' },
  }
  const article = { walk: { from: 'article a', id: 'a.id' }, join: '', checks: [], isUp }
  if (name === 'title') {
    const texts = { lowest: { key: '', id: '' }, highest: { key: '\u{10ffff}', id: 'g' } }
    return { ...article, ...texts, key: 'a.title COLLATE NOCASE' }
  }
  if (name !== 'scheduledAt') {
    return { ...article, ...numbers, key: name === 'createdAt' ? 'a.created_at' : 'a.modified_at' }
  }
  const ofKind = (table: string) => (typeof scheduled === 'string' ? ` AND ${table}.kind = @scheduled` : '')
  return {
    key: 's.due_at',
    walk: { from: 'schedule s', id: 's.article_id' },
    join: `JOIN schedule s ON s.article_id = a.id${ofKind('s')}`,
    // An article is listed once, by its earliest date.
    checks: [
      `NOT EXISTS (SELECT 1 FROM schedule o WHERE o.article_id = s.article_id
        AND (o.due_at, o.kind) < (s.due_at, s.kind)${ofKind('o')})`,
    ],
    isUp,
    ...numbers,
  }
}

export function keyOf(place: WorkingPosition): SortKey {
  return 'at' in place ? { key: seconds(place.at), id: place.id } : { key: place.title, id: place.id }
}

export function positionOf({ key, id }: SortKey): WorkingPosition {
  return typeof key === 'number' ? { at: instantAt(key), id } : { title: key, id }
}
