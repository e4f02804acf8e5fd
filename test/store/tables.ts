import { is } from 'drizzle-orm'
import { SQLiteTable } from 'drizzle-orm/sqlite-core'
import * as access from '../../src/store/schema/access.ts'
import * as address from '../../src/store/schema/address.ts'
import * as article from '../../src/store/schema/article.ts'
import * as change from '../../src/store/schema/change.ts'
import * as copy from '../../src/store/schema/copy.ts'
import * as edition from '../../src/store/schema/edition.ts'
import * as epoch from '../../src/store/schema/epoch.ts'
import * as job from '../../src/store/schema/job.ts'
import * as print from '../../src/store/schema/print.ts'
import * as search from '../../src/store/schema/search.ts'
import * as source from '../../src/store/schema/source.ts'
import * as term from '../../src/store/schema/term.ts'
import * as view from '../../src/store/schema/view.ts'
import * as webhook from '../../src/store/schema/webhook.ts'

/** Every table of the SQLite schema. */
export const sqliteSchema: Record<string, SQLiteTable> = {
  ...access,
  ...address,
  ...article,
  ...change,
  ...copy,
  ...edition,
  ...epoch,
  ...job,
  ...print,
  ...search,
  ...source,
  ...term,
  ...view,
  ...webhook,
}

export const sqliteTables: readonly SQLiteTable[] = Object.values(sqliteSchema).filter(table => is(table, SQLiteTable))
