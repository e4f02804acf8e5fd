import type { Writer } from '../../rows/database/writer.ts'
import { type Pool, queryOn } from './client.ts'
import { hasAborted } from './failure.ts'
import { control, runOn, type StatementNames } from './run.ts'
import { withSavepoints } from './savepoint.ts'
import { createTransactionWriter, type TransactionWriter } from './writer.ts'

/** Makes the space of erased content free, in all tables that contain any. */
const vacuum = `VACUUM article, section, key_takeaway, footnote, article_version, article_term, raw_source, slug, path, edition,
  correction, print, print_body, print_term, tombstone, audit, idempotency, job, job_item, search_document, search_text,
  search_vector, search_word, search_suggestion, search_suggestion_word`

export type RoutineWriter = Writer & Pick<TransactionWriter, 'pending'>

/** Runs routines in write transactions. */
export function createRoutineWriter(pool: Pool, nameOf: StatementNames, options?: { timeout?: number }): RoutineWriter {
  const { write, pending, isFull, idle } = createTransactionWriter(pool, options)
  let vacuumed: Promise<unknown> = Promise.resolve()
  let isVacuumWaiting = false
  return {
    async write(work) {
      try {
        return await write(client => runOn(client, work(), nameOf))
      } catch (error) {
        if (!hasAborted(error)) throw error
        return write(client => runOn(withSavepoints(client), work(), nameOf))
      }
    },
    *savepoint(work) {
      yield* control('SAVEPOINT part')
      try {
        const result = yield* work()
        yield* control('RELEASE part')
        return result
      } catch (error) {
        // After an error PostgreSQL refuses everything until the savepoint.
        yield* control('ROLLBACK TO part')
        yield* control('RELEASE part')
        throw error
      }
    },
    async emptyLog() {
      if (isVacuumWaiting) return
      isVacuumWaiting = true
      vacuumed = vacuumed.then(() => {
        isVacuumWaiting = false
        // PostgreSQL does it later by itself if this fails.
        return queryOn(pool, { text: vacuum }).catch(() => undefined)
      })
    },
    pending,
    isFull,
    async idle() {
      await idle()
      await vacuumed
    },
  }
}
