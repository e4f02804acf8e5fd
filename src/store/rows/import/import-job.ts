import type { Id } from '../../../domain/id.ts'
import {
  counted,
  type ImportCounts,
  type ImportJob,
  type ImportJobItem,
  retriedWithin,
} from '../../../domain/import/job.ts'
import { type ImportPlace, LeaseLost } from '../../../domain/import/step.ts'
import { instantAt } from '../../../domain/instant.ts'
import type { ClaimedImport, NewImport } from '../../../domain/store/import/import-job-store.ts'
import type { Write, Written } from '../../../domain/store/write.ts'
import { jobItem, job as table } from '../../schema/job.ts'
import type { Connection } from '../database/connection.ts'
import { and, eq } from '../database/drizzle.ts'
import type { Routine } from '../database/routine.ts'
import { bound, equals, insertInto, prepared } from '../database/statement.ts'
import { json, parsed, present, stored } from '../database/value.ts'

export type JobRow = typeof table.$inferSelect
export type ItemRow = typeof jobItem.$inferSelect

/** Content of the column `input` of an import. */
export type ImportInput = Omit<NewImport, 'id'> & Pick<Write, 'onBehalfOf' | 'requestId' | 'address'>

/** Content of the column `cursor` of an import. */
export type ImportProgress = ImportPlace & { counts: ImportCounts; tries: number }

export type ImportSteps = {
  /**
   * Records a write as a step of its import, in the same transaction.
   *
   * @throws LeaseLost
   */
  record(write: Write, written: readonly Written[]): Routine<void>
}

/** Failed items that are saved with their reasons. All are counted. */
const keptFailures = 1000

function isFailure({ result }: Pick<ImportJobItem, 'result'>): boolean {
  return result === 'problem' || result === 'conflict' || result === 'diverged'
}

/** Records the steps of imports within their writes. */
export function createImportSteps(connection: Connection): ImportSteps {
  const { db } = connection
  const isOwn = and(equals(table.id, 'id'), equals(table.lease_owner, 'owner'), eq(table.state, 'running'))
  const own = prepared(db.select({ cursor: table.cursor, done: table.done }).from(table).where(isOwn))
  const add = insertInto(connection, jobItem)
  const move = prepared(
    db
      .update(table)
      .set({ done: bound('done'), cursor: bound('cursor'), lease_until: bound('until') })
      .where(equals(table.id, 'id')),
  )

  return {
    *record({ step }, written) {
      if (!step) return
      const { jobId, lease } = step
      const job = yield* own.get({ id: jobId, owner: lease.owner })
      if (!job) throw new LeaseLost('The import no longer belongs to this process.')
      const { items, to } = step.of(written)
      const { counts } = parsed<ImportProgress>(job.cursor)
      let failures = counts.problem + counts.conflict + counts.diverged
      for (const [index, item] of items.entries()) {
        if (isFailure(item)) failures += 1
        if (!isFailure(item) || failures <= keptFailures) yield* add(itemRow(jobId, job.done + index + 1, item))
      }
      const progress: ImportProgress = { ...to, counts: counted(counts, items), tries: 0 }
      yield* move.run({ done: job.done + items.length, cursor: json(progress), until: stored(lease.until), id: jobId })
    },
  }
}

export function jobOf(row: JobRow): ImportJob {
  const { options, files, onBehalfOf } = parsed<ImportInput>(row.input ?? '')
  const { file, counts } = parsed<ImportProgress>(row.cursor)
  return {
    id: row.id,
    state: row.state,
    options,
    files: { total: files.length, done: row.state === 'done' ? files.length : file, bytes: row.total },
    items: row.done,
    counts,
    actor: row.actor,
    ...(onBehalfOf !== undefined && { onBehalfOf }),
    createdAt: instantAt(row.created_at),
    ...(row.state === 'failed' && row.ended_at !== null && files.every(({ name }) => name !== '')
      ? { retryUntil: instantAt(row.ended_at + retriedWithin) }
      : {}),
    ...present({ endedAt: row.ended_at === null ? null : instantAt(row.ended_at), error: row.error }),
  }
}

export function claimedOf(row: JobRow): ClaimedImport {
  const { file, item, tries } = parsed<ImportProgress>(row.cursor)
  const { rights, ...input } = parsed<Omit<ImportInput, 'rights'> & Partial<ImportInput>>(row.input ?? '')
  // Imports that an earlier version queued have no rights.
  const known = rights ?? { publish: input.options.publish, claims: 'none' }
  return { id: row.id, ...input, rights: known, actor: row.actor, from: { file, item }, tries }
}

function itemRow(
  job_id: Id,
  position: number,
  { name, result, article, ...report }: Omit<ImportJobItem, 'position'>,
): ItemRow {
  return {
    job_id,
    position,
    name,
    outcome: result,
    article_id: article?.id ?? null,
    report: json({ article, ...report }),
  }
}

export function itemOf({ position, name, outcome, report }: ItemRow): ImportJobItem {
  const { article, ...more } = parsed<Omit<ImportJobItem, 'position' | 'name' | 'result'>>(report ?? '')
  return { position, name, result: outcome, ...(article && { article }), ...more }
}
