import type { Id } from '../../../domain/id.ts'
import type { SearchStore } from '../../../domain/store/search-store.ts'
import { analyserVersion } from '../../../search/analyser.ts'
import { print, printBody } from '../../schema/print.ts'
import { searchState } from '../../schema/search.ts'
import type { Connection } from '../database/connection.ts'
import { eq, gt, sql } from '../database/drizzle.ts'
import type { Routine } from '../database/routine.ts'
import { bound, prepared } from '../database/statement.ts'
import type { Writer } from '../database/writer.ts'
import type { SearchIndex } from './search-index.ts'

/** Milliseconds for which a count of the remaining articles is reused: counting reads every one. */
const countMilliseconds = 1000

/**
 * Indexes the articles of an existing store, by id. Any number of processes may do it: each batch is a transaction of the
 * only writer, and continues after the last indexed article. What is published meanwhile is indexed in its own transaction.
 *
 * @param batchMilliseconds after which a batch ends
 */
export function createIndexJob(
  connection: Connection,
  writer: Writer,
  index: SearchIndex,
  batchMilliseconds: number,
): Pick<SearchStore, 'indexArticles'> {
  const { db } = connection
  const state = prepared(db.select().from(searchState))
  const after = gt(print.article_id, bound('cursor'))
  // A subquery: PostgreSQL would join the tables from their beginnings, up to the cursor.
  const body = db.select({ body: printBody.body }).from(printBody).where(eq(printBody.article_id, print.article_id))
  const next = prepared(
    db
      .select({ articleId: print.article_id, body: sql<Buffer | null>`${body}` })
      .from(print)
      .where(after)
      .orderBy(print.article_id)
      .limit(1),
  )
  const remaining = prepared(db.select({ left: sql<number>`count(*)` }).from(print).where(after))
  const { builds } = searchState
  const save = prepared(
    db.update(searchState).set({
      version: sql`${bound('version')}`,
      cursor: sql`${bound('cursor')}`,
      builds: sql`${builds} + ${bound('begun')}`,
    }),
  )
  let counted = { left: 0, at: Number.NEGATIVE_INFINITY }

  function* batch(): Routine<{ indexed: number; cursor: string | null }> {
    const known = yield* state.get()
    const isNewBuild = known?.version !== analyserVersion
    let cursor = isNewBuild ? '' : known.cursor
    if (cursor === null) return { indexed: 0, cursor }
    const until = performance.now() + batchMilliseconds
    let indexed = 0
    do {
      const found: { articleId: Id; body: Buffer | null } | undefined = yield* next.get({ cursor })
      if (!found) cursor = null
      else {
        // A print without a body is reported when it is read.
        if (found.body) yield* index.put({ articleId: found.articleId, body: found.body })
        cursor = found.articleId
        indexed += 1
      }
    } while (cursor !== null && performance.now() < until)
    yield* save.run({ version: analyserVersion, cursor, begun: isNewBuild ? 1 : 0 })
    return { indexed, cursor }
  }

  async function leftAfter(indexed: number, cursor: string): Promise<number> {
    const now = performance.now()
    const guess = counted.left - indexed
    if (guess > 0 && now - counted.at < countMilliseconds) counted = { left: guess, at: counted.at }
    else {
      const found = await connection.read(() => remaining.get({ cursor }))
      counted = { left: Math.max(1, found?.left ?? 0), at: now }
    }
    return counted.left
  }

  return {
    async indexArticles() {
      const known = await connection.read(() => state.get())
      // Without the lock: there is nothing to do nearly always.
      if (known?.version === analyserVersion && known.cursor === null) return { indexed: 0, left: 0 }
      const { indexed, cursor } = await writer.write(batch)
      return { indexed, left: cursor === null ? 0 : await leftAfter(indexed, cursor) }
    },
  }
}
