import type { Id } from '../../../domain/id.ts'
import type { TermUses } from '../../../domain/store/term-edit-store.ts'
import type { Term } from '../../../domain/term/term.ts'
import type { Connection } from '../database/connection.ts'
import { newMark } from '../database/mark.ts'

/** Articles that have one of some terms, perhaps twice. Without deleted, moved and withdrawn ones: these are final. */
const carriers = (terms: string) =>
  `SELECT c.article_id FROM article_term c JOIN article a ON a.id = c.article_id
   WHERE c.term_id IN (${terms}) AND a.status NOT IN ('deleted', 'moved', 'withdrawn')
   UNION ALL SELECT d.article_id FROM print_term d WHERE d.term_id IN (${terms})`

/** A term and the terms that were merged into it. */
const family = (id: string) => `SELECT f.id FROM term f WHERE f.id = ${id} OR f.merged_into = ${id}`

/** Maximum number of counted articles. */
const mostCounted = 100

/** Whether no article has the term `t` of a statement. */
export const isUnusedSql = `NOT EXISTS (${carriers(family('t.id'))})`

/** Articles of a term, and removal of a term without articles. */
export function createTermUseRows(connection: Connection): {
  uses(id: Id): TermUses
  remove(term: Pick<Term, 'id' | 'kind'>): void
} {
  const all = connection
    .prepare<{ id: Id }, Id>(`SELECT DISTINCT article_id FROM (${carriers(family('@id'))}) LIMIT ${mostCounted}`)
    .pluck()
  // Deleted and withdrawn articles stay readable: each gets a new entity tag.
  const mark = connection.prepare<{ id: Id; mark: string }>(
    `UPDATE article SET mark = @mark WHERE id IN (SELECT article_id FROM article_term WHERE term_id IN (${family('@id')}))`,
  )
  const statements = [
    `DELETE FROM idempotency WHERE EXISTS (SELECT 1 FROM term f WHERE (f.id = @id OR f.merged_into = @id)
       AND instr(body, CAST(f.id AS BLOB)) > 0)`,
    `DELETE FROM article_term WHERE term_id IN (${family('@id')})`,
    'DELETE FROM term WHERE merged_into = @id',
    'DELETE FROM term WHERE id = @id',
  ].map(sql => connection.prepare<{ id: Id }>(sql))
  const blank = connection.prepare<{ id: Id }>(
    `UPDATE audit SET detail = NULL WHERE EXISTS (SELECT 1 FROM term f WHERE (f.id = @id OR f.merged_into = @id) AND instr(detail, f.id) > 0)`,
  )

  return {
    uses(id) {
      const found = all.all({ id })
      return { articles: found.length, isMore: found.length === mostCounted, some: found.slice(0, 3).sort() }
    },
    remove({ id, kind }) {
      mark.run({ id, mark: newMark() })
      if (kind === 'author') blank.run({ id })
      for (const statement of statements) statement.run({ id })
    },
  }
}
