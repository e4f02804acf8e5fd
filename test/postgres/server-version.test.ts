import t from 'tap'
import type { Client } from '../../src/store/postgres/database/client.ts'
import { migrate } from '../../src/store/postgres/database/migrate.ts'

function serverOf(version: number): Client {
  return { query: async () => ({ rows: [[version, 'UTF8', 'public']], changes: 0 }) }
}

t.test('a server before PostgreSQL 14 is refused in one clear line', async t => {
  await t.rejects(migrate(serverOf(130_023)), {
    code: 'store-unusable',
    message: 'Offprint needs PostgreSQL 14 or later, and this is 13.',
    hint: 'Upgrade the server.',
  })
  // It is asked more.
  await t.rejects(migrate(serverOf(140_000)), { message: 'The database belongs to another program.' })
})
