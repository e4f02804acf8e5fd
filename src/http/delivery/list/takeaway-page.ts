import type { z } from 'zod'
import type { articlePlace, takeawayPlace } from '../../../domain/page/cursor.ts'
import type { Span } from '../../../domain/print/layout.ts'
import type { StoredPrint } from '../../../domain/store/print-store.ts'
import type { PrintWithBody } from '../delivery.ts'
import { elementSpans } from '../fragment.ts'

/**
 * A place between two takeaways, which a cursor contains. It is in the article `id`, after its first `taken` takeaways. `from` is
 * the place between two articles from which the store lists: exclusive, in the direction of reading.
 */
export type TakeawayPlace = z.infer<typeof takeawayPlace>

type ArticlePlace = z.infer<typeof articlePlace>

/** A takeaway, the index of its article among the found ones, its index in the article, and its span in the body. */
export type TakeawayEntry = { print: PrintWithBody; articleIndex: number; index: number; span: Span }

/** Consecutive articles, and whether there are more after and before them in the order of the list. */
type Found = { prints: readonly StoredPrint[]; hasNext: boolean; hasPrevious: boolean }
type Request = { limit: number; back: boolean; place?: TakeawayPlace | undefined }

/** Selects the takeaways of one page from consecutive articles. A page may start and end within an article. */
export function takeawayPage(
  found: Found,
  { limit, back, place }: Request,
): { entries: TakeawayEntry[]; next?: TakeawayPlace | undefined; previous?: TakeawayPlace | undefined } {
  const all = found.prints.flatMap(entriesOf)
  const here = place && indexAt(all, place)
  const [start, end] = back
    ? [Math.max(0, (here ?? all.length) - limit), here ?? all.length]
    : [here ?? 0, Math.min(all.length, (here ?? 0) + limit)]
  const entries = all.slice(start, end)
  const [first, last] = [entries[0], entries.at(-1)]
  const hasNext = end < all.length || found.hasNext
  const hasPrevious = start > 0 || found.hasPrevious
  return {
    entries,
    next: hasNext && last ? placeAfter(last, all[end], found.prints, back ? undefined : place?.from) : undefined,
    previous: hasPrevious && first ? placeBefore(first, found, back ? place?.from : undefined) : undefined,
  }
}

function entriesOf(print: StoredPrint, articleIndex: number): TakeawayEntry[] {
  const { body, layout } = print
  if (!body) return []
  const [offset, end] = layout.keyTakeaways
  return elementSpans(body.subarray(offset, end)).map(([from, to], index) => {
    return { print: { ...print, body }, articleIndex, index, span: [offset + from, offset + to] }
  })
}

/** Index of the first takeaway after a place; undefined if the article of the place was not found. */
function indexAt(all: readonly TakeawayEntry[], { id, taken }: TakeawayPlace): number | undefined {
  const first = all.findIndex(entry => entry.print.articleId === id)
  if (first < 0) return undefined
  const before = all.findLastIndex(entry => entry.print.articleId === id && entry.index < taken)
  return before < 0 ? first : before + 1
}

/** The place after the last takeaway of a page. @param from the place between articles where this page starts */
function placeAfter(
  last: TakeawayEntry,
  follower: TakeawayEntry | undefined,
  prints: Found['prints'],
  from?: ArticlePlace,
): TakeawayPlace {
  const { articleId } = last.print
  if (follower?.articleIndex !== last.articleIndex) return { from: position(last.print), id: articleId, taken: 0 }
  const before = prints[last.articleIndex - 1]
  return { from: before ? position(before) : from, id: articleId, taken: last.index + 1 }
}

/** The place before the first takeaway of a page. @param from the place between articles where this page ends */
function placeBefore(first: TakeawayEntry, { prints, hasNext }: Found, from?: ArticlePlace): TakeawayPlace {
  const { articleId } = first.print
  const after = prints[first.articleIndex + 1]
  // More articles follow, but none was read, so there is no place after this article to list backwards from.
  const isLast = !after && !from && hasNext
  if (first.index === 0 || isLast) return { from: position(first.print), id: articleId, taken: 0 }
  return { from: after ? position(after) : from, id: articleId, taken: first.index }
}

function position({ publishedAt, articleId }: StoredPrint): ArticlePlace {
  return { at: publishedAt, id: articleId }
}
