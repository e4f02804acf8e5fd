import type { SQL } from 'drizzle-orm'
import { instantAt } from '../../../domain/instant.ts'
import type { ListedArticle } from '../../../domain/store/article/working-store.ts'
import { article, articleTerm, schedule } from '../../schema/article.ts'
import { print } from '../../schema/print.ts'
import { term } from '../../schema/term.ts'
import type { Connection } from '../database/connection.ts'
import { alias, and, eq, getTableColumns, sql } from '../database/drizzle.ts'
import type { ResultOf } from '../database/routine.ts'
import { prepared } from '../database/statement.ts'
import { present } from '../database/value.ts'
import { currentId } from '../term/term.ts'
import { type FoundIds, sortColumns, type WorkingOrder } from './working-order.ts'

type ScheduleKind = (typeof schedule.$inferSelect)['kind']

const { image: _image, source: _source, rights: _rights, custom: _custom, ...listedColumns } = getTableColumns(article)

/** Prepares the statement that reads a part of a list. */
export function prepareListed({ db }: Connection, found: FoundIds, order: WorkingOrder, where: SQL | undefined) {
  const named = alias(term, 'named')
  const planned = alias(schedule, 'planned')
  const due = (kind: ScheduleKind) => {
    const isPlanned = and(eq(planned.article_id, article.id), eq(planned.kind, kind))
    return sql<number | null>`${db.select({ at: planned.due_at }).from(planned).where(isPlanned)}`
  }
  return prepared(
    db
      .select({
        ...listedColumns,
        category_id: term.id,
        category_name: term.name,
        print_slug: print.slug,
        canonical_url: print.canonical_url,
        revision: print.revision,
        publish_at: due('publish'),
        expire_at: due('expire'),
        sort_key: order.key,
      })
      .from(found)
      // Fixes the join order: otherwise the planner walks the whole index of the sort order.
      .crossJoin(article)
      .leftJoin(schedule, order.join ?? sql`1 = 0`)
      .leftJoin(articleTerm, and(eq(articleTerm.article_id, article.id), eq(articleTerm.kind, 'category')))
      .leftJoin(named, eq(named.id, articleTerm.term_id))
      .leftJoin(term, eq(term.id, currentId(named)))
      .leftJoin(print, eq(print.article_id, article.id))
      .where(where)
      .orderBy(...sortColumns(order, article.id))
      .limit(sql.placeholder('limit')),
  )
}

/** A working copy without its body, with its sort key. */
export type ListedRow = ResultOf<ReturnType<ReturnType<typeof prepareListed>['all']>>[number]

export function listedOf(row: ListedRow): ListedArticle {
  const instant = (at: number | null) => (at === null ? null : instantAt(at))
  return {
    id: row.id,
    version: row.version,
    mark: row.mark,
    status: row.status,
    edition: row.edition,
    slug: row.slug,
    title: row.title,
    language: row.language,
    createdAt: instantAt(row.created_at),
    modifiedAt: instantAt(row.modified_at),
    ...present({
      externalId: row.external_id,
      publishedVersion: row.published_version,
      firstPublishedAt: instant(row.first_published_at),
      translationGroup: row.translation_group,
      summary: row.summary,
      actor: row.actor,
      onBehalfOf: row.on_behalf_of,
      category: row.category_id === null ? null : { id: row.category_id, name: row.category_name ?? '' },
      delivered:
        row.print_slug === null || row.canonical_url === null || row.revision === null
          ? null
          : { slug: row.print_slug, canonicalUrl: row.canonical_url, revision: row.revision },
      publishAt: instant(row.publish_at),
      expireAt: instant(row.expire_at),
    }),
  }
}
