import { type Id, isId } from '../../../domain/id.ts'
import type { ViewStore } from '../../../domain/store/view-store.ts'
import { print } from '../../schema/print.ts'
import { viewCount, viewDay } from '../../schema/view.ts'
import { createAuditRows } from '../access/audit.ts'
import { createIdempotencyRows } from '../access/idempotency.ts'
import { createSlugRows } from '../article/slug.ts'
import type { Connection } from '../database/connection.ts'
import { and, desc, gte, lte } from '../database/drizzle.ts'
import { reads, snapshots, writes } from '../database/port.ts'
import type { Routine } from '../database/routine.ts'
import { bound, equals, prepared } from '../database/statement.ts'
import type { Writer } from '../database/writer.ts'
import { createTombstoneRows } from '../log/tombstone.ts'
import { createViewExpiry } from './expiry.ts'
import { createViewRows } from './view.ts'

export function createViewStore(
  { reader, connection }: { reader: Connection; connection: Connection },
  writer: Writer,
): ViewStore {
  const { db } = reader
  const slugs = createSlugRows(reader)
  const tombstones = createTombstoneRows(reader)
  const rows = createViewRows(connection)
  const expire = createViewExpiry(connection)
  const audit = createAuditRows(connection)
  const answers = createIdempotencyRows(connection)
  const idBy = (column: typeof print.slug | typeof print.article_id) =>
    prepared(db.select({ id: print.article_id }).from(print).where(equals(column, 'ref')))
  const bySlug = idBy(print.slug)
  const byId = idBy(print.article_id)
  const total = prepared(db.select().from(viewCount).where(equals(viewCount.article_id, 'id')))
  const days = prepared(
    db
      .select({ day: viewDay.day, views: viewDay.views })
      .from(viewDay)
      .where(and(equals(viewDay.article_id, 'id'), gte(viewDay.day, bound('first')), lte(viewDay.day, bound('last'))))
      .orderBy(desc(viewDay.day)),
  )

  function* target(ref: string): Routine<Id | undefined> {
    return isId(ref) ? ref : ((yield* bySlug.get({ ref }))?.id ?? (yield* slugs.target(ref)))
  }

  return {
    ...reads<Pick<ViewStore, 'viewedArticle'>>(reader, {
      *viewedArticle(ref) {
        const id = yield* target(ref)
        if (id === undefined) return undefined
        if (yield* byId.get({ ref: id })) return { kind: 'article', id }
        const tombstone = yield* tombstones.byId(id)
        return tombstone && { kind: 'gone', tombstone }
      },
    }),
    ...snapshots<Pick<ViewStore, 'articleViews'>>(reader, {
      *articleViews(id, { first, last }) {
        return { total: (yield* total.get({ id }))?.views ?? 0, days: yield* days.all({ id, first, last }) }
      },
    }),
    ...writes<Pick<ViewStore, 'addViews' | 'setDayViews' | 'expireViews'>>(writer, {
      *addViews(views, time) {
        for (const [id, count] of views) yield* rows.add(id, count, time)
      },
      *setDayViews(given, today, { idempotency, ...write }, answer) {
        let changed = 0
        for (const row of given) if (yield* rows.setDay(row, today)) changed += 1
        yield* audit.add(write, { action: 'views.import', detail: { days: given.length, changed } })
        if (idempotency && answer) {
          yield* answers.keep({ ...write, idempotency: { ...idempotency, answer: () => answer(changed) } }, [])
        }
        return changed
      },
      expireViews: expire,
    }),
  }
}
