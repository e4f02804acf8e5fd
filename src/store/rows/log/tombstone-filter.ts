import type { SQL } from 'drizzle-orm'
import { type Delivered, nothingDelivered } from '../../../domain/change.ts'
import type { Id } from '../../../domain/id.ts'
import type { TombstoneFilter } from '../../../domain/store/log/archive-store.ts'
import type { TermKind } from '../../../domain/term/term.ts'
import { tombstoneFilter as table, tombstone } from '../../schema/print.ts'
import { term as termTable } from '../../schema/term.ts'
import type { Connection } from '../database/connection.ts'
import { alias, and, desc, eq, gt, inArray, sql } from '../database/drizzle.ts'
import type { Routine } from '../database/routine.ts'
import { bound, equals, isLanguageIn, prepared } from '../database/statement.ts'
import { currentId, isInFamily } from '../term/term.ts'

/** The terms and language of the last delivery of an article, kept with its tombstone. */
export type TombstoneFilterRows = {
  /** Saves them with the current names: later names of a term may not be public. */
  put(articleId: Id, delivered: Delivered): Routine<void>
  remove(articleId: Id): Routine<void>
  /** The terms that are still in use, and the language; empty without a tombstone. */
  of(articleId: Id): Routine<Delivered>
}

export function createTombstoneFilterRows({ db, syntax }: Connection): TombstoneFilterRows {
  const merged = alias(termTable, 'merged')
  const current = db
    .select({ id: currentId(merged) })
    .from(merged)
    .where(syntax.isAnyOf(merged.id, 'ids'))
  const terms = prepared(
    db
      .insert(table)
      .select(
        db
          .select({
            kind: termTable.kind,
            slug: termTable.slug,
            article_id: sql<Id>`${bound('articleId')}`.as('article_id'),
            term_id: termTable.id,
            name: termTable.name,
          })
          .from(termTable)
          .where(inArray(termTable.id, current)),
      )
      .onConflictDoNothing(),
  )
  const language = prepared(
    db
      .insert(table)
      .values({ kind: 'language', slug: bound('tag'), article_id: bound('articleId'), name: '' })
      .onConflictDoNothing(),
  )
  const isOf = equals(table.article_id, 'articleId')
  const remove = prepared(db.delete(table).where(isOf))
  const rows = prepared(
    db
      .select({ kind: table.kind, slug: table.slug, termId: termTable.id })
      .from(table)
      .leftJoin(merged, eq(merged.id, table.term_id))
      .leftJoin(termTable, and(eq(termTable.id, currentId(merged)), gt(termTable.articles, 0)))
      .where(isOf)
      .orderBy(table.slug),
  )
  return {
    *put(articleId, { language: tag, categoryId, tagIds, authorIds }) {
      yield* remove.run({ articleId })
      const ids = [...(categoryId === undefined ? [] : [categoryId]), ...tagIds, ...authorIds]
      yield* terms.run({ articleId, ids: JSON.stringify(ids) })
      if (tag !== undefined) yield* language.run({ tag, articleId })
    },
    *remove(articleId) {
      yield* remove.run({ articleId })
    },
    *of(articleId) {
      const found = yield* rows.all({ articleId })
      const ids = (kind: TermKind) => found.flatMap(row => (row.kind === kind ? (row.termId ?? []) : []))
      const [categoryId] = ids('category')
      const tag = found.find(row => row.kind === 'language')?.slug
      return {
        ...nothingDelivered,
        ...(tag !== undefined && { language: tag }),
        ...(categoryId !== undefined && { categoryId }),
        tagIds: ids('tag'),
        authorIds: ids('author'),
      }
    },
  }
}

/** Finds tombstones by the terms and language of the last delivery. */
export function createTombstoneFilterReader({ db }: Connection) {
  const prepare = (condition: SQL | undefined) =>
    prepared(
      db
        .selectDistinct({ id: table.article_id, revision: tombstone.revision })
        .from(table)
        .innerJoin(tombstone, eq(tombstone.article_id, table.article_id))
        .where(condition)
        .orderBy(desc(tombstone.revision))
        .limit(sql.placeholder('limit')),
    )
  const family = db
    .select({ id: termTable.id })
    .from(termTable)
    .where(isInFamily(termTable, bound('id')))
  const byTerm = prepare(inArray(table.term_id, family))
  const bySlug = prepare(and(equals(table.kind, 'kind'), equals(table.slug, 'slug')))
  const byLanguage = prepare(and(eq(table.kind, 'language'), isLanguageIn(table.slug, 'range')))
  const term = prepared(
    db
      .select({ id: sql<Id>`${table.term_id}`, slug: table.slug, name: table.name })
      .from(table)
      .innerJoin(tombstone, eq(tombstone.article_id, table.article_id))
      .where(and(equals(table.kind, 'kind'), equals(table.slug, 'slug')))
      .orderBy(desc(tombstone.revision))
      .limit(1),
  )
  return {
    *ids(of: TombstoneFilter, limit: number): Routine<{ id: Id }[]> {
      if ('termId' in of) return yield* byTerm.all({ id: of.termId, limit })
      return 'language' in of
        ? yield* byLanguage.all({ range: of.language, limit })
        : yield* bySlug.all({ ...of, limit })
    },
    term: (kind: TermKind, slug: string) => term.get({ kind, slug }),
  }
}
