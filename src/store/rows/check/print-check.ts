import { isDeepStrictEqual } from 'node:util'
import type { Id } from '../../../domain/id.ts'
import type { Print, Printer } from '../../../domain/print/print.ts'
import { job } from '../../schema/job.ts'
import { printBody, print as printTable, printTerm, printUse } from '../../schema/print.ts'
import type { Connection } from '../database/connection.ts'
import { and, eq, gt, inArray, lte, sql } from '../database/drizzle.ts'
import type { Routine } from '../database/routine.ts'
import { bound, equals, prepared } from '../database/statement.ts'
import { isIntact } from '../print/print-checksum.ts'
import { headOf, rowOf, type StoredHead, termRows } from '../print/print-row.ts'
import type { Publisher } from '../print/publisher.ts'

/** How a stored print compares with a fresh one. A text says what is wrong. */
export type PrintState = 'equal' | 'waiting' | 'otherConfiguration' | { fault: string }

type PrintRow = typeof printTable.$inferSelect

/** Columns that are random, or say when the print was made. */
const own = ['head', 'item', 'printed_at'] as const

/** Compares stored prints with fresh prints of their editions, with the rows that lists and reprints read. */
export function createPrintCheck(
  connection: Connection,
  publisher: Pick<Publisher, 'freshPrint'>,
  printer: Printer,
): { ids(after: Id): Promise<Id[]>; state(articleId: Id): Promise<PrintState | undefined> } {
  const { snapshot } = connection
  const { db } = connection
  const ids = prepared(
    db
      .select({ id: sql<Id>`${printTable.article_id}` })
      .from(connection.syntax.by(printTable, undefined))
      .where(gt(printTable.article_id, bound('after')))
      .orderBy(printTable.article_id)
      .limit(500),
  )
  const row = prepared(db.select().from(printTable).where(equals(printTable.article_id, 'id')))
  const body = prepared(db.select().from(printBody).where(equals(printBody.article_id, 'id')))
  const terms = prepared(db.select().from(printTerm).where(equals(printTerm.article_id, 'id')))
  const uses = prepared(db.select().from(printUse).where(equals(printUse.article_id, 'id')))
  const queued = prepared(
    db
      .select({ id: job.id })
      .from(job)
      .innerJoin(printUse, eq(job.subject, sql`${printUse.kind} || ':' || ${printUse.used_id}`))
      .innerJoin(printTable, eq(printTable.article_id, printUse.article_id))
      .where(
        and(
          eq(job.kind, 'reprint'),
          inArray(job.state, ['waiting', 'running']),
          equals(printUse.article_id, 'id'),
          lte(printTable.revision, job.seq),
        ),
      )
      .limit(1),
  )

  function* fault(stored: PrintRow, fresh: Print): Routine<string | undefined> {
    const { article_id: id } = stored
    const group = stored.translation_group ?? undefined
    if (!stored.item.equals(fresh.item) || !(yield* body.get({ id }))?.body.equals(fresh.body))
      return 'its print differs from its edition'
    const head = JSON.parse(stored.head) as StoredHead
    if (!isSubset(headOf(fresh, head.printedAt, head.mark), head))
      return 'the head of its print differs from its edition'
    const expected = rowOf(fresh, group, head.printedAt, undefined)
    const wrong = Object.entries(expected).find(
      ([name, value]) => !own.some(one => one === name) && stored[name as keyof PrintRow] !== value,
    )
    if (wrong) return `${wrong[0]} of its print differs from its edition`
    if (!isSame(yield* terms.all({ id }), termRows(fresh)))
      return 'it is missing in lists of its terms, or in wrong ones'
    const used = fresh.uses.map(use => ({ kind: use.kind, used_id: use.id, article_id: id }))
    // A print that changed its group still depends on the old one.
    const known = yield* uses.all({ id })
    const missing = used.filter(use => !known.some(one => isDeepStrictEqual(one, use)))
    return missing.length > 0 ? 'it would not be reprinted when something that it shows changes' : undefined
  }

  function* compare(articleId: Id): Routine<PrintState | undefined> {
    const stored = yield* row.get({ id: articleId })
    if (!stored) return undefined
    const { checksums, ...head } = JSON.parse(stored.head) as StoredHead
    const bytes = (yield* body.get({ id: articleId }))?.body
    if (!bytes || !isIntact(head, checksums, stored.item, bytes)) return { fault: 'its print is damaged' }
    if (stored.epoch !== printer.epoch) return 'otherConfiguration'
    const fresh = yield* publisher.freshPrint(articleId)
    const found = fresh && (yield* fault(stored, fresh))
    if (found === undefined) return 'equal'
    return (yield* queued.get({ id: articleId })) ? 'waiting' : { fault: found }
  }

  return {
    async ids(after) {
      return (await connection.read(() => ids.all({ after }))).map(({ id }) => id)
    },
    async state(articleId) {
      try {
        return await snapshot(() => compare(articleId))
      } catch (error) {
        return { fault: `its print cannot be compared: ${error instanceof Error ? error.message : String(error)}` }
      }
    },
  }
}

function isSubset(part: object, whole: object): boolean {
  const members = whole as Record<string, unknown>
  const stored = JSON.parse(JSON.stringify(part)) as Record<string, unknown>
  return Object.entries(stored).every(([name, value]) => isDeepStrictEqual(members[name], value))
}

/** Whether two sets of rows are equal. */
function isSame(rows: readonly object[], others: readonly object[]): boolean {
  const texts = (all: readonly object[]) =>
    all.map(row => JSON.stringify(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)))).sort()
  return isDeepStrictEqual([...new Set(texts(rows))], [...new Set(texts(others))])
}
