import type { Position } from '../../domain/page/query.ts'
import type { Span } from '../../domain/print/layout.ts'
import type { StoredPrint } from '../../domain/store/print-store.ts'
import type { PrintWithBody } from './delivery.ts'
import { elementSpans } from './fragment.ts'

/** The position of a page: see `takeawayPlace`. */
export type TakeawayPlace = { from?: Position | undefined; id: string; taken: number }

/** A takeaway: index of its article on the page, its index in the article, and its span in the body. */
export type TakeawayEntry = { print: PrintWithBody; article: number; index: number; span: Span }

type Found = { prints: readonly StoredPrint[]; hasNext: boolean; hasPrevious: boolean }
type Start = { limit: number; back: boolean; place?: TakeawayPlace | undefined }

/** Selects the takeaways of one page from consecutive articles. A page may start and end within an article. */
export function takeawayPage(
  found: Found,
  { limit, back, place }: Start,
): { entries: TakeawayEntry[]; next?: TakeawayPlace | undefined; previous?: TakeawayPlace | undefined } {
  const all = found.prints.flatMap(entriesOf)
  const here = place && indexOf(all, place)
  const [start, end] = back
    ? [Math.max(0, (here ?? all.length) - limit), here ?? all.length]
    : [here ?? 0, Math.min(all.length, (here ?? 0) + limit)]
  const entries = all.slice(start, end)
  const [first, last] = [entries[0], entries.at(-1)]
  const hasNext = end < all.length || found.hasNext
  const hasPrevious = start > 0 || found.hasPrevious
  return {
    entries,
    next: hasNext && last ? behind(last, all[end], found.prints, back ? undefined : place?.from) : undefined,
    previous: hasPrevious && first ? before(first, found, back ? place?.from : undefined) : undefined,
  }
}

function entriesOf(print: StoredPrint, article: number): TakeawayEntry[] {
  const { body, layout } = print
  if (!body) return []
  const [offset, end] = layout.keyTakeaways
  return elementSpans(body.subarray(offset, end)).map(([from, to], index) => {
    return { print: { ...print, body }, article, index, span: [offset + from, offset + to] }
  })
}

/** Index of a position among the takeaways; undefined if its article is not among them. */
function indexOf(all: readonly TakeawayEntry[], { id, taken }: TakeawayPlace): number | undefined {
  const first = all.findIndex(entry => entry.print.articleId === id)
  if (first < 0) return undefined
  return all.findLastIndex(entry => entry.print.articleId === id && entry.index < taken) + 1 || first
}

/** The position after a takeaway. `from` is where the page itself starts. */
function behind(
  last: TakeawayEntry,
  follower: TakeawayEntry | undefined,
  prints: Found['prints'],
  from?: Position,
): TakeawayPlace {
  const { articleId } = last.print
  if (follower?.article !== last.article) return { from: position(last.print), id: articleId, taken: 0 }
  const before = prints[last.article - 1]
  return { from: before ? position(before) : from, id: articleId, taken: last.index + 1 }
}

/** The position before a takeaway. `from` is where the page itself ends. */
function before(first: TakeawayEntry, { prints, hasNext }: Found, from?: Position): TakeawayPlace {
  const { articleId } = first.print
  const after = prints[first.article + 1]
  const isLast = !after && !from && hasNext
  if (first.index === 0 || isLast) return { from: position(first.print), id: articleId, taken: 0 }
  return { from: after ? position(after) : from, id: articleId, taken: first.index }
}

function position({ publishedAt, articleId }: StoredPrint): Position {
  return { at: publishedAt, id: articleId }
}
