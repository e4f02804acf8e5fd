import type { Id } from '../../../domain/id.ts'
import type { StoredPrint } from '../../../domain/store/print-store.ts'
import { print, printBody } from '../../schema/print.ts'
import { viewCount } from '../../schema/view.ts'
import type { Connection } from '../database/connection.ts'
import { type Damage, isPrintDamaged, printDamaged, unlessDamaged } from '../database/damage.ts'
import { eq, sql } from '../database/drizzle.ts'
import type { Routine } from '../database/routine.ts'
import { equals, isInTable, prepared } from '../database/statement.ts'
import { isIntact } from './print-checksum.ts'
import type { StoredHead } from './print-row.ts'

/** @throws AppError `print-damaged` for a corrupt print */
export type PrintReader = {
  whole(by: Key, value: string): Routine<WholePrint | undefined>
  item(id: Id): Routine<StoredPrint | undefined>
  /** Those of the ids that are delivered, in the order of `ids`. Leaves out damaged prints. */
  several(ids: readonly Id[], bodies: boolean): Routine<StoredPrint[]>
}

export type WholePrint = StoredPrint & { body: Uint8Array }

type Key = 'slug' | 'article_id' | 'canonical_url'

/** The hot read path: one statement, few columns, bodies as buffers of SQLite. */
export function createPrintReader({ db, syntax, isDamagedData }: Connection, damage: Damage): PrintReader {
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
  const isOne = syntax.isAnyOf(print.article_id, 'ids')
  const id = sql<Id>`${print.article_id}`.as('id')
  const items = prepared(db.select({ id, head, item: itemColumn, views }).from(print).where(isOne))
  const wholes = prepared(db.select({ id, head, item: itemColumn, views, body }).from(print).where(isOne))

  /** The id of a print that cannot be read. */
  function* idBy(column: Key, value: string) {
    const one = prepared(db.select({ id: print.article_id }).from(print).where(equals(print[column], 'value')))
    return (yield* one.get({ value }))?.id
  }

  /** Reports a print that cannot be read. Returns the error to throw. */
  function* failed(error: unknown, by: Key, value: string): Routine<unknown> {
    if (!isPrintDamaged(error) && !(error instanceof SyntaxError) && !isDamagedData(error)) return error
    const id = by === 'article_id' ? value : ((yield* idBy(by, value)) ?? value)
    const found = printDamaged(id, error)
    damage.report(id, found)
    return found
  }

  const reader: PrintReader = {
    *whole(by, value) {
      try {
        const row = yield* statements[by].get({ value })
        return row && wholeOf(row, value)
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
    *several(ids, bodies) {
      const rows = yield* rowsOf(ids, bodies)
      const prints: StoredPrint[] = []
      for (const id of ids) {
        const row = rows?.get(id)
        if (rows && !row) continue
        // A damaged print is read again, which reports it.
        const print = (row && intact(row)) ?? (yield* one(id, bodies))
        if (print) prints.push(print)
      }
      return prints
    },
  }

  /** Reads all in one statement, because each is a round trip to a server. Undefined if one row cannot be read. */
  function* rowsOf(
    ids: readonly Id[],
    bodies: boolean,
  ): Routine<Map<Id, ItemRow & { body?: Buffer | null }> | undefined> {
    const values = { ids: JSON.stringify(ids) }
    try {
      const found = bodies ? yield* wholes.all(values) : yield* items.all(values)
      return new Map(found.map(row => [row.id, row]))
    } catch (error) {
      if (isDamagedData(error)) return undefined
      throw error
    }
  }

  const one = (id: Id, bodies: boolean) =>
    unlessDamaged(() => (bodies ? reader.whole('article_id', id) : reader.item(id)))

  return reader
}

/** Whether a print exists and is damaged. */
export function createDamageCheck(connection: Connection, damage: Damage): (articleId: Id) => Routine<boolean> {
  const prints = createPrintReader(connection, damage)
  const exists = isInTable(connection, print.article_id)
  return function* (id) {
    return (yield* unlessDamaged(() => prints.whole('article_id', id))) === undefined && (yield* exists(id))
  }
}

function wholeOf(row: ItemRow & { body: Buffer | null }, value: string): WholePrint {
  const { body } = row
  if (!body) throw printDamaged(value)
  return Object.assign(printOf(row, body), { body })
}

/** The print of a row; undefined if it is damaged. */
function intact({ body, ...row }: ItemRow & { body?: Buffer | null }): StoredPrint | undefined {
  try {
    return body === undefined ? printOf(row) : wholeOf({ ...row, body }, '')
  } catch (error) {
    if (isPrintDamaged(error) || error instanceof SyntaxError) return undefined
    throw error
  }
}

type ItemRow = { head: string; item: Buffer; views: number | null }

function printOf({ head: json, item, views }: ItemRow, body?: Buffer): StoredPrint {
  const { checksums, ...head } = JSON.parse(json) as StoredHead
  if (!isIntact(head, checksums, item, body)) throw printDamaged(head.articleId)
  return Object.assign(head, { views: views ?? 0, item })
}
