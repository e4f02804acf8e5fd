import type { Connection } from '../../rows/database/connection.ts'
import type { EngineCounts } from '../../rows/search/search-reader.ts'
import { createPatternCount } from './pattern-count.ts'
import { createTableCount } from './table-count.ts'

/** @param connection of `openSearchReader` */
export function createSqliteCounts(connection: Connection): EngineCounts {
  return { countDocuments: createTableCount(connection), countPatterns: createPatternCount(connection) }
}
