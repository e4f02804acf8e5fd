import type { Id } from '../../domain/id.ts'
import type { StoredPrint } from '../../domain/store/print-store.ts'
import type { Connection } from './connection.ts'
import type { PrintHead } from './print.ts'

export type PrintReader = {
  whole(by: 'slug' | 'article_id' | 'canonical_url', value: string): WholePrint | undefined
  item(id: Id): StoredPrint | undefined
}

export type WholePrint = StoredPrint & { body: Uint8Array }

/** `PrintHead` as JSON, item, views where they are counted, and the body where it is asked for. */
type ItemRow = [head: string, item: Buffer, views: number | null]
type WholeRow = [...ItemRow, body: Buffer]

/** The hot read: one statement, few columns, bodies as the buffers that SQLite hands out. */
export function createPrintReader(connection: Connection): PrintReader {
  // Subqueries, not joins: for a single row these take twice as long.
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

  return {
    whole(by, value) {
      const row = statements[by].get(value)
      return row && { ...printOf(row), body: row[3] }
    },
    item(id) {
      const row = item.get(id)
      return row && printOf(row)
    },
  }
}

function printOf([head, item, views]: ItemRow | WholeRow): StoredPrint {
  return Object.assign(JSON.parse(head) as PrintHead, { views: views ?? 0, item })
}
