import { join } from 'node:path'
import t from 'tap'
import { backlogQuery } from '../../src/store/rows/webhook/delivery-row.ts'
import { openReader } from '../../src/store/sqlite/database/connection.ts'
import { migrate } from '../../src/store/sqlite/database/migrate.ts'
import { planReader } from './plan.ts'

t.test('the backlog of a webhook is counted from an index, without its rows', async t => {
  const path = join(t.testdir(), 'offprint.db')
  migrate(path)
  const connection = openReader(path)
  t.teardown(() => connection.close())
  t.strictSame(planReader(t, path)(backlogQuery(connection).toSQL()), [
    'SEARCH webhook_delivery USING COVERING INDEX webhook_delivery_pending (webhook_id=?)',
  ])
})
