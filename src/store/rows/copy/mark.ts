import { AppError } from '../../../domain/error.ts'
import { storeCopy } from '../../schema/copy.ts'
import type { Connection } from '../database/connection.ts'
import { and, eq, gt, sql } from '../database/drizzle.ts'
import type { Routine } from '../database/routine.ts'
import { bound, equals, insertInto, prepared } from '../database/statement.ts'
import { json, parsed } from '../database/value.ts'
import type { Writer } from '../database/writer.ts'

/** Seconds for which a source stays read-only if its copy does not report. A copy reports more often. */
export const lockSeconds = 60

/** The end of the year 9999: until somebody releases it. */
const unlimited = 253_402_300_799

/** How far a copy is: the index of the table in `copySteps`, and the key of the last copied row. */
export type CopyProgress = { step: number; table: string; after: Record<string, unknown> | null }

export type SourceMark = { id: string; owner: string; isActive: boolean; isUnchanged: boolean }
export type TargetMark = { id: string; owner: string; progress: CopyProgress | null }

/** A copy, and the process that works on it. */
export type CopyOwner = { id: string; owner: string }

export type CopyMarks = {
  source(): Routine<SourceMark | undefined>
  target(): Routine<TargetMark | undefined>
  /** Makes a source read-only for its copy. */
  lock(of: CopyOwner): Routine<void>
  /** Extends the time for which a source is read-only. False = it was released, written to, or belongs to another process. */
  renew(owner: string): Routine<boolean>
  /** Ends the time, but remembers the copy, so that it can be continued if nothing is written until then. */
  pause(owner: string): Routine<void>
  /** Leaves a source read-only without an end. */
  keep(owner: string): Routine<void>
  /** Forgets the copy of a source. Without an owner: of any process. Returns whether there was one. */
  release(owner?: string): Routine<boolean>
  /** Marks a target as unfinished copy of this owner. */
  begin(of: CopyOwner): Routine<void>
  /** Stores how far a copy is. False = it belongs to another process. */
  record(owner: string, progress: CopyProgress | null): Routine<boolean>
  /** Removes the mark of a target: it is complete. */
  finish(owner: string): Routine<void>
}

export function createCopyMarks(connection: Connection): CopyMarks {
  const { db, syntax } = connection
  const isSource = eq(storeCopy.role, 'source')
  const isTarget = eq(storeCopy.role, 'target')
  const isOwn = equals(storeCopy.owner, 'owner')
  const readSource = prepared(
    db
      .select({
        id: storeCopy.id,
        owner: storeCopy.owner,
        until: storeCopy.until,
        isActive: sql<number>`${gt(storeCopy.until, syntax.now)}`,
      })
      .from(storeCopy)
      .where(isSource),
  )
  const readTarget = prepared(
    db
      .select({ id: storeCopy.id, owner: storeCopy.owner, progress: storeCopy.progress })
      .from(storeCopy)
      .where(isTarget),
  )
  const put = insertInto(connection, storeCopy, { conflict: { replaceBy: ['role'] } })
  const setUntil = (until: number | ReturnType<typeof sql>) =>
    prepared(
      db
        .update(storeCopy)
        .set({ until: until as never })
        .where(and(isSource, isOwn, gt(storeCopy.until, 0))),
    )
  const extend = setUntil(sql`${syntax.now} + ${lockSeconds}`)
  const end = setUntil(syntax.now)
  const keep = setUntil(unlimited)
  const removeSource = prepared(db.delete(storeCopy).where(and(isSource, isOwn)))
  const removeAnySource = prepared(db.delete(storeCopy).where(isSource))
  const removeTarget = prepared(db.delete(storeCopy).where(and(isTarget, isOwn)))
  const progress = prepared(
    db
      .update(storeCopy)
      .set({ progress: bound('progress') })
      .where(and(isTarget, isOwn)),
  )
  return {
    *source() {
      const row = yield* readSource.get()
      return row && { id: row.id, owner: row.owner, isActive: row.isActive === 1, isUnchanged: row.until > 0 }
    },
    *target() {
      const row = yield* readTarget.get()
      return row && { ...row, progress: parsed<CopyProgress>(row.progress) }
    },
    *lock(of) {
      // `extend` needs a time that has not ended.
      yield* put({ role: 'source', ...of, until: 1, progress: null })
      yield* extend.run({ owner: of.owner })
    },
    *renew(owner) {
      return (yield* extend.run({ owner })).changes > 0
    },
    *pause(owner) {
      yield* end.run({ owner })
    },
    *keep(owner) {
      yield* keep.run({ owner })
    },
    *release(owner) {
      const { changes } = yield* owner === undefined ? removeAnySource.run() : removeSource.run({ owner })
      return changes > 0
    },
    *begin(of) {
      const known = yield* readTarget.get()
      yield* put({ role: 'target', ...of, until: 0, progress: known?.progress ?? null })
    },
    *record(owner, now) {
      return (yield* progress.run({ owner, progress: json(now ?? undefined) })).changes > 0
    },
    *finish(owner) {
      yield* removeTarget.run({ owner })
    },
  }
}

/**
 * A writer that writes neither to a database that is being copied, nor to an unfinished copy. Every process reads the mark
 * within its transaction, so nothing is written after a copy has begun to read.
 */
export function createGuardedWriter({ db, syntax }: Connection, writer: Writer): Writer {
  const marks = prepared(
    db
      .select({
        role: storeCopy.role,
        until: storeCopy.until,
        isActive: sql<number>`${gt(storeCopy.until, syntax.now)}`,
      })
      .from(storeCopy),
  )
  const noteWrite = prepared(db.update(storeCopy).set({ until: 0 }).where(eq(storeCopy.role, 'source')))

  function* admitted<Result>(work: () => Routine<Result>): Routine<Result> {
    for (const { role, until, isActive } of yield* marks.all()) {
      if (role === 'target') throw unfinishedCopy()
      if (isActive) throw readOnly()
      if (until > 0) yield* noteWrite.run()
    }
    return yield* work()
  }

  return { ...writer, write: work => writer.write(() => admitted(work)) }
}

/** Refuses a database that is an unfinished copy. @throws AppError `store-unusable` */
export function createCopyCheck({ db }: Connection): () => Routine<void> {
  const unfinished = prepared(db.select({ id: storeCopy.id }).from(storeCopy).where(eq(storeCopy.role, 'target')))
  return function* requireFinished() {
    if (yield* unfinished.get()) throw unfinishedCopy()
  }
}

function unfinishedCopy(): AppError {
  return new AppError('store-unusable', 'The database is an unfinished copy of another one.', {
    hint: 'Run the same "offprint copy --to …" again, which continues it.',
  })
}

function readOnly(): AppError {
  return new AppError('store-busy', 'The database is being copied; until that is done, nothing can be written.', {
    retryAfter: 5,
    hint: '"offprint copy --release" ends this, also after an interrupted copy.',
  })
}
