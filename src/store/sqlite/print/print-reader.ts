import type { Id } from '../../../domain/id.ts'
import type { StoredPrint } from '../../../domain/store/print-store.ts'
import type { Connection } from '../database/connection.ts'
import { isDamagedFile } from '../database/failure.ts'
import { type Damage, isPrintDamaged, printDamaged, unlessDamaged } from './damage.ts'
import type { StoredHead } from './print.ts'
import { isIntact } from './print-checksum.ts'

/** @throws AppError `print-damaged` for a corrupt print */
export type PrintReader = {
  whole(by: 'slug' | 'article_id' | 'canonical_url', value: string): WholePrint | undefined
  item(id: Id): StoredPrint | undefined
}

export type WholePrint = StoredPrint & { body: Uint8Array }

/** `StoredHead` as JSON, item, views if they are counted, and the body if it was requested. */
type ItemRow = [head: string, item: Buffer, views: number | null]
type WholeRow = [...ItemRow, body: Buffer | null]

/** The hot read path: one statement, few columns, bodies as buffers of SQLite. */
export function createPrintReader(connection: Connection, damage: Damage): PrintReader {
  // Subqueries, not joins: a join takes twice as long for a single row.
  const views = '(SELECT views FROM view_count v WHERE v.article_id = p.article_id)'
  const body = '(SELECT body FROM print_body b WHERE b.article_id = p.article_id)'
  const item = connection
    .prepare<[Id], ItemRow>(`SELECT p.head, p.item, ${views} FROM print p WHERE p.article_id = ?`)
    .raw()
  const whole = (column: string) =>
    connection
      .prepare<[string], WholeRow>(`SELECT p.head, p.item, ${views}, ${body} FROM print p WHERE p.${column} = ?`)
      .raw()
  const statements = {
    slug: whole('slug'),
    article_id: whole('article_id'),
    canonical_url: whole('canonical_url'),
  }

  const idBy = (by: keyof typeof statements) =>
    connection.prepare<[string], Id>(`SELECT article_id FROM print WHERE ${by} = ?`).pluck()

  /** Reads a print, and reports it if it is damaged. */
  function checked<Result>(read: () => Result, by: keyof typeof statements, value: string): Result {
    try {
      return read()
    } catch (error) {
      if (!isPrintDamaged(error) && !(error instanceof SyntaxError) && !isDamagedFile(error)) throw error
      const id = by === 'article_id' ? value : (idBy(by).get(value) ?? value)
      const found = printDamaged(id, error)
      damage.report(id, found)
      throw found
    }
  }

  return {
    whole: (by, value) =>
      checked(
        () => {
          const row = statements[by].get(value)
          if (!row) return undefined
          const [head, item, views, body] = row
          if (!body) throw printDamaged(value)
          return Object.assign(printOf(head, item, views, body), { body })
        },
        by,
        value,
      ),
    item: id =>
      checked(
        () => {
          const row = item.get(id)
          return row && printOf(...row)
        },
        'article_id',
        id,
      ),
  }
}

/** Whether a print exists and is damaged. */
export function createDamageCheck(connection: Connection, damage: Damage): (articleId: Id) => boolean {
  const prints = createPrintReader(connection, damage)
  const exists = connection.prepare<[Id]>('SELECT 1 FROM print WHERE article_id = ?')
  return id => unlessDamaged(() => prints.whole('article_id', id)) === undefined && exists.get(id) !== undefined
}

function printOf(json: string, item: Buffer, views: number | null, body?: Buffer): StoredPrint {
  const { checksums, ...head } = JSON.parse(json) as StoredHead
  if (!isIntact(head, checksums, item, body)) throw printDamaged(head.articleId)
  return Object.assign(head, { views: views ?? 0, item })
}
