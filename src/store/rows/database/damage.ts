import { AppError } from '../../../domain/error.ts'
import type { Id } from '../../../domain/id.ts'
import type { Routine } from './routine.ts'

/** The damaged prints and editions that were found. */
export type Damage = {
  /** Remembers an article. Notifies the listener, unless the article is remembered already, or too many are. */
  report(articleId: Id, error: AppError): void
  /** Forgets articles whose prints are intact or were removed. Returns how many remain. */
  recheck(isDamaged: (articleId: Id) => Routine<boolean>): Routine<number>
  setListener(listener: (error: AppError) => void): void
}

/** Maximum number of remembered articles: readiness needs no exact number. */
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
    setListener(listener) {
      notify = listener
    },
  }
}

/** A print, the stored form in which an article is delivered, that cannot be read. */
export function printDamaged(articleId: Id, cause?: unknown): AppError {
  return new AppError('print-damaged', 'The stored form of this article is damaged.', {
    hint: `The print of article ${articleId} in the database is corrupt. Publish the article again or restore a backup, and check the disk.`,
    cause,
  })
}

/** An edition that is missing or cannot be read. */
export function editionDamaged(articleId: Id, number: number, cause?: unknown): AppError {
  const fault = cause === undefined ? 'is missing' : 'cannot be read'
  return new AppError('print-damaged', `Edition ${number} of article ${articleId} ${fault}.`, {
    hint: `Edition ${number} of article ${articleId} in the database is corrupt. Change the article and publish it, or restore a backup, and check the disk.`,
    cause,
  })
}

/** A working copy that cannot be read. */
export function workingCopyDamaged(articleId: Id, cause: unknown): AppError {
  return new AppError('print-damaged', 'The working copy of this article is damaged.', {
    hint: `The working copy of article ${articleId} in the database is corrupt. Restore a backup, and check the disk.`,
    cause,
  })
}

/** Whether an error says that a print, an edition or a working copy cannot be read. */
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
