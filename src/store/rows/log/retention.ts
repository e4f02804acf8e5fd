import type { Perishable, RetentionStore } from '../../../domain/store/log/retention-store.ts'
import { audit as auditTable } from '../../schema/access.ts'
import { article } from '../../schema/article.ts'
import { change, logReader } from '../../schema/change.ts'
import { job } from '../../schema/job.ts'
import { rawSource } from '../../schema/source.ts'
import { viewDay } from '../../schema/view.ts'
import type { Connection } from '../database/connection.ts'
import { and, eq, lt, ne, sql } from '../database/drizzle.ts'
import { writes } from '../database/port.ts'
import type { Routine } from '../database/routine.ts'
import { bound, equals, excluded, prepared } from '../database/statement.ts'
import { stored } from '../database/value.ts'
import type { Writer } from '../database/writer.ts'

/** Milliseconds after which a batch ends, and maximum number of rows that it reads. */
const batchMilliseconds = 10
const rowsAtOnce = 500
const secondsPerDay = 86_400
/** Name of the row of `log_reader` that holds the lease. */
const leaseName = 'retention'

/** The bound values that name a row. */
type Key = Record<string, number | string>

/** Expired keys, oldest first, at most `rowsAtOnce`. `more` = there may be others. */
type ExpiredKeys = { keys: Key[]; more: boolean }

export function createRetentionStore(
  { reader, connection }: { reader: Connection; connection: Connection },
  writer: Writer,
): RetentionStore {
  const { db } = connection
  const claim = prepared(
    db
      .insert(logReader)
      .values({ name: bound('name'), cursor: 0, lease_owner: bound('owner'), lease_until: bound('until') })
      .onConflictDoUpdate({
        target: logReader.name,
        set: { lease_owner: excluded(logReader.lease_owner), lease_until: excluded(logReader.lease_until) },
        setWhere: sql`${logReader.lease_owner} = ${excluded(logReader.lease_owner)} OR ${logReader.lease_until} <= ${bound('at')}`,
      }),
  )
  const find = createFinders(reader)
  const isReplaced = sql`EXISTS (SELECT 1 FROM ${article} WHERE ${article.id} = ${rawSource.article_id}
    AND ${isReplacedVersion(connection)})`
  const remove = {
    changes: prepared(db.delete(change).where(equals(change.seq, 'key'))),
    audit: prepared(db.delete(auditTable).where(equals(auditTable.id, 'key'))),
    sources: prepared(db.delete(rawSource).where(and(equals(rawSource.article_id, 'key'), isReplaced))),
    jobs: prepared(db.delete(job).where(equals(job.id, 'key'))),
    views: prepared(db.delete(viewDay).where(and(equals(viewDay.article_id, 'key'), equals(viewDay.day, 'day')))),
  }

  /** Removes rows until the batch ends. Returns how many. */
  function* removeSome(kind: Perishable, keys: readonly Key[]): Routine<number> {
    const until = performance.now() + batchMilliseconds
    let count = 0
    for (const key of keys) {
      yield* remove[kind].run(key)
      count += 1
      if (performance.now() >= until) break
    }
    return count
  }

  return {
    ...writes<Pick<RetentionStore, 'claimRetention'>>(writer, {
      *claimRetention({ owner, until }, at) {
        return (yield* claim.run({ name: leaseName, owner, until: stored(until), at: stored(at) })).changes > 0
      },
    }),
    async prune(kind, before, readers) {
      // Outside of the write: finding expired rows takes longer than removing them.
      const { keys, more } = await reader.read(() => find[kind](stored(before), readers))
      if (keys.length === 0) return more
      const removed = await writer.write(() => removeSome(kind, keys))
      return more || removed < keys.length
    },
  }
}

/** Whether an article was changed since its import. */
function isReplacedVersion({ syntax }: Connection) {
  return syntax.isDistinct(article.imported_version, article.version)
}

function createFinders(
  reader: Connection,
): Record<Perishable, (before: number, readers: readonly string[]) => Routine<ExpiredKeys>> {
  const { db } = reader
  const changes = prepared(
    db
      .select({ seq: change.seq, at: change.at })
      .from(change)
      .orderBy(change.seq)
      .limit(rowsAtOnce + 1),
  )
  const cursor = prepared(
    db
      .select({ cursor: sql<number | null>`min(${logReader.cursor})` })
      .from(logReader)
      .where(reader.syntax.isAnyOf(logReader.name, 'readers')),
  )
  // An id that was erased is never used again: the audit alone knows those of articles that were never published.
  const audit = prepared(
    db
      .select({ id: auditTable.id })
      .from(auditTable)
      .where(and(lt(auditTable.at, bound('before')), ne(auditTable.action, 'article.erase')))
      .orderBy(auditTable.at)
      .limit(rowsAtOnce),
  )
  const { imported_at, article_id } = rawSource
  const sources = prepared(
    db
      .select({ imported_at, article_id, isOld: sql<0 | 1>`${isReplacedVersion(reader)}` })
      .from(rawSource)
      .innerJoin(article, eq(article.id, article_id))
      .where(
        and(sql`(${imported_at}, ${article_id}) > (${bound('at')}, ${bound('id')})`, lt(imported_at, bound('before'))),
      )
      .orderBy(imported_at, article_id)
      .limit(rowsAtOnce),
  )
  const jobs = prepared(
    db
      .select({ id: job.id })
      .from(job)
      .where(and(eq(job.kind, 'reprint'), eq(job.state, 'done'), lt(job.ended_at, bound('before'))))
      .limit(rowsAtOnce),
  )
  const days = prepared(
    db
      .select({ key: viewDay.article_id, day: viewDay.day })
      .from(viewDay)
      .where(and(eq(viewDay.counted_in, 'none'), lt(viewDay.day, bound('first'))))
      .orderBy(viewDay.day, viewDay.article_id)
      .limit(rowsAtOnce),
  )
  const all = (keys: Key[]): ExpiredKeys => ({ keys, more: keys.length === rowsAtOnce })
  // Most sources that are old stay: a round goes past them in parts.
  const start = { at: Number.MIN_SAFE_INTEGER, id: '' }
  let passed = start

  return {
    *changes(before, readers) {
      const last = (yield* cursor.get({ readers: JSON.stringify(readers) }))?.cursor ?? Number.POSITIVE_INFINITY
      const rows = yield* changes.all()
      const young = rows.findIndex(({ seq, at }) => at >= before || seq > last)
      const old = young < 0 ? rows : rows.slice(0, young)
      // The newest old row stays: tokens that stand at the end of what was pruned are checked by it.
      return all(old.slice(0, -1).map(({ seq }) => ({ key: seq })))
    },
    *audit(before) {
      return all((yield* audit.all({ before })).map(({ id }) => ({ key: id })))
    },
    *sources(before) {
      const rows = yield* sources.all({ ...passed, before })
      const end = rows.at(-1)
      const more = rows.length === rowsAtOnce
      passed = more && end ? { at: end.imported_at, id: end.article_id } : start
      return { keys: rows.filter(({ isOld }) => isOld === 1).map(({ article_id }) => ({ key: article_id })), more }
    },
    *jobs(before) {
      return all((yield* jobs.all({ before })).map(({ id }) => ({ key: id })))
    },
    *views(before) {
      // The day of the site may be the one before or after that of UTC.
      return all(yield* days.all({ first: Math.floor(before / secondsPerDay) - 1 }))
    },
  }
}
