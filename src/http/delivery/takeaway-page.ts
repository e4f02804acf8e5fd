import type { Position } from '../../domain/page/query.ts'
import type { Span } from '../../domain/print/layout.ts'
import type { StoredPrint } from '../../domain/store/print-store.ts'
import type { WholePrint } from './delivery.ts'
import { elements } from './piece.ts'

/** Where a page of takeaways ends: see `takeawayPlace`. */
export type TakeawayPlace = { from?: Position | undefined; id: string; taken: number }

/** A takeaway: its article's place on the page, its own place in the article, and where it stands in the body. */
export type Entry = { print: WholePrint; article: number; index: number; span: Span }

type Found = { prints: readonly StoredPrint[]; hasNext: boolean; hasPrevious: boolean }
type Start = { limit: number; back: boolean; place?: TakeawayPlace | undefined }

/** Cuts the takeaways of a run of articles to one page, which may begin and end inside an article. */
export function takeawayPage(
  found: Found,
  { limit, back, place }: Start,
): { entries: Entry[]; next?: TakeawayPlace | undefined; previous?: TakeawayPlace | undefined } {
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

function entriesOf(print: StoredPrint, article: number): Entry[] {
  const { body, layout } = print
  if (!body) return []
  const [offset, end] = layout.keyTakeaways
  return elements(body.subarray(offset, end)).map(([from, to], index) => {
    return { print: { ...print, body }, article, index, span: [offset + from, offset + to] }
  })
}

/** Where a place lies among the takeaways; undefined where its article is not among them. */
function indexOf(all: readonly Entry[], { id, taken }: TakeawayPlace): number | undefined {
  const first = all.findIndex(entry => entry.print.articleId === id)
  if (first < 0) return undefined
  return all.findLastIndex(entry => entry.print.articleId === id && entry.index < taken) + 1 || first
}

/** Behind a takeaway. `from` is what the page itself began behind. */
function behind(last: Entry, follower: Entry | undefined, prints: Found['prints'], from?: Position): TakeawayPlace {
  const { articleId } = last.print
  if (follower?.article !== last.article) return { from: position(last.print), id: articleId, taken: 0 }
  const before = prints[last.article - 1]
  return { from: before ? position(before) : from, id: articleId, taken: last.index + 1 }
}

/** Before a takeaway. `from` is what the page itself ended before. */
function before(first: Entry, { prints, hasNext }: Found, from?: Position): TakeawayPlace {
  const { articleId } = first.print
  const after = prints[first.article + 1]
  const isLast = !after && !from && hasNext
  if (first.index === 0 || isLast) return { from: position(first.print), id: articleId, taken: 0 }
  return { from: after ? position(after) : from, id: articleId, taken: first.index }
}

function position({ publishedAt, articleId }: StoredPrint): Position {
  return { at: publishedAt, id: articleId }
}
