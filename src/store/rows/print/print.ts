import { asBuffer } from '../../../domain/buffer.ts'
import type { Delivered } from '../../../domain/change.ts'
import type { Id } from '../../../domain/id.ts'
import { type Instant, instantAt } from '../../../domain/instant.ts'
import type { Print } from '../../../domain/print/print.ts'
import type { Shown } from '../../../domain/print/stale.ts'
import type { StoredPrint } from '../../../domain/store/print-store.ts'
import type { TermKind } from '../../../domain/term/term.ts'
import { printBody, printTerm, printUse, print as table } from '../../schema/print.ts'
import { viewCount } from '../../schema/view.ts'
import { releasedPrefix } from '../article/slug.ts'
import type { Connection } from '../database/connection.ts'
import { and, eq, ne } from '../database/drizzle.ts'
import type { Routine } from '../database/routine.ts'
import { bound, equals, insertInto, prepared } from '../database/statement.ts'
import { json } from '../database/value.ts'
import { type Checksums, checksumsOf, isIntact } from './print-checksum.ts'
import { deliveredOf, rowOf, type StoredHead, termRows } from './print-row.ts'

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
  current(articleId: Id): Routine<CurrentPrint | undefined>
  /** @param isNew whether the article has no print yet */
  save(print: Print, translationGroup: Id | undefined, at: Instant, isNew?: boolean): Routine<void>
  /**
   * If a new print has the same bytes as the stored one, except for the revision: keeps the stored one, with the epoch and
   * the uses of the new one. Returns whether it did.
   */
  keepIfUnchanged(print: Print): Routine<boolean>
  /** Moves a print to a translation group. It still depends on the old group until it is reprinted. False = no print. */
  regroup(articleId: Id, translationGroup: Id | undefined): Routine<boolean>
  /** Whether a group has prints of other articles. */
  hasOtherPrints(translationGroup: Id, than: Id): Routine<boolean>
  remove(articleId: Id): Routine<void>
}

/** Prints, with the rows for lists and dependents. */
export function createPrintRows(connection: Connection): PrintRows {
  const { db } = connection
  const isPrint = equals(table.article_id, 'id')
  const current = prepared(
    db
      .select({
        edition: table.edition,
        revision: table.revision,
        epoch: table.epoch,
        printed_at: table.printed_at,
        slug: table.slug,
        title: table.title,
        canonical_url: table.canonical_url,
        language: table.language,
        translation_group: table.translation_group,
      })
      .from(table)
      .where(isPrint),
  )
  const terms = createPrintTermReader(connection)
  const save = insertInto(connection, table, { conflict: { replaceBy: ['article_id'] } })
  const saveBody = insertInto(connection, printBody, { conflict: { replaceBy: ['article_id'] } })
  const clearTerms = prepared(db.delete(printTerm).where(equals(printTerm.article_id, 'id')))
  const addTerm = insertInto(connection, printTerm, { conflict: { ignore: true } })
  const addViewCount = insertInto(connection, viewCount, { conflict: { ignore: true } })
  const clearUses = prepared(db.delete(printUse).where(equals(printUse.article_id, 'id')))
  const addUse = insertInto(connection, printUse, { conflict: { ignore: true } })
  const regroup = prepared(
    db
      .update(table)
      .set({ translation_group: bound('group') })
      .where(isPrint),
  )
  const otherPrint = prepared(
    db
      .select({ id: table.article_id })
      .from(table)
      .where(and(equals(table.translation_group, 'group'), ne(table.article_id, bound('than'))))
      .limit(1),
  )
  const bytes = prepared(
    db
      .select({ head: table.head, item: table.item, body: printBody.body })
      .from(table)
      .innerJoin(printBody, eq(printBody.article_id, table.article_id))
      .where(isPrint),
  )
  const epoch = bound('epoch')
  const keep = prepared(
    db
      .update(table)
      .set({ epoch, head: bound('head') })
      .where(isPrint),
  )
  const remove = prepared(db.delete(table).where(isPrint))

  /** Undefined if there is no print, or if the database cannot read it: it is replaced. */
  function* storedBytes(id: Id): Routine<StoredBytes | undefined> {
    try {
      return yield* bytes.get({ id })
    } catch (error) {
      if (!connection.isDamagedData(error)) throw error
      return undefined
    }
  }

  return {
    *current(articleId) {
      const row = yield* current.get({ id: articleId })
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
        delivered: deliveredOf(row.language, yield* terms(articleId)),
      }
    },
    *save(print, translationGroup, at, isNew = false) {
      const { articleId } = print
      yield* save(rowOf(print, translationGroup, at, isNew ? undefined : stableOf(yield* storedBytes(articleId))))
      yield* saveBody({ article_id: articleId, body: asBuffer(print.body) })
      // Lists by views read this table, so every print has a row.
      yield* addViewCount({ article_id: articleId, views: 0, views_24h: 0, views_7d: 0, views_30d: 0 })
      if (!isNew) {
        yield* clearTerms.run({ id: articleId })
        yield* clearUses.run({ id: articleId })
      }
      for (const term of termRows(print)) yield* addTerm(term)
      for (const { kind, id } of print.uses) yield* addUse({ kind, used_id: id, article_id: articleId })
    },
    *keepIfUnchanged({ articleId, epoch, body: made, uses }) {
      const stored = yield* storedBytes(articleId)
      if (!stored || !isSameButRevision(stored.body, asBuffer(made))) return false
      const checksums = intactChecksums(stored)
      if (!checksums) return false
      const head: StoredHead = { ...JSON.parse(stored.head), epoch, checksums }
      yield* keep.run({ epoch, head: json(head), id: articleId })
      yield* clearUses.run({ id: articleId })
      for (const { kind, id } of uses) yield* addUse({ kind, used_id: id, article_id: articleId })
      return true
    },
    *regroup(articleId, translationGroup) {
      if ((yield* regroup.run({ group: translationGroup ?? null, id: articleId })).changes === 0) return false
      if (translationGroup) yield* addUse({ kind: 'translations', used_id: translationGroup, article_id: articleId })
      return true
    },
    *hasOtherPrints(translationGroup, than) {
      return (yield* otherPrint.get({ group: translationGroup, than })) !== undefined
    },
    *remove(articleId) {
      yield* remove.run({ id: articleId })
    },
  }
}

/** Reads the terms of a print. */
function createPrintTermReader({ db }: Connection): (articleId: Id) => Routine<{ kind: TermKind; term_id: Id }[]> {
  const terms = prepared(
    db
      .select({ kind: printTerm.kind, term_id: printTerm.term_id })
      .from(printTerm)
      .where(equals(printTerm.article_id, 'id'))
      .orderBy(printTerm.term_id),
  )
  return id => terms.all({ id })
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
