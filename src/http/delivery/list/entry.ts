import type { DateSort, Filter, Position } from '../../../domain/page/query.ts'
import type { DeliveredArticle, DeliveredArticleItem } from '../../../domain/print/delivered.ts'
import type { StoredPrint } from '../../../domain/store/print-store.ts'
import type { Entry } from '../../../syndication/format.ts'
import type { DeliveryStore, PrintWithBody } from '../delivery.ts'
import { articleFragment, itemFragment } from '../fragment.ts'
import type { Pause } from '../time-slice.ts'

/** Articles read at a time, which limits memory for an archive of any size. */
const pageSize = 200

/** Parses a print into an article, with its views. */
export function articleOf(print: PrintWithBody): DeliveredArticle {
  return JSON.parse(Buffer.from(articleFragment(print).body).toString())
}

/** The entry of a print: the complete article if its body was read, else an item. */
export function entryOf(print: StoredPrint): Entry {
  const { body } = print
  if (body) return { kind: 'article', article: articleOf({ ...print, body }) }
  const article: DeliveredArticleItem = JSON.parse(Buffer.from(itemFragment(print, {}).body).toString())
  return { kind: 'article', article }
}

export type ArchiveList = { filter: Filter; sort: DateSort; from?: Position | undefined; max: number; bodies?: boolean }

/**
 * Reads the entries of a list in pages, as they are consumed.
 *
 * @param pause called before each entry
 * @param onRead called with each page of prints
 */
export async function* archiveEntries(
  store: DeliveryStore,
  pause: Pause,
  list: ArchiveList,
  onRead?: (prints: readonly StoredPrint[]) => void,
): AsyncIterable<Entry> {
  let { from, max } = list
  while (max > 0) {
    const limit = Math.min(pageSize, max)
    const { prints, hasNext } = await store.list({ ...list, limit, from }, list.bodies === true)
    onRead?.(prints)
    yield* entriesOf(prints, pause)
    const last = prints.at(-1)
    if (!last || !hasNext) return
    from = placeIn(list.sort)(last)
    max -= prints.length
  }
}

/** The position of a print in a list sorted by a date. */
export function placeIn(sort: DateSort): (print: StoredPrint) => Position {
  const isByPublication = sort.endsWith('publishedAt')
  return print => ({ at: isByPublication ? print.publishedAt : print.updatedAt, id: print.articleId })
}

/** Entries of prints; each is parsed when it is consumed. */
export async function* entriesOf(prints: readonly StoredPrint[], pause: Pause): AsyncIterable<Entry> {
  for (const print of prints) {
    await pause()
    yield entryOf(print)
  }
}

/** Concatenates the output of a format. */
export async function concat(chunks: AsyncIterable<string>): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const chunk of chunks) parts.push(Buffer.from(chunk))
  return Buffer.concat(parts)
}
