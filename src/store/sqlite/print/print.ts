import { createHash } from 'node:crypto'
import type { Delivered } from '../../../domain/change.ts'
import type { Id } from '../../../domain/id.ts'
import type { Instant } from '../../../domain/instant.ts'
import type { Print } from '../../../domain/print/print.ts'
import type { Shown } from '../../../domain/print/stale.ts'
import type { StoredPrint } from '../../../domain/store/print-store.ts'
import type { TermKind } from '../../../domain/term/term.ts'
import { releasedPrefix } from '../article/slug.ts'
import type { Connection } from '../database/connection.ts'
import { insertInto } from '../database/insert.ts'
import { newMark } from '../database/mark.ts'
import { instantAt, json, stored } from '../database/value.ts'
import type * as schema from '../schema/print.ts'
import { type Checksums, checksumsOf, isIntact } from './print-checksum.ts'

type PrintRow = typeof schema.print.$inferSelect
type PrintTermRow = typeof schema.printTerm.$inferSelect

/** The members of a stored print other than bytes and views. */
export type PrintHead = Omit<StoredPrint, 'views' | 'item' | 'body'>

/** `PrintHead` as it is stored. */
export type StoredHead = PrintHead & { checksums?: Checksums | undefined }

/** The members of the current print that the publisher needs to replace it. */
export type CurrentPrint = Shown & {
  articleId: Id
  edition: number
  revision: number
  epoch: string
  translationGroup: Id | undefined
  delivered: Delivered
  printedAt: Instant
}

export type PrintRows = {
  current(articleId: Id): CurrentPrint | undefined
  /** @param isNew whether the article has no print yet */
  save(print: Print, translationGroup: Id | undefined, at: Instant, isNew?: boolean): void
  /**
   * If a new print has the same bytes as the stored one, except for the revision: keeps the stored one, with the epoch and
   * the uses of the new one. Returns whether it did.
   */
  keepIfUnchanged(print: Print): boolean
  /** Moves a print to a translation group. It still depends on the old group until it is reprinted. False = no print. */
  regroup(articleId: Id, translationGroup: Id | undefined): boolean
  /** Whether a group has prints of other articles. */
  hasOtherPrints(translationGroup: Id, than: Id): boolean
  remove(articleId: Id): void
}

/** Prints, with the rows for lists and dependents. */
export function createPrintRows(connection: Connection): PrintRows {
  const current = connection.prepare<[Id], Omit<PrintRow, 'head' | 'item'>>(
    `SELECT article_id, edition, revision, epoch, printed_at, slug, title, canonical_url, language, translation_group
     FROM print WHERE article_id = ?`,
  )
  const terms = connection.prepare<[Id], { kind: TermKind; term_id: Id }>(
    'SELECT kind, term_id FROM print_term WHERE article_id = ? ORDER BY term_id',
  )
  const save = insertInto<PrintRow>(connection, 'print', { replaceBy: 'article_id' })
  const saveBody = insertInto<typeof schema.printBody.$inferSelect>(connection, 'print_body', {
    replaceBy: 'article_id',
  })
  const clearTerms = connection.prepare<[Id]>('DELETE FROM print_term WHERE article_id = ?')
  const addTerm = insertInto<PrintTermRow>(connection, 'print_term', { ignore: true })
  const clearUses = connection.prepare<[Id]>('DELETE FROM print_use WHERE article_id = ?')
  const addUse = insertInto<typeof schema.printUse.$inferSelect>(connection, 'print_use', { ignore: true })
  const regroup = connection.prepare<[Id | null, Id]>('UPDATE print SET translation_group = ? WHERE article_id = ?')
  const otherPrint = connection
    .prepare<[Id, Id]>('SELECT 1 FROM print WHERE translation_group = ? AND article_id <> ? LIMIT 1')
    .pluck()
  const bytes = connection.prepare<[Id], StoredBytes>(
    'SELECT head, item, body FROM print JOIN print_body USING (article_id) WHERE article_id = ?',
  )
  const keep = connection.prepare<[{ epoch: string; checksums: string; id: Id }]>(
    `UPDATE print SET epoch = @epoch, head = json_set(head, '$.epoch', @epoch, '$.checksums', json(@checksums))
     WHERE article_id = @id`,
  )
  const remove = connection.prepare<[Id]>('DELETE FROM print WHERE article_id = ?')

  return {
    current(articleId) {
      const row = current.get(articleId)
      if (!row) return undefined
      return {
        articleId,
        edition: row.edition,
        revision: row.revision,
        epoch: row.epoch,
        printedAt: instantAt(row.printed_at),
        slug: row.slug.startsWith(releasedPrefix) ? row.slug.slice(releasedPrefix.length) : row.slug,
        title: row.title,
        canonicalUrl: row.canonical_url,
        language: row.language,
        translationGroup: row.translation_group ?? undefined,
        delivered: deliveredOf(row.language, terms.all(articleId)),
      }
    },
    save(print, translationGroup, at, isNew = false) {
      const { articleId } = print
      save(rowOf(print, translationGroup, at, isNew ? undefined : stableOf(bytes.get(articleId))))
      saveBody({ article_id: articleId, body: buffer(print.body) })
      if (!isNew) {
        clearTerms.run(articleId)
        clearUses.run(articleId)
      }
      for (const term of termRows(print)) addTerm(term)
      for (const { kind, id } of print.uses) addUse({ kind, used_id: id, article_id: articleId })
    },
    keepIfUnchanged({ articleId, epoch, body: made, uses }) {
      const stored = bytes.get(articleId)
      if (!stored || !isSameButRevision(stored.body, buffer(made))) return false
      const checksums = intactChecksums(stored)
      if (!checksums) return false
      keep.run({ epoch, checksums: json(checksums), id: articleId })
      clearUses.run(articleId)
      for (const { kind, id } of uses) addUse({ kind, used_id: id, article_id: articleId })
      return true
    },
    regroup(articleId, translationGroup) {
      if (regroup.run(translationGroup ?? null, articleId).changes === 0) return false
      if (translationGroup) addUse({ kind: 'translations', used_id: translationGroup, article_id: articleId })
      return true
    },
    hasOtherPrints: (translationGroup, than) => otherPrint.get(translationGroup, than) !== undefined,
    remove: articleId => void remove.run(articleId),
  }
}

