import type { DeliveredKeyTakeaway } from '../../../domain/body/key-takeaway.ts'
import type { Id } from '../../../domain/id.ts'
import { instantAt } from '../../../domain/instant.ts'
import { earliest, latest, moved } from '../../../domain/page/period.ts'
import type { Filter } from '../../../domain/page/query.ts'
import type { Span } from '../../../domain/print/layout.ts'
import type { MatchedArticle } from '../../../domain/search/document.ts'
import type { StoredPrint } from '../../../domain/store/print-store.ts'
import type { Analyser } from '../../../search/analyser.ts'
import { type AnalysedQuery, matchOf } from '../../../search/clause.ts'
import { satisfies } from '../../../search/field-query.ts'
import type { DeliveryStore, PrintWithBody } from '../delivery.ts'
import { elementSpans } from '../fragment.ts'
import type { TakeawayPlace } from '../list/takeaway-page.ts'
import type { Pause } from '../time-slice.ts'

export type TakeawaySearch = {
  store: Pick<DeliveryStore, 'matches' | 'listByIds'>
  query: AnalysedQuery
  analyser: Analyser
  filter: Filter
  pause: Pause
}

export type FoundTakeaway = { print: PrintWithBody; index: number; span: Span }

type Request = { limit: number; back: boolean; place?: TakeawayPlace | undefined }
type Position = { at: string; id: Id }

/** Articles that one request reads at most: words may be in several takeaways of an article, but in none of them together. */
const maxArticles = 400
const articlesAtOnce = 40
/** After all takeaways of an article: see `takeawayPlace`. */
const allTaken = 100_000

/** One page of the takeaways that satisfy a query, the newest article first. A place is in the article of its `from`. */
export async function searchTakeaways(
  search: TakeawaySearch,
  { limit, back, place }: Request,
): Promise<{ entries: FoundTakeaway[]; next?: TakeawayPlace | undefined; previous?: TakeawayPlace | undefined }> {
  const { found, end } = await collect(search, place, back, limit + 1)
  const shown = found.slice(0, limit)
  const entries = back ? shown.toReversed() : shown
  const [first, last] = [entries[0], entries.at(-1)]
  const start = back ? (last ? placeAfter(last) : place) : first ? placeBefore(first) : place
  const hasOther = place !== undefined && (await collect(search, start, !back, 1)).found.length > 0
  const far = shown.at(-1)
  const beyond = found.length > limit && far ? (back ? placeBefore(far) : placeAfter(far)) : end
  const behind = hasOther ? start : undefined
  return back ? { entries, next: behind, previous: beyond } : { entries, next: beyond, previous: behind }
}

/** Takeaways from a place on, nearest first. `end`: where to continue, if the articles to read were too many. */
async function collect(
  search: TakeawaySearch,
  place: TakeawayPlace | undefined,
  back: boolean,
  most: number,
): Promise<{ found: FoundTakeaway[]; end?: TakeawayPlace }> {
  const found: FoundTakeaway[] = []
  let from = place?.from && { at: String(place.from.at), id: place.id }
  let isInclusive = true
  for (let read = 0; read < maxArticles; read += articlesAtOnce) {
    const articles = await articlesFrom(search, from, back, isInclusive)
    isInclusive = false
    const prints = await search.store.listByIds(
      articles.map(({ articleId }) => articleId),
      true,
    )
    for (const print of prints) {
      await search.pause()
      const own = takeawaysOf(print, search).filter(
        ({ index }) => print.articleId !== place?.id || (back ? index < place.taken : index >= place.taken),
      )
      found.push(...(back ? own.reverse() : own))
      if (found.length >= most) return { found }
    }
    const last = articles.at(-1)
    if (!last || articles.length < articlesAtOnce) return { found }
    from = { at: instantAt(last.publishedAt), id: last.articleId }
  }
  return { found, ...(from && { end: { from, id: from.id, taken: back ? 0 : allTaken } }) }
}

/** Articles whose takeaways have all words, from a position on. */
async function articlesFrom(
  { store, query, filter }: TakeawaySearch,
  from: Position | undefined,
  back: boolean,
  isInclusive: boolean,
): Promise<MatchedArticle[]> {
  // A word that a takeaway must not have may be in another one of the article.
  const match = matchOf({ ...query, none: [] })
  const range: Filter = back
    ? { ...filter, publishedAfter: latest(filter.publishedAfter, moved(from?.at, -1)) }
    : { ...filter, publishedBefore: earliest(filter.publishedBefore, moved(from?.at, 1)) }
  const order = back ? 'oldest' : 'newest'
  // Of many articles of the same second, those up to the position are read again.
  for (let limit = articlesAtOnce + 1; ; limit *= 4) {
    const all = await store.matches(match, range, { order, limit })
    const beyond = all.filter(one => isBeyond(one, from, back, isInclusive))
    if (beyond.length >= articlesAtOnce || all.length < limit) return beyond.slice(0, articlesAtOnce)
  }
}

function isBeyond(
  { articleId: id, publishedAt }: MatchedArticle,
  from: Position | undefined,
  back: boolean,
  isInclusive: boolean,
): boolean {
  if (!from) return true
  const at = instantAt(publishedAt)
  if (at === from.at && id === from.id) return isInclusive
  const isNewer = at === from.at ? id > from.id : at > from.at
  return isNewer === back
}

function takeawaysOf(print: StoredPrint, { query, analyser }: TakeawaySearch): FoundTakeaway[] {
  const { body, layout, language } = print
  if (!body) return []
  const [offset, end] = layout.keyTakeaways
  return elementSpans(body.subarray(offset, end)).flatMap(([from, to], index) => {
    const span: Span = [offset + from, offset + to]
    const { text }: Pick<DeliveredKeyTakeaway, 'text'> = JSON.parse(Buffer.from(body.subarray(...span)).toString())
    return satisfies(text, language, query, analyser) ? [{ print: { ...print, body }, index, span }] : []
  })
}

function placeBefore({ print, index }: FoundTakeaway): TakeawayPlace {
  return { from: { at: print.publishedAt, id: print.articleId }, id: print.articleId, taken: index }
}

function placeAfter(found: FoundTakeaway): TakeawayPlace {
  return { ...placeBefore(found), taken: found.index + 1 }
}
