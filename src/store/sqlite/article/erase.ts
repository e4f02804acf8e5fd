import type { Id } from '../../../domain/id.ts'
import type { ImportJobItem } from '../../../domain/import/job.ts'
import type { Connection } from '../database/connection.ts'
import { createTermEraser } from '../term/erase-term.ts'

/**
 * Removes what is kept of an article but its tombstone and the slugs and paths that lead to it; where it was never
 * delivered there is none, and these go too. What audit and jobs say of it stays as facts without words; terms that only
 * it carried go as `TermEraser` says. Nothing tells that its source has been here: imported again, it is another article.
 */
export function createEraser(
  connection: Connection,
): (articleId: Id, externalId: string | undefined, running?: { owner: string; key: string }) => void {
  const statements = [
    // Sections, takeaways, editions, corrections, schedule and raw source go with it.
    'DELETE FROM article WHERE id = @id',
    'DELETE FROM view_count WHERE article_id = @id',
    'UPDATE tombstone SET note = NULL WHERE article_id = @id',
    `DELETE FROM slug WHERE article_id = @id
     AND (public = 0 OR NOT EXISTS (SELECT 1 FROM tombstone WHERE article_id = @id))`,
    'DELETE FROM path WHERE article_id = @id AND NOT EXISTS (SELECT 1 FROM tombstone WHERE article_id = @id)',
    'UPDATE audit SET detail = NULL WHERE article_id = @id',
    // What this very request keeps is written behind it.
    'DELETE FROM idempotency WHERE instr(body, CAST(@id AS BLOB)) > 0 AND NOT (owner = @owner AND key = @key)',
  ].map(sql => connection.prepare<{ id: Id; owner: string; key: string }>(sql))
  const terms = createTermEraser(connection)
  // Also what an import refused of it, where the item knows no id.
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
 * Blanks the file names of an import that is over, where an article that it brought was erased. One that still runs
 * needs them: it is asked again at its end.
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

/** The report of an import's item of which nothing may be said. */
const erasedReport: Omit<ImportJobItem, 'position' | 'name' | 'result'> = {
  externalId: '',
  published: false,
  notes: [],
  consumed: [],
}
