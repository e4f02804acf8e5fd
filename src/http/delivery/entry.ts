import type { Filter, Position, Sort } from '../../domain/page/query.ts'
import type { DeliveredArticle, DeliveredArticleItem } from '../../domain/print/delivered.ts'
import type { StoredPrint } from '../../domain/store/print-store.ts'
import type { Entry } from '../../syndication/format.ts'
import type { DeliveryStore, WholePrint } from './delivery.ts'
import { articlePiece, itemPiece } from './piece.ts'
import type { Pause } from './time-slice.ts'

/** Articles read at a time: what an archive of any size holds in memory. */
const stride = 200

/** A delivered article, read back from its bytes, with its views. */
export function articleOf(print: WholePrint): DeliveredArticle {
  return JSON.parse(Buffer.from(articlePiece(print).shown).toString())
}

/** What formats make entries of: the article whole where its body was read, else as an item. */
export function entryOf(print: StoredPrint): Entry {
  const { body } = print
  if (body) return { kind: 'article', article: articleOf({ ...print, body }) }
  const article: DeliveredArticleItem = JSON.parse(Buffer.from(itemPiece(print, {}).shown).toString())
  return { kind: 'article', article }
}

export type ArchiveList = { filter: Filter; sort: Sort; from?: Position | undefined; most: number; bodies?: boolean }

/**
 * Entries of a list in its order, from behind a place; read by key as they are asked for, so that memory stays flat.
 *
 * @param pause taken before each entry
 * @param noted is given the prints as they are read
 */
export async function* archive(
  store: DeliveryStore,
  pause: Pause,
  list: ArchiveList,
  noted?: (prints: readonly StoredPrint[]) => void,
): AsyncIterable<Entry> {
  let { from, most } = list
  while (most > 0) {
    const limit = Math.min(stride, most)
    const { prints, hasNext } = await store.list({ ...list, limit, from }, list.bodies === true)
    noted?.(prints)
    yield* entriesOf(prints, pause)
    const last = prints.at(-1)
    if (!last || !hasNext) return
    from = { at: list.sort.endsWith('publishedAt') ? last.publishedAt : last.updatedAt, id: last.articleId }
    most -= prints.length
  }
}

/** Entries of prints, one after the other: each is parsed when it is asked for. */
export async function* entriesOf(prints: readonly StoredPrint[], pause: Pause): AsyncIterable<Entry> {
  for (const print of prints) {
    await pause()
    yield entryOf(print)
  }
}

/** What a format yields, as the bytes of one answer. */
export async function gather(chunks: AsyncIterable<string>): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const chunk of chunks) parts.push(Buffer.from(chunk))
  return Buffer.concat(parts)
}
