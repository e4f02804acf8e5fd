import type { Column, SQL } from 'drizzle-orm'
import type { Id } from '../../../domain/id.ts'
import type { TermUses } from '../../../domain/store/term-edit-store.ts'
import type { Term } from '../../../domain/term/term.ts'
import { audit, idempotency } from '../../schema/access.ts'
import { article, articleTerm } from '../../schema/article.ts'
import { printTerm } from '../../schema/print.ts'
import { term } from '../../schema/term.ts'
import { erasedResponse } from '../access/idempotency.ts'
import type { Connection } from '../database/connection.ts'
import { alias, and, eq, exists, inArray, notExists, notInArray, sql, unionAll } from '../database/drizzle.ts'
import { newMark } from '../database/mark.ts'
import type { Routine } from '../database/routine.ts'
import { bound, equals, prepared } from '../database/statement.ts'
import { isInFamily } from './term.ts'

/** A term and the terms that were merged into it. */
function familyOf({ db }: Connection, id: Column | SQL) {
  const member = alias(term, 'member')
  return db.select({ id: member.id }).from(member).where(isInFamily(member, id))
}

/** Articles that have a term, perhaps twice. Without deleted, moved and withdrawn ones: these are final. */
function carriersOf(connection: Connection, id: Column | SQL) {
  const { db } = connection
  const family = familyOf(connection, id)
  return unionAll(
    db
      .select({ articleId: articleTerm.article_id })
      .from(articleTerm)
      .innerJoin(article, eq(article.id, articleTerm.article_id))
      .where(and(inArray(articleTerm.term_id, family), notInArray(article.status, ['deleted', 'moved', 'withdrawn']))),
    db.select({ articleId: printTerm.article_id }).from(printTerm).where(inArray(printTerm.term_id, family)),
  )
}

/** Maximum number of counted articles. */
const maxCounted = 100

/** Whether no article has the term of a statement. */
export function isUnused(connection: Connection): SQL {
  return notExists(carriersOf(connection, term.id))
}

/** Articles of a term, and removal of a term without articles. */
export function createTermUseRows(connection: Connection): {
  uses(id: Id): Routine<TermUses>
  remove(term: Pick<Term, 'id' | 'kind'>): Routine<void>
} {
  const { db, syntax } = connection
  const carrier = carriersOf(connection, bound('id')).as('carrier')
  const all = prepared(db.selectDistinct({ articleId: carrier.articleId }).from(carrier).limit(maxCounted))
  const family = familyOf(connection, bound('id'))
  const carried = db
    .select({ articleId: articleTerm.article_id })
    .from(articleTerm)
    .where(inArray(articleTerm.term_id, family))
  // Deleted and withdrawn articles stay readable: each gets a new entity tag.
  const mark = prepared(
    db
      .update(article)
      .set({ mark: bound('mark') })
      .where(inArray(article.id, carried)),
  )
  const named = (place: SQL) =>
    exists(
      db
        .select({ id: term.id })
        .from(term)
        .where(and(isInFamily(term, bound('id')), place)),
    )
  const statements = [
    db
      .update(idempotency)
      .set(erasedResponse)
      .where(named(syntax.hasText(idempotency.body, term.id))),
    db.delete(articleTerm).where(inArray(articleTerm.term_id, family)),
    db.delete(term).where(equals(term.merged_into, 'id')),
    db.delete(term).where(equals(term.id, 'id')),
  ].map(query => prepared(query))
  const blank = prepared(
    db
      .update(audit)
      .set({ detail: null })
      .where(named(sql`${syntax.position(audit.detail, term.id)} > 0`)),
  )

  return {
    *uses(id) {
      const found = (yield* all.all({ id })).map(({ articleId }) => articleId)
      return { articles: found.length, isMore: found.length === maxCounted, some: found.slice(0, 3).sort() }
    },
    *remove({ id, kind }) {
      yield* mark.run({ id, mark: newMark() })
      if (kind === 'author') yield* blank.run({ id })
      for (const statement of statements) yield* statement.run({ id })
    },
  }
}
