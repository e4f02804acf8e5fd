import type { Id } from '../../../domain/id.ts'
import type { ImportJobItem } from '../../../domain/import/job.ts'
import { audit } from '../../schema/access.ts'
import { path, slug } from '../../schema/address.ts'
import { article } from '../../schema/article.ts'
import { job, jobItem } from '../../schema/job.ts'
import { tombstone } from '../../schema/print.ts'
import { viewCount, viewDay, viewHour } from '../../schema/view.ts'
import { createResponseEraser, type IdempotencyPlace } from '../access/idempotency.ts'
import type { Connection } from '../database/connection.ts'
import { and, eq, inArray, notExists, or, sql } from '../database/drizzle.ts'
import type { Routine } from '../database/routine.ts'
import { bound, equals, prepared } from '../database/statement.ts'
import { json, parsed } from '../database/value.ts'
import type { ImportInput } from '../import/import-job.ts'
import { createTermEraser } from '../term/erase-term.ts'
import { createDeliveryEraser } from '../webhook/erase-delivery.ts'

/**
 * Removes an article except for its tombstone, and the slugs and paths that redirect to it. Without a tombstone these are
 * removed, too. Audit entries, job items, webhook deliveries and idempotency keys stay, without their content. `TermEraser`
 * removes terms that only this article had. Nothing identifies the source any more: a new import creates another article.
 */
export function createEraser(
  connection: Connection,
): (articleId: Id, externalId: string | undefined, running?: IdempotencyPlace) => Routine<void> {
  const { db, syntax } = connection
  const withoutTombstone = notExists(
    db.select({ id: tombstone.article_id }).from(tombstone).where(equals(tombstone.article_id, 'id')),
  )
  const statements = [
    // Cascades to sections, takeaways, editions, corrections, schedule and raw source.
    db.delete(article).where(equals(article.id, 'id')),
    ...[viewCount, viewHour, viewDay].map(table => db.delete(table).where(equals(table.article_id, 'id'))),
    db.update(tombstone).set({ note: null }).where(equals(tombstone.article_id, 'id')),
    db.delete(slug).where(and(equals(slug.article_id, 'id'), or(eq(slug.public, 0), withoutTombstone))),
    db.delete(path).where(and(equals(path.article_id, 'id'), withoutTombstone)),
    db.update(audit).set({ detail: null }).where(equals(audit.article_id, 'id')),
  ].map(query => prepared(query))
  const terms = createTermEraser(connection)
  const eraseResponses = createResponseEraser(connection)
  const eraseDeliveries = createDeliveryEraser(connection)
  // Includes items without an article id, which an import refused.
  const blankItems = prepared(
    db
      .update(jobItem)
      .set({ name: '', report: JSON.stringify(erasedReport) })
      .where(or(equals(jobItem.article_id, 'id'), sql`${syntax.position(jobItem.report, bound('source'))} > 0`))
      .returning({ job_id: jobItem.job_id }),
  )
  const forgetFiles = createFileNameEraser(connection)

  return function* (id, externalId, running) {
    const source = externalId === undefined ? id : `"externalId":${JSON.stringify(externalId)}`
    const carried = yield* terms.carriedBy(id)
    for (const statement of statements) yield* statement.run({ id })
    yield* eraseResponses(id, running)
    yield* eraseDeliveries(id, yield* terms.erase(carried, running))
    for (const jobId of new Set((yield* blankItems.all({ id, source })).map(item => item.job_id)))
      yield* forgetFiles(jobId)
  }
}

/**
 * Blanks the file names of a finished import if one of its articles was erased. A running import still needs them: this is
 * called again when it ends.
 */
export function createFileNameEraser(connection: Connection): (jobId: Id) => Routine<void> {
  const hasErased = sql`EXISTS (SELECT 1 FROM ${jobItem} WHERE ${jobItem.job_id} = ${job.id} AND ${jobItem.name} = '')`
  const { db } = connection
  const erased = prepared(
    db
      .select({ input: job.input })
      .from(job)
      .where(and(equals(job.id, 'id'), inArray(job.state, ['done', 'failed', 'cancelled']), hasErased)),
  )
  const blank = prepared(
    db
      .update(job)
      .set({ input: bound('input') })
      .where(equals(job.id, 'id')),
  )
  return function* (jobId) {
    const input = parsed<ImportInput>((yield* erased.get({ id: jobId }))?.input ?? null)
    if (!input) return
    const files = input.files.map(file => ({ ...file, name: '' }))
    yield* blank.run({ id: jobId, input: json({ ...input, files }) })
  }
}

/** Replaces the report of an import item whose article was erased. */
const erasedReport: Omit<ImportJobItem, 'position' | 'name' | 'result'> = {
  externalId: '',
  published: false,
  notes: [],
  consumed: [],
}
