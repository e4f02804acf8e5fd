import { PgDialect } from 'drizzle-orm/pg-core'
import t from 'tap'
import { migrate } from '../../src/store/postgres/database/migrate.ts'
import { postgresSyntax } from '../../src/store/postgres/database/syntax.ts'
import { openPostgresStore } from '../../src/store/postgres/store.ts'
import { storeContract } from '../contract/store.ts'
import { emptyTables } from './empty.ts'
import { startLite } from './pglite.ts'

t.setTimeout(600_000)

const { poolOf } = await startLite(t)

/** Schemas of ended tests: to empty one is faster than to migrate a new one. */
const ended: string[] = []
const filled = new Set<string>()
let places = 0

storeContract(t, {
  name: 'postgres on PGlite',
  small: 'large contents are tested on a server, in test:full',
  place(t) {
    const place = ended.pop() ?? `place${++places}`
    t.teardown(() => {
      ended.push(place)
      filled.add(place)
    })
    return place
  },
  async open(place, tools) {
    const pool = poolOf(place)
    const own = await pool.acquire()
    try {
      if (filled.delete(place)) {
        await own.query({ text: emptyTables })
      } else {
        await own.query({ text: `CREATE SCHEMA IF NOT EXISTS ${place}` })
        await migrate(own)
      }
    } finally {
      own.release()
    }
    return openPostgresStore(pool, tools)
  },
})

t.test('the current time of PostgreSQL is the second that has begun, as in SQLite', async t => {
  const pool = poolOf('clock, pg_catalog')
  const client = await pool.acquire()
  t.teardown(() => client.release())
  await client.query({
    text: `CREATE SCHEMA clock;
      CREATE FUNCTION clock.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS 'SELECT to_timestamp(59.7)'`,
  })
  const { sql } = new PgDialect().sqlToQuery(postgresSyntax.now)
  t.strictSame((await client.query({ text: `SELECT ${sql}`, values: [] })).rows, [[59]])
})
