import type { Lease } from '../../../domain/import/step.ts'
import type { Instant } from '../../../domain/instant.ts'
import type { ClaimedImport, ImportQueueStore } from '../../../domain/store/import/import-job-store.ts'
import { job, jobItem } from '../../schema/job.ts'
import { createFileNameEraser } from '../article/erase.ts'
import type { Connection } from '../database/connection.ts'
import { and, eq, inArray, isNull, lt, lte, or, sql } from '../database/drizzle.ts'
import { writes } from '../database/port.ts'
import type { Routine } from '../database/routine.ts'
import { bound, equals, prepared } from '../database/statement.ts'
import { json, parsed, stored } from '../database/value.ts'
import type { Writer } from '../database/writer.ts'
import { claimedOf, type ImportProgress } from './import-job.ts'

/** The queue of imports for the processes that run them. */
export function createImportQueueStore(
  { reader, connection }: { reader: Connection; connection: Connection },
  writer: Writer,
): ImportQueueStore {
  const { db } = connection
  const freeIn = (of: Connection) =>
    prepared(
      of.db
        .select()
        .from(job)
        .where(
          and(
            eq(job.kind, 'import'),
            inArray(job.state, ['waiting', 'running']),
            or(isNull(job.lease_until), lte(job.lease_until, bound('at'))),
          ),
        )
        .orderBy(job.id)
        .limit(1),
    )
  const isFree = freeIn(reader)
  const free = freeIn(connection)
  const isJob = equals(job.id, 'id')
  const claim = prepared(
    db
      .update(job)
      .set({ state: 'running', cursor: bound('cursor'), lease_owner: bound('owner'), lease_until: bound('until') })
      .where(isJob),
  )
  const isOurs = and(isJob, equals(job.lease_owner, 'owner'), eq(job.state, 'running'))
  const renew = prepared(
    db
      .update(job)
      .set({ lease_until: bound('until') })
      .where(isOurs),
  )
  const progressOf = prepared(db.select({ cursor: job.cursor }).from(job).where(isOurs))
  const leave = prepared(
    db
      .update(job)
      .set({
        state: bound('state'),
        ended_at: bound('endedAt'),
        error: bound('error'),
        lease_owner: null,
        lease_until: null,
        cursor: bound('cursor'),
      })
      .where(isOurs),
  )
  const forgetFiles = createFileNameEraser(connection)
  const oldIn = (of: Connection) =>
    prepared(
      of.db
        .select({ id: job.id })
        .from(job)
        .where(and(eq(job.kind, 'import'), lt(job.ended_at, bound('before'))))
        .orderBy(job.id)
        .limit(1),
    )
  const isOld = oldIn(reader)
  const oldest = oldIn(connection)
  const isItem = equals(jobItem.job_id, 'id')
  const first = db
    .select({ position: jobItem.position })
    .from(jobItem)
    .where(isItem)
    .orderBy(jobItem.position)
    .limit(sql.placeholder('limit'))
  const thin = prepared(db.delete(jobItem).where(and(isItem, inArray(jobItem.position, first))))
  const drop = prepared(db.delete(job).where(isJob))

  function* claimFree({ owner, until }: Lease, at: Instant): Routine<ClaimedImport | undefined> {
    const row = yield* free.get({ at: stored(at) })
    if (!row) return undefined
    const progress = parsed<ImportProgress>(row.cursor)
    const cursor = json({ ...progress, tries: progress.tries + 1 })
    yield* claim.run({ cursor, owner, until: stored(until), id: row.id })
    return claimedOf({ ...row, cursor })
  }

  function* forgetOldest(before: Instant, limit: number): Routine<number> {
    const id = (yield* oldest.get({ before: stored(before) }))?.id
    if (id === undefined) return 0
    const { changes } = yield* thin.run({ id, limit })
    return changes < limit ? changes + (yield* drop.run({ id })).changes : changes
  }

  return {
    ...writes<Pick<ImportQueueStore, 'renewImport' | 'leaveImport'>>(writer, {
      *renewImport(id, { owner, until }) {
        return (yield* renew.run({ until: stored(until), id, owner })).changes > 0
      },
      *leaveImport(id, owner, end, at) {
        const endedAt = end.state === 'waiting' ? null : stored(at)
        const error = end.state === 'failed' ? end.error : null
        const tries = end.state === 'waiting' ? end.tries : 0
        const row = yield* progressOf.get({ id, owner })
        if (row) {
          const progress = parsed<ImportProgress>(row.cursor)
          const cursor = json({ ...progress, tries: tries === 0 ? 0 : progress.tries + tries })
          yield* leave.run({ state: end.state, endedAt, error, cursor, id, owner })
        }
        yield* forgetFiles(id)
      },
    }),
    async claimImport({ owner, until }, at) {
      // Called every second: take the lock only if an import is free.
      if (!(await reader.read(() => isFree.get({ at: stored(at) })))) return undefined
      return writer.write(() => claimFree({ owner, until }, at))
    },
    async forgetImports(before, limit) {
      if ((await reader.read(() => isOld.get({ before: stored(before) }))) === undefined) return 0
      return writer.write(() => forgetOldest(before, limit))
    },
  }
}