type StoredBytes = { head: string; item: Buffer; body: Buffer }

/** The checksums of a stored print, computed if an earlier version stored none; undefined if the print is damaged. */
function intactChecksums({ head: text, item, body }: StoredBytes): Checksums | undefined {
  try {
    const { checksums, ...head } = JSON.parse(text) as StoredHead
    if (!checksums) return checksumsOf(head, item, body)
    return isIntact(head, checksums, item, body) ? checksums : undefined
  } catch {
    return undefined
  }
}

/** Undefined for a damaged print: copies may lack its content. */
function stableOf(stored: StoredBytes | undefined): StoredPrint['stable'] {
  if (!stored || !intactChecksums(stored)) return undefined
  return (JSON.parse(stored.head) as StoredHead).stable
}

function stableHash({ body, layout, delivered, publishedAt, canonicalUrl }: Print): string {
  const hash = createHash('sha256').update(JSON.stringify([delivered, publishedAt, canonicalUrl]))
  for (const [start, end] of [layout.sections, layout.footnotes]) hash.update(body.subarray(start, end))
  return hash.digest('base64url').slice(0, 16)
}

/** Whether two printed articles have the same JSON except for the top-level member `revision`. */
function isSameButRevision(one: Buffer, other: Buffer): boolean {
  const [a, b] = [revisionSpan(one), revisionSpan(other)]
  return (
    one.subarray(0, a.start).equals(other.subarray(0, b.start)) && one.subarray(a.end).equals(other.subarray(b.end))
  )
}

/** Position of the digits of the first `"revision":`. Quotes in strings are escaped, and no object precedes it. */
function revisionSpan(body: Buffer): { start: number; end: number } {
  const start = body.indexOf(revisionMember) + revisionMember.length
  let end = start
  while (isDigit(body[end])) end += 1
  return { start, end }
}

const revisionMember = '"revision":'
const isDigit = (byte = 0) => byte >= 0x30 && byte <= 0x39

/** The filter members of a print, from its rows. */
export function deliveredOf(language: string, terms: readonly { kind: TermKind; term_id: Id }[]): Delivered {
  const ids = (kind: TermKind) => terms.filter(term => term.kind === kind).map(term => term.term_id)
  const [categoryId] = ids('category')
  const category = categoryId === undefined ? {} : { categoryId }
  return { delivered: true, language, ...category, tagIds: ids('tag'), authorIds: ids('author') }
}

function rowOf(print: Print, translationGroup: Id | undefined, at: Instant, before: StoredPrint['stable']): PrintRow {
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
    head: json({ ...head, checksums } satisfies StoredHead),
    item: buffer(print.item),
  }
}

/** The head of a print. */
export function headOf(print: Print, printedAt: Instant, mark: string): PrintHead {
  const { articleId, slug, canonicalUrl, delivered, revision, epoch, publishedAt, updatedAt, layout } = print
  const language = delivered.language ?? 'und'
  return { articleId, slug, canonicalUrl, language, revision, mark, epoch, printedAt, publishedAt, updatedAt, layout }
}

function termRows({ articleId, publishedAt, updatedAt, delivered }: Print): PrintTermRow[] {
  const row = { published_at: stored(publishedAt), article_id: articleId, updated_at: stored(updatedAt) }
  return [
    ...(delivered.categoryId === undefined
      ? []
      : [{ ...row, term_id: delivered.categoryId, kind: 'category' } as const]),
    ...delivered.tagIds.map(term_id => ({ ...row, term_id, kind: 'tag' }) as const),
    ...delivered.authorIds.map(term_id => ({ ...row, term_id, kind: 'author' }) as const),
  ]
}

/** A view of the same bytes. */
function buffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
