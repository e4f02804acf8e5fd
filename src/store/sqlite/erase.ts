import type { Id } from '../../domain/id.ts'
import type { Connection } from './connection.ts'

/**
 * Removes what is kept of an article but its tombstone and the slugs and paths that lead to it; where it was never
 * delivered there is none, and these go too. What audit and jobs say of it stays as facts without words.
 */
export function createEraser(connection: Connection): (articleId: Id) => void {
  const statements = [
    // Sections, takeaways, editions, corrections, schedule and raw source go with it.
    'DELETE FROM article WHERE id = @id',
    'DELETE FROM view_count WHERE article_id = @id',
    'UPDATE tombstone SET note = NULL WHERE article_id = @id',
    `DELETE FROM slug WHERE article_id = @id
     AND (public = 0 OR NOT EXISTS (SELECT 1 FROM tombstone WHERE article_id = @id))`,
    'DELETE FROM path WHERE article_id = @id AND NOT EXISTS (SELECT 1 FROM tombstone WHERE article_id = @id)',
    'UPDATE audit SET detail = NULL WHERE article_id = @id',
    'UPDATE job_item SET report = NULL, name = article_id WHERE article_id = @id',
    'DELETE FROM idempotency WHERE instr(body, CAST(@id AS BLOB)) > 0',
  ].map(sql => connection.prepare<{ id: Id }>(sql))

  return id => {
    for (const statement of statements) statement.run({ id })
  }
}
