import type { Id } from '../../domain/id.ts'
import type { ImportJobItem } from '../../domain/import-job.ts'
import type { Connection } from './connection.ts'

/**
 * Removes what is kept of an article but its tombstone and the slugs and paths that lead to it; where it was never
 * delivered there is none, and these go too. What audit and jobs say of it stays as facts without words. Nothing tells
 * that its source has been here: imported again, it is another article.
 */
export function createEraser(connection: Connection): (articleId: Id, externalId: string | undefined) => void {
  const statements = [
    // Sections, takeaways, editions, corrections, schedule and raw source go with it.
    'DELETE FROM article WHERE id = @id',
    'DELETE FROM view_count WHERE article_id = @id',
    'UPDATE tombstone SET note = NULL WHERE article_id = @id',
    `DELETE FROM slug WHERE article_id = @id
     AND (public = 0 OR NOT EXISTS (SELECT 1 FROM tombstone WHERE article_id = @id))`,
    'DELETE FROM path WHERE article_id = @id AND NOT EXISTS (SELECT 1 FROM tombstone WHERE article_id = @id)',
    'UPDATE audit SET detail = NULL WHERE article_id = @id',
    `UPDATE job_item SET name = '', report = '${JSON.stringify(wordless)}'
     WHERE article_id = @id OR instr(report, @source) > 0`,
    'DELETE FROM idempotency WHERE instr(body, CAST(@id AS BLOB)) > 0',
  ].map(sql => connection.prepare<{ id: Id; source?: string }>(sql))

  return (id, externalId) => {
    // Also what an import refused of it, where the item knows no id.
    const source = externalId === undefined ? id : `"externalId":${JSON.stringify(externalId)}`
    for (const statement of statements) statement.run({ id, source })
  }
}

/** The report of an import's item of which nothing may be said. */
const wordless: Omit<ImportJobItem, 'position' | 'name' | 'result'> = {
  externalId: '',
  published: false,
  notes: [],
  consumed: [],
}
