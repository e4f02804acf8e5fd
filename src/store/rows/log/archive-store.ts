import { instantAt, seconds } from '../../../domain/instant.ts'
import type { ArchiveStore } from '../../../domain/store/log/archive-store.ts'
import { print, printLanguage, tombstone } from '../../schema/print.ts'
import type { Connection } from '../database/connection.ts'
import { and, desc, gt, lt, sql } from '../database/drizzle.ts'
import { reads } from '../database/port.ts'
import { each } from '../database/routine.ts'
import { bound, prepared } from '../database/statement.ts'
import { createTombstoneRows } from './tombstone.ts'
import { createTombstoneFilterReader } from './tombstone-filter.ts'

/** The newest tombstones. Revisions increase in the order of commits, and have an index. */
export function newestTombstones({ db }: Pick<Connection, 'db'>) {
  return db
    .select({ id: tombstone.article_id })
    .from(tombstone)
    .orderBy(desc(tombstone.revision))
    .limit(sql.placeholder('limit'))
}

/** Articles by month. The index on `updated_at` has both dates, so that no table row is read. */
export function publicationMonths({ db, syntax }: Pick<Connection, 'db' | 'syntax'>) {
  const month = syntax.month(print.published_at)
  return db
    .select({ month, articles: sql<number>`count(*)`, updated: sql<number>`max(${print.updated_at})` })
    .from(syntax.by(print, 'print_updated'))
    .groupBy(month)
    .orderBy(month)
}

export function positionInArchive({ db }: Pick<Connection, 'db'>) {
  return db
    .select({ at: print.published_at, id: print.article_id })
    .from(print)
    .where(and(gt(print.published_at, bound('after')), lt(print.published_at, bound('before'))))
    .orderBy(print.published_at, print.article_id)
    .limit(1)
    .offset(sql.placeholder('skipped'))
}

export function createArchiveStore(reader: Connection): ArchiveStore {
  const rows = createTombstoneRows(reader)
  const filters = createTombstoneFilterReader(reader)
  const newest = prepared(newestTombstones(reader))
  const months = prepared(publicationMonths(reader))
  const position = prepared(positionInArchive(reader))
  const languages = prepared(
    reader.db
      .select({ language: printLanguage.language })
      .from(printLanguage)
      .where(gt(printLanguage.articles, 0))
      .orderBy(printLanguage.language),
  )

  return reads<ArchiveStore>(reader, {
    *months() {
      return (yield* months.all()).map(({ updated, ...month }) => ({ ...month, updatedAt: instantAt(updated) }))
    },
    *positionAfter(count, { after, before }) {
      const row = yield* position.get({
        after: after === undefined ? Number.MIN_SAFE_INTEGER : seconds(after),
        before: before === undefined ? Number.MAX_SAFE_INTEGER : seconds(before),
        skipped: count - 1,
      })
      return row && { at: instantAt(row.at), id: row.id }
    },
    *tombstones(limit, of) {
      const ids = of ? yield* filters.ids(of, limit) : yield* newest.all({ limit })
      const found = yield* each(ids, ({ id }) => rows.byId(id))
      return found.filter(tombstone => tombstone !== undefined)
    },
    tombstoneTerm: (kind, slug) => filters.term(kind, slug),
    *languages() {
      return (yield* languages.all()).map(row => row.language)
    },
  })
}
