import { type Content, termIds } from '../../../domain/content/content.ts'
import type { Id } from '../../../domain/id.ts'
import { audit } from '../../schema/access.ts'
import { articleTerm } from '../../schema/article.ts'
import { edition } from '../../schema/edition.ts'
import { printTerm, tombstoneFilter } from '../../schema/print.ts'
import { termName, termSlug, term as termTable } from '../../schema/term.ts'
import { createResponseEraser, type IdempotencyPlace } from '../access/idempotency.ts'
import type { Connection } from '../database/connection.ts'
import { and, inArray, isNotNull, ne, sql, union } from '../database/drizzle.ts'
import { each, type Routine } from '../database/routine.ts'
import { bound, equals, isInTable, prepared } from '../database/statement.ts'
import { parsed } from '../database/value.ts'
import { createPingEraser } from '../log/erase-ping.ts'
import { currentId, foldName, isInFamily } from './term.ts'

/** Removes the terms that only an erased article carried. */
export type TermEraser = {
  /** Terms of an article and its editions, and terms that it created. Call this before the article is removed. */
  carriedBy(articleId: Id): Routine<Id[]>
  /**
   * Of terms that no article has any more: removes authors, and tags and categories that no editor created or changed. The
   * others lose their former names and slugs. Blanks the details of all of them in the audit log.
   *
   * @returns the terms that no article has, and those that were merged into them
   */
  erase(termIds: readonly Id[], running?: IdempotencyPlace): Routine<Id[]>
}

export function createTermEraser(connection: Connection): TermEraser {
  const { db, syntax } = connection
  const named = prepared(
    union(
      db.select({ id: articleTerm.term_id }).from(articleTerm).where(equals(articleTerm.article_id, 'id')),
      db
        .select({ id: sql<Id>`${syntax.jsonMember(audit.detail, 'termId')}` })
        .from(audit)
        .where(
          and(
            equals(audit.article_id, 'id'),
            inArray(audit.action, ['category.create', 'tag.create', 'author.create']),
            isNotNull(audit.detail),
          ),
        ),
    ),
  )
  const editions = prepared(
    db.select({ content: edition.content }).from(edition).where(equals(edition.article_id, 'id')),
  )
  const root = prepared(
    db
      .select({ id: currentId(termTable) })
      .from(termTable)
      .where(equals(termTable.id, 'id')),
  )
  /** A term, then the terms that were merged into it. */
  const family = prepared(
    db
      .select()
      .from(termTable)
      .where(isInFamily(termTable, bound('id')))
      .orderBy(isNotNull(termTable.merged_into)),
  )
  const carriers = [articleTerm.term_id, printTerm.term_id].map(column => isInTable(connection, column))
  function* isCarried(ids: readonly Id[]): Routine<boolean> {
    for (const id of ids) {
      for (const has of carriers) if (yield* has(id)) return true
    }
    return false
  }
  const isTerm = equals(termTable.id, 'id')
  const remove = prepared(db.delete(termTable).where(isTerm))
  const nextVersion = prepared(
    db
      .update(termTable)
      .set({ version: sql`${termTable.version} + 1` })
      .where(isTerm),
  )
  const forgetNames = prepared(
    db.delete(termName).where(and(equals(termName.term_id, 'id'), ne(termName.name, bound('name')))),
  )
  const forgetSlugs = [termSlug, tombstoneFilter].map(table =>
    prepared(db.delete(table).where(and(equals(table.term_id, 'id'), ne(table.slug, bound('slug'))))),
  )
  const blank = prepared(
    db
      .update(audit)
      .set({ detail: null })
      .where(sql`${syntax.position(audit.detail, bound('id'))} > 0`),
  )
  const eraseResponses = createResponseEraser(connection)
  const erasePings = createPingEraser(connection)

  return {
    *carriedBy(id) {
      const inEditions = (yield* editions.all({ id })).flatMap(({ content }) => termIds(parsed<Content>(content)))
      const carried = [...(yield* named.all({ id })).map(one => one.id), ...inEditions]
      const roots = yield* each(carried, one => root.get({ id: one }))
      return [...new Set(roots.flatMap(found => found?.id ?? []))]
    },
    *erase(ids, running) {
      const erased: Id[] = []
      for (const rootId of ids) {
        const [term, ...merged] = yield* family.all({ id: rootId })
        if (!term || (yield* isCarried([term, ...merged].map(({ id }) => id)))) continue
        const isRemoved = term.kind === 'author' || term.edited === 0
        for (const { id } of [term, ...merged]) {
          yield* erasePings({ id, kind: term.kind }, isRemoved ? '' : term.slug)
          yield* blank.run({ id })
          yield* eraseResponses(id, running)
          erased.push(id)
        }
        for (const { id } of merged) yield* remove.run({ id })
        if (isRemoved) yield* remove.run({ id: term.id })
        else {
          yield* nextVersion.run({ id: term.id })
          yield* forgetNames.run({ id: term.id, name: foldName(term.name) })
          for (const statement of forgetSlugs) yield* statement.run({ id: term.id, slug: term.slug })
        }
      }
      return erased
    },
  }
}
