import { AppError } from '../../../domain/error.ts'
import type { Written } from '../../../domain/store/write.ts'
import type { Routine } from '../database/routine.ts'
import type { Writer } from '../database/writer.ts'

/** Runs the write of one item. An error of the write rolls back at least that item. */
export type ItemTransaction = (work: () => Routine<Written>) => Routine<Written>

/**
 * Writes a batch in one transaction.
 *
 * The first attempt uses no savepoints: a savepoint takes a fifth of the time of an item, and nearly all items are refused
 * before they write anything. If an item is refused after it wrote something, the batch is rolled back and written again
 * with a savepoint for each item.
 *
 * @param writeItems may be called twice
 */
export async function writeBatch(
  writer: Writer,
  writeItems: (transact: ItemTransaction) => Routine<Written[]>,
): Promise<Written[]> {
  try {
    return await writer
      .write(() => writeItems(withoutSavepoint))
      .catch((error: unknown) => {
        if (error instanceof PartlyWritten) return writer.write(() => writeItems(writer.savepoint))
        throw error
      })
  } catch (error) {
    if (error instanceof BatchUndone) return error.written
    throw error
  }
}

/** The result of an item that failed. An `AppError` is the result of that item; any other error rolls back the batch. */
export function failureOf(error: unknown): Written {
  if (error instanceof AppError) return { ok: false, error }
  throw error
}

/** Rolls back an atomic batch if an item has failed: then all other items fail with `batch-undone`. */
export function requireAll(written: readonly Written[]): void {
  if (written.some(({ ok }) => !ok)) throw new BatchUndone(written)
}

function* withoutSavepoint(work: () => Routine<Written>): Routine<Written> {
  try {
    return yield* work()
  } catch (error) {
    throw error instanceof AppError ? new PartlyWritten('an item was refused after parts of it were written') : error
  }
}

class PartlyWritten extends Error {}

class BatchUndone extends Error {
  readonly written: Written[]

  constructor(written: readonly Written[]) {
    super('an item of a batch failed')
    const error = new AppError('batch-undone', 'Another item of the batch failed, so this one was not done either.')
    this.written = written.map(one => (one.ok ? { ok: false, error } : one))
  }
}
