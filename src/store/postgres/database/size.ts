import type { Connection } from '../../rows/database/connection.ts'
import { sql } from '../../rows/database/drizzle.ts'
import type { Routine } from '../../rows/database/routine.ts'
import { prepared } from '../../rows/database/statement.ts'

/** The size of the tables and indexes of a store. The write-ahead log belongs to the whole server. */
export function createSizes({ db }: Connection): () => Routine<{ databaseBytes: number }> {
  const bytes = sql<number>`coalesce(sum(pg_catalog.pg_total_relation_size(oid)), 0)::bigint`
  const statement = prepared(
    db
      .select({ databaseBytes: bytes })
      .from(sql`pg_catalog.pg_class`)
      .where(sql`relnamespace = current_schema()::regnamespace AND relkind = 'r'`),
  )
  return function* () {
    return (yield* statement.get()) ?? { databaseBytes: 0 }
  }
}
