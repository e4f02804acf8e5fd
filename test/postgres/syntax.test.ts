import { PgDialect } from 'drizzle-orm/pg-core'
import t from 'tap'
import { postgresSyntax } from '../../src/store/postgres/database/syntax.ts'
import { startLite } from './pglite.ts'

t.setTimeout(600_000)

t.test('the current time of PostgreSQL is the second that has begun, as in SQLite', async t => {
  const { client } = await startLite(t)
  await client.query({
    text: `CREATE SCHEMA fixed;
      CREATE FUNCTION fixed.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS 'SELECT to_timestamp(59.7)';
      SET search_path TO fixed, pg_catalog`,
  })
  const { sql } = new PgDialect().sqlToQuery(postgresSyntax.now)
  const { rows } = await client.query({ text: `SELECT ${sql}`, values: [] })
  t.strictSame(rows, [[59]])
})
