import { AppError } from '../../../domain/error.ts'
import type { Id } from '../../../domain/id.ts'
import type { Routine } from '../database/routine.ts'

/** The damaged prints that reads have found. */
export type Damage = {
  /** Remembers a print, and notifies the listener once. */
  report(articleId: Id, error: AppError): void
  /** Forgets prints that were repaired or removed. Returns how many remain. */
  recheck(isDamaged: (articleId: Id) => Routine<boolean>): Routine<number>
  listen(listener: (error: AppError) => void): void
}

/** Maximum number of remembered prints: readiness needs no exact number. */
const rememberedLimit = 100

export function createDamage(): Damage {
  const known = new Set<Id>()
  let notify: (error: AppError) => void = () => undefined
  return {
    report(articleId, error) {
      if (known.has(articleId) || known.size >= rememberedLimit) return
      known.add(articleId)
      notify(error)
    },
    *recheck(isDamaged) {
      for (const articleId of known) if (!(yield* isDamaged(articleId))) known.delete(articleId)
      return known.size
    },
    listen(listener) {
      notify = listener
    },
  }
}

export function printDamaged(articleId: Id, cause?: unknown): AppError {
  return new AppError('print-damaged', 'The stored form of this article is damaged.', {
    hint: `The print of article ${articleId} in the database is corrupt. Publish the article again or restore a backup, and check the disk.`,
    cause,
  })
}

export function isPrintDamaged(error: unknown): error is AppError {
  return error instanceof AppError && error.code === 'print-damaged'
}

/** The result of a read; undefined if the print is damaged. */
export function* unlessDamaged<Result>(read: () => Routine<Result>): Routine<Result | undefined> {
  try {
    return yield* read()
  } catch (error) {
    if (isPrintDamaged(error)) return undefined
    throw error
  }
}
