import type { NewId } from '../../../domain/id.ts'
import type { Printer } from '../../../domain/print/print.ts'
import { createRepair, type Repair } from '../../rows/check/repair.ts'
import { createGuardedWriter } from '../../rows/copy/mark.ts'
import { sql } from '../../rows/database/drizzle.ts'
import { finished } from '../../rows/database/routine.ts'
import { createSearchIndex } from '../../rows/search/search-index.ts'
import { openWriter } from '../database/connection.ts'
import { isDamagedFile } from '../database/failure.ts'
import { createWriter } from '../database/writer.ts'
import { batchMilliseconds, createFullTextIndex } from '../search/full-text-index.ts'

export type FileRepair = Repair & {
  /** Rebuilds all indexes. */
  reindex(): Promise<void>
  close(): void
}

export function openRepair(path: string, tools: { printer: Printer; newId: NewId }): FileRepair {
  const connection = openWriter(path)
  const writer = createGuardedWriter(connection, createWriter(connection, 'blocking'))
  const searchIndex = createSearchIndex(connection, createFullTextIndex(connection))
  const repair = createRepair({ connection, writer, searchIndex, batchMilliseconds }, tools)
  return {
    run: statements => attempt(() => repair.run(statements)),
    async print(articleIds, at) {
      for (const id of articleIds) await attempt(() => repair.print([id], at))
    },
    reindex: () => attempt(() => writer.write(() => finished(connection.db.run(sql`REINDEX`)))),
    indexSearch: () => attempt(repair.indexSearch),
    close: () => connection.close(),
  }
}

/** A part of the file that cannot be read is reported by the check that follows. */
async function attempt(work: () => Promise<unknown>): Promise<void> {
  try {
    await work()
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined
    if (!isDamagedFile(error) && !isDamagedFile(cause) && !(error instanceof SyntaxError)) throw error
  }
}
