import type { Id } from '../../../domain/id.ts'
import type { Perishable, RetentionStore } from '../../../domain/store/retention-store.ts'
import type { Connection } from '../database/connection.ts'
import { stored } from '../database/value.ts'
import type { Writer } from '../database/writer.ts'

/** Milliseconds after which a batch ends, and maximum number of rows that it reads. */
const batchMilliseconds = 10
const rowsAtOnce = 500
/** Name of the row of `log_reader` that holds the lease. */
const leaseName = 'retention'

type Key = number | string

/** Expired keys, oldest first, at most `rowsAtOnce`. `more` = there may be others. */
type ExpiredKeys = { keys: Key[]; more: boolean }

export function createRetentionStore(
  { reader, connection }: { reader: Connection; connection: Connection },
  writer: Writer,
): RetentionStore {
  const claim = connection.prepare<[{ name: string; owner: string; until: number; at: number }]>(
    `INSERT INTO log_reader (name, cursor, lease_owner, lease_until) VALUES (@name, 0, @owner, @until)
     ON CONFLICT (name) DO UPDATE SET lease_owner = excluded.lease_owner, lease_until = excluded.lease_until
     WHERE lease_owner = excluded.lease_owner OR lease_until <= @at`,
  )
  const find = createFinders(reader)
  const remove: Record<Perishable, ReturnType<Connection['prepare']>> = {
    changes: connection.prepare('DELETE FROM change WHERE seq = ?'),
    audit: connection.prepare('DELETE FROM audit WHERE id = ?'),
    sources: connection.prepare(
      `DELETE FROM raw_source WHERE article_id = ?
       AND EXISTS (SELECT 1 FROM article a WHERE a.id = article_id AND a.imported_version IS NOT a.version)`,
    ),
    jobs: connection.prepare('DELETE FROM job WHERE id = ?'),
  }

  return {
    claimRetention: ({ owner, until }, at) =>
      writer.write(() => claim.run({ name: leaseName, owner, until: stored(until), at: stored(at) }).changes > 0),
    async prune(kind, before, readers) {
      // Outside of the write: finding expired rows takes longer than removing them.
      const { keys, more } = find[kind](stored(before), readers)
      if (keys.length === 0) return more
      const removed = await writer.write(() => {
        const until = performance.now() + batchMilliseconds
        let count = 0
        for (const key of keys) {
          remove[kind].run(key)
          count += 1
          if (performance.now() >= until) break
        }
        return count
      })
      return more || removed < keys.length
    },
  }
}

function createFinders(
  reader: Connection,
): Record<Perishable, (before: number, readers: readonly string[]) => ExpiredKeys> {
  const changes = reader.prepare<[number], { seq: number; at: number }>(
    'SELECT seq, at FROM change ORDER BY seq LIMIT ?',
  )
  const cursor = reader
    .prepare<[string], number | null>(
      'SELECT min(cursor) FROM log_reader WHERE name IN (SELECT value FROM json_each(?))',
    )
    .pluck()
  // An id that was erased is never used again: the audit alone knows those of articles that were never published.
  const audit = reader
    .prepare<[number, number], number>(
      "SELECT id FROM audit WHERE at < ? AND action <> 'article.erase' ORDER BY at LIMIT ?",
    )
    .pluck()
  const sources = reader.prepare<[number, Id, number, number], { imported_at: number; article_id: Id; isOld: 0 | 1 }>(
    `SELECT r.imported_at, r.article_id, a.imported_version IS NOT a.version AS isOld
     FROM raw_source r JOIN article a ON a.id = r.article_id
     WHERE (r.imported_at, r.article_id) > (?, ?) AND r.imported_at < ? ORDER BY r.imported_at, r.article_id LIMIT ?`,
  )
  const jobs = reader
    .prepare<[number, number], Id>(
      "SELECT id FROM job WHERE kind = 'reprint' AND state = 'done' AND ended_at < ? LIMIT ?",
    )
    .pluck()
  const all = (keys: Key[]): ExpiredKeys => ({ keys, more: keys.length === rowsAtOnce })
  // Most sources that are old stay: a round goes past them in parts.
  const start = { at: Number.MIN_SAFE_INTEGER, id: '' }
  let passed = start

  return {
    changes(before, readers) {
      const last = cursor.get(JSON.stringify(readers)) ?? Number.POSITIVE_INFINITY
      const rows = changes.all(rowsAtOnce + 1)
      const young = rows.findIndex(({ seq, at }) => at >= before || seq > last)
      const old = young < 0 ? rows : rows.slice(0, young)
      // The newest old row stays: tokens that stand at the end of what was pruned are checked by it.
      return all(old.slice(0, -1).map(({ seq }) => seq))
    },
    audit: before => all(audit.all(before, rowsAtOnce)),
    sources(before) {
      const rows = sources.all(passed.at, passed.id, before, rowsAtOnce)
      const end = rows.at(-1)
      const more = rows.length === rowsAtOnce
      passed = more && end ? { at: end.imported_at, id: end.article_id } : start
      return { keys: rows.filter(({ isOld }) => isOld === 1).map(({ article_id }) => article_id), more }
    },
    jobs: before => all(jobs.all(before, rowsAtOnce)),
  }
}
