import type { Id } from '../../../domain/id.ts'
import type { ImportJobItem } from '../../../domain/import/job.ts'
import type { Connection } from '../database/connection.ts'
import { createTermEraser } from '../term/erase-term.ts'

/**
 * Removes an article except for its tombstone, and the slugs and paths that redirect to it. Without a tombstone these are
 * removed, too. Audit entries and job items stay, without their content. `TermEraser` removes terms that only this article
 * had. Nothing identifies the source any more: a new import creates another article.
 */
export function createEraser(
  connection: Connection,
): (articleId: Id, externalId: string | undefined, running?: { owner: string; key: string }) => void {
  const statements = [
    // Cascades to sections, takeaways, editions, corrections, schedule and raw source.
    'DELETE FROM article WHERE id = @id',
    'DELETE FROM view_count WHERE article_id = @id',
    'UPDATE tombstone SET note = NULL WHERE article_id = @id',
    `DELETE FROM slug WHERE article_id = @id
     AND (public = 0 OR NOT EXISTS (SELECT 1 FROM tombstone WHERE article_id = @id))`,
    'DELETE FROM path WHERE article_id = @id AND NOT EXISTS (SELECT 1 FROM tombstone WHERE article_id = @id)',
    'UPDATE audit SET detail = NULL WHERE article_id = @id',
    // The response of the running request is written after this.
    'DELETE FROM idempotency WHERE instr(body, CAST(@id AS BLOB)) > 0 AND NOT (owner = @owner AND key = @key)',
  ].map(sql => connection.prepare<{ id: Id; owner: string; key: string }>(sql))
  const terms = createTermEraser(connection)
  // Includes items without an article id, which an import refused.
  const blankItems = connection
    .prepare<{ id: Id; source: string }, Id>(
      `UPDATE job_item SET name = '', report = '${JSON.stringify(erasedReport)}'
       WHERE article_id = @id OR instr(report, @source) > 0 RETURNING job_id`,
    )
    .pluck()
  const forgetFiles = createFileNameEraser(connection)

  return (id, externalId, { owner, key } = { owner: '', key: '' }) => {
    const source = externalId === undefined ? id : `"externalId":${JSON.stringify(externalId)}`
    const carried = terms.carriedBy(id)
    for (const statement of statements) statement.run({ id, owner, key })
    terms.erase(carried)
    for (const jobId of new Set(blankItems.all({ id, source }))) forgetFiles(jobId)
  }
}

/**
 * Blanks the file names of a finished import if one of its articles was erased. A running import still needs them: this is
 * called again when it ends.
 */
export function createFileNameEraser(connection: Connection): (jobId: Id) => void {
  const blank = connection.prepare<[Id]>(
    `UPDATE job SET input = json_set(input, '$.files', json((
       SELECT json_group_array(json_set(value, '$.name', '')) FROM json_each(input, '$.files'))))
     WHERE id = ? AND state IN ('done', 'failed', 'cancelled')
       AND EXISTS (SELECT 1 FROM job_item WHERE job_id = job.id AND name = '')`,
  )
  return jobId => void blank.run(jobId)
}

/** Replaces the report of an import item whose article was erased. */
const erasedReport: Omit<ImportJobItem, 'position' | 'name' | 'result'> = {
  externalId: '',
  published: false,
  notes: [],
  consumed: [],
}
