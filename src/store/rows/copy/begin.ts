import { AppError } from '../../../domain/error.ts'
import { getTableName } from '../database/drizzle.ts'
import { newMark } from '../database/mark.ts'
import type { Routine } from '../database/routine.ts'
import type { CopyDatabase } from './copy-database.ts'
import { type CopyMarks, type CopyOwner, type CopyProgress, createCopyMarks, lockSeconds } from './mark.ts'
import { copiedTables, copySteps } from './table.ts'
import { createTableWriter } from './table-rows.ts'

/** A copy that this process works on. */
export type OwnCopy = {
  /** How far an interrupted copy was that is continued; null = from the start. */
  from: CopyProgress | null
  /**
   * Writes to the target, and stores how far the copy is.
   *
   * @throws AppError `store-busy` if another process took over
   */
  record(progress: CopyProgress | null, work: () => Routine<unknown>): Promise<void>
  /**
   * Keeps the source read-only.
   *
   * @param isForced also if that was done a moment ago
   * @throws AppError `store-busy` if it was released, or written to
   */
  renew(isForced?: boolean): Promise<void>
  /** Completes the target. @param keepReadOnly whether the source stays read-only */
  finish(keepReadOnly: boolean): Promise<void>
  /** Lets the source be written again. If nothing is written to it, the copy can be continued. */
  pause(): Promise<void>
}

/** The progress of a copy that has all rows. */
export const allCopied: CopyProgress = { step: copySteps.length, table: '', after: null }

/**
 * Marks source and target for a copy.
 *
 * @throws AppError `store-unusable` if the target is not empty, `store-busy` if another copy of the source is running
 */
export async function beginCopy(source: CopyDatabase, target: CopyDatabase): Promise<OwnCopy> {
  const marks = { source: createCopyMarks(source.connection), target: createCopyMarks(target.connection) }
  const known = await target.connection.read(marks.target.target)
  const locked = await source.connection.read(marks.source.source)
  if (known && known.id !== locked?.id) {
    throw notEmpty('It is an unfinished copy of another database, or its source was released. Remove it.')
  }
  if (!known) await requireEmpty(target)
  if (!known && locked?.isActive) {
    throw new AppError('store-busy', 'The database is read-only for a copy to another target.', {
      hint: '"offprint copy --release" ends that copy, also an interrupted one.',
    })
  }
  const of = { id: known?.id ?? newMark(), owner: newMark() }
  const { owner } = of
  const isUnchanged = await source.writer.write(() => lock(marks.source, of))
  await target.writer.write(() => marks.target.begin(of))
  let renewedAt = performance.now()
  const own: OwnCopy = {
    from: isUnchanged && isKnown(known?.progress ?? null) ? (known?.progress ?? null) : null,
    async record(progress, work) {
      await own.renew()
      await target.writer.write(() => recorded(marks.target, owner, progress, work))
    },
    async renew(isForced = false) {
      if (!isForced && performance.now() - renewedAt < (lockSeconds * 1000) / 6) return
      renewedAt = performance.now()
      if (!(await source.writer.write(() => marks.source.renew(owner)))) throw interrupted()
    },
    async finish(keepReadOnly) {
      await target.writer.write(() => marks.target.finish(owner))
      await source.writer.write<unknown>(() => (keepReadOnly ? marks.source.keep(owner) : marks.source.release(owner)))
    },
    pause: () => source.writer.write(() => marks.source.pause(owner)),
  }
  return own
}

/** Marks a source. Returns whether it is as the interrupted copy with this id left it. */
function* lock(marks: CopyMarks, of: CopyOwner): Routine<boolean> {
  const before = yield* marks.source()
  yield* marks.lock(of)
  return before?.id === of.id && before.isUnchanged
}

function* recorded(
  marks: CopyMarks,
  owner: string,
  progress: CopyProgress | null,
  work: () => Routine<unknown>,
): Routine<void> {
  if (!(yield* marks.record(owner, progress))) throw interrupted()
  yield* work()
}

/** Whether this version can continue from a place: another one may copy other tables. */
function isKnown(progress: CopyProgress | null): boolean {
  if (progress === null || progress.step === allCopied.step) return progress !== null
  const table = copySteps[progress.step]
  return table !== undefined && getTableName(table) === progress.table
}

async function requireEmpty({ connection }: CopyDatabase): Promise<void> {
  for (const table of copiedTables) {
    const { isEmpty } = createTableWriter(connection, table)
    if (!(await connection.read(isEmpty))) throw notEmpty(`Its table ${getTableName(table)} has rows.`)
  }
}

function notEmpty(hint: string): AppError {
  return new AppError('store-unusable', 'The target of a copy must be a new or empty database.', { hint })
}

function interrupted(): AppError {
  return new AppError(
    'store-busy',
    'The copy has ended: its source was released or written to, or another copy runs.',
    {
      hint: 'Run the command again when no other copy runs.',
    },
  )
}
