import type { Id } from '../../../domain/id.ts'
import type { StoredPrint } from '../../../domain/store/print-store.ts'
import { print, printBody } from '../../schema/print.ts'
import { viewCount } from '../../schema/view.ts'
import type { Connection } from '../database/connection.ts'
import { eq, sql } from '../database/drizzle.ts'
import type { Routine } from '../database/routine.ts'
import { equals, isInTable, prepared } from '../database/statement.ts'
import { type Damage, isPrintDamaged, printDamaged, unlessDamaged } from './damage.ts'
import { isIntact } from './print-checksum.ts'
import type { StoredHead } from './print-row.ts'

/** @throws AppError `print-damaged` for a corrupt print */
export type PrintReader = {
  whole(by: Key, value: string): Routine<WholePrint | undefined>
  item(id: Id): Routine<StoredPrint | undefined>
}

export type WholePrint = StoredPrint & { body: Uint8Array }

type Key = 'slug' | 'article_id' | 'canonical_url'

/** The hot read path: one statement, few columns, bodies as buffers of SQLite. */
export function createPrintReader({ db }: Connection, damage: Damage): PrintReader {
  const { head, item: itemColumn } = print
  // Subqueries, not joins: a join takes twice as long for a single row.
  const counted = db
    .select({ views: viewCount.views })
    .from(viewCount)
    .where(eq(viewCount.article_id, print.article_id))
  const printed = db.select({ body: printBody.body }).from(printBody).where(eq(printBody.article_id, print.article_id))
  const views = sql<number | null>`${counted}`
  const body = sql<Buffer | null>`${printed}`
  const item = prepared(db.select({ head, item: itemColumn, views }).from(print).where(equals(print.article_id, 'id')))
  const whole = (column: Key) =>
    prepared(db.select({ head, item: itemColumn, views, body }).from(print).where(equals(print[column], 'value')))
  const statements = {
    slug: whole('slug'),
    article_id: whole('article_id'),
    canonical_url: whole('canonical_url'),
  }

  /** The id of a print that cannot be read. */
  function* idBy(column: Key, value: string) {
    const one = prepared(db.select({ id: print.article_id }).from(print).where(equals(print[column], 'value')))
    return (yield* one.get({ value }))?.id
  }

  /** Reports a print that cannot be read. Returns the error to throw. */
  function* failed(error: unknown, by: Key, value: string): Routine<unknown> {
    if (!isPrintDamaged(error) && !(error instanceof SyntaxError) && !damage.isDamagedData(error)) return error
    const id = by === 'article_id' ? value : ((yield* idBy(by, value)) ?? value)
    const found = printDamaged(id, error)
    damage.report(id, found)
    return found
  }

  return {
    *whole(by, value) {
      try {
        const row = yield* statements[by].get({ value })
        if (!row) return undefined
        const { body } = row
        if (!body) throw printDamaged(value)
        return Object.assign(printOf(row, body), { body })
      } catch (error) {
        throw yield* failed(error, by, value)
      }
    },
    *item(id) {
      try {
        const row = yield* item.get({ id })
        return row && printOf(row)
      } catch (error) {
        throw yield* failed(error, 'article_id', id)
      }
    },
  }
}

/** Whether a print exists and is damaged. */
export function createDamageCheck(connection: Connection, damage: Damage): (articleId: Id) => Routine<boolean> {
  const prints = createPrintReader(connection, damage)
  const exists = isInTable(connection, print.article_id)
  return function* (id) {
    return (yield* unlessDamaged(() => prints.whole('article_id', id))) === undefined && (yield* exists(id))
  }
}

type ItemRow = { head: string; item: Buffer; views: number | null }

function printOf({ head: json, item, views }: ItemRow, body?: Buffer): StoredPrint {
  const { checksums, ...head } = JSON.parse(json) as StoredHead
  if (!isIntact(head, checksums, item, body)) throw printDamaged(head.articleId)
  return Object.assign(head, { views: views ?? 0, item })
}
