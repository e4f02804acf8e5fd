import { createHash } from 'node:crypto'
import { asBuffer } from '../../../domain/buffer.ts'
import type { Delivered } from '../../../domain/change.ts'
import type { Id } from '../../../domain/id.ts'
import type { Instant } from '../../../domain/instant.ts'
import type { Print } from '../../../domain/print/print.ts'
import type { StoredPrint } from '../../../domain/store/print-store.ts'
import type { TermKind } from '../../../domain/term/term.ts'
import { sortKey } from '../../../domain/text/sort-key.ts'
import type { printTerm, print as table } from '../../schema/print.ts'
import { newMark } from '../database/mark.ts'
import { json, stored } from '../database/value.ts'
import { type Checksums, checksumsOf } from './print-checksum.ts'

type PrintRow = typeof table.$inferSelect
type PrintTermRow = typeof printTerm.$inferSelect

/** The members of a stored print other than bytes and views. */
export type PrintHead = Omit<StoredPrint, 'views' | 'item' | 'body'>

/** `PrintHead` as it is stored. */
export type StoredHead = PrintHead & { checksums?: Checksums | undefined }

/** The filter members of a print, from its rows. */
export function deliveredOf(language: string, terms: readonly { kind: TermKind; term_id: Id }[]): Delivered {
  const ids = (kind: TermKind) => terms.filter(term => term.kind === kind).map(term => term.term_id)
  const [categoryId] = ids('category')
  const category = categoryId === undefined ? {} : { categoryId }
  return { delivered: true, language, ...category, tagIds: ids('tag'), authorIds: ids('author') }
}

/** The row of a print. */
export function rowOf(
  print: Print,
  translationGroup: Id | undefined,
  at: Instant,
  before: StoredPrint['stable'],
): PrintRow {
  const hash = stableHash(print)
  const stable = { hash, since: before?.hash === hash ? before.since : print.revision }
  const head = { ...headOf(print, at, newMark()), stable }
  const checksums = checksumsOf(head, print.item, print.body)
  return {
    article_id: print.articleId,
    edition: print.edition,
    revision: print.revision,
    epoch: print.epoch,
    slug: print.slug,
    title: print.title,
    canonical_url: print.canonicalUrl,
    language: print.delivered.language ?? 'und',
    translation_group: translationGroup ?? null,
    printed_at: stored(at),
    published_at: stored(print.publishedAt),
    updated_at: stored(print.updatedAt),
    key_takeaways: print.keyTakeaways,
    reading_time: print.readingTimeMinutes,
    has_image: Number(print.hasImage),
    title_key: sortKey(print.title),
    head: json({ ...head, checksums } satisfies StoredHead),
    item: asBuffer(print.item),
  }
}

/** The head of a print. */
export function headOf(print: Print, printedAt: Instant, mark: string): PrintHead {
  const { articleId, slug, canonicalUrl, delivered, revision, epoch, publishedAt, updatedAt, layout } = print
  const language = delivered.language ?? 'und'
  return { articleId, slug, canonicalUrl, language, revision, mark, epoch, printedAt, publishedAt, updatedAt, layout }
}

/** The rows of the terms of a print. */
export function termRows({ articleId, publishedAt, updatedAt, delivered, ...print }: Print): PrintTermRow[] {
  const row = {
    published_at: stored(publishedAt),
    article_id: articleId,
    updated_at: stored(updatedAt),
    reading_time: print.readingTimeMinutes,
    has_image: Number(print.hasImage),
    key_takeaways: print.keyTakeaways,
  }
  return [
    ...(delivered.categoryId === undefined
      ? []
      : [{ ...row, term_id: delivered.categoryId, kind: 'category' } as const]),
    ...delivered.tagIds.map(term_id => ({ ...row, term_id, kind: 'tag' }) as const),
    ...delivered.authorIds.map(term_id => ({ ...row, term_id, kind: 'author' }) as const),
  ]
}

function stableHash({ body, layout, delivered, publishedAt, canonicalUrl }: Print): string {
  const hash = createHash('sha256').update(JSON.stringify([delivered, publishedAt, canonicalUrl]))
  for (const [start, end] of [layout.sections, layout.footnotes]) hash.update(body.subarray(start, end))
  return hash.digest('base64url').slice(0, 16)
}
