import type { StoreCheck } from '../../../domain/store/check.ts'
import { type CheckTools, type PrintCounts, rowChecks, runChecks } from '../../rows/check/check.ts'
import type { Check } from '../../rows/check/problem.ts'
import type { Connection } from '../../rows/database/connection.ts'
import { sql } from '../../rows/database/drizzle.ts'
import { openReader } from '../database/connection.ts'
import { failure, isDamagedFile } from '../database/failure.ts'
import { requireNewestSchema } from '../database/migrate.ts'
import { fullTextQuery } from '../search/fts.ts'
import { type FileRepair, openRepair } from './repair.ts'

/**
 * Checks all data of a database while other processes use it. Each check reads one state; the checks read one after the
 * other. With `repair`, derived data is made again: indexes, prints, lists, counts.
 *
 * @throws AppError `store-unusable`, `store-busy`
 */
export async function checkDatabase(path: string, tools: CheckTools): Promise<StoreCheck> {
  try {
    requireNewestSchema(path)
    const reader = openReader(path)
    const repair = tools.repair ? openRepair(path, tools) : undefined
    try {
      const counts = { prints: 0, waiting: 0, otherConfiguration: 0 }
      return await runChecks(checksOf(reader, tools, repair, counts).map(readable), counts, tools.repair)
    } finally {
      repair?.close()
      reader.close()
    }
  } catch (error) {
    throw failure(error)
  }
}

function checksOf(reader: Connection, tools: CheckTools, repair: FileRepair | undefined, counts: PrintCounts): Check[] {
  const file: Check = {
    part: 'file',
    find: () =>
      reader.db
        .all<{ integrity_check: string }>(sql`PRAGMA integrity_check(1000)`)
        .filter(({ integrity_check: fault }) => fault !== 'ok')
        .map(({ integrity_check: fault }) => ({ detail: fault })),
    repair: async () => repair?.reindex(),
  }
  return [file, ...rowChecks(reader, fullTextQuery, tools, repair, counts)]
}

/** Reports data that SQLite cannot read as a problem of its own. */
function readable(check: Check): Check {
  return {
    ...check,
    async find() {
      try {
        return await check.find()
      } catch (error) {
        if (!isDamagedFile(error)) throw error
        return [{ detail: `it cannot be read: ${error instanceof Error ? error.message : String(error)}` }]
      }
    },
  }
}
