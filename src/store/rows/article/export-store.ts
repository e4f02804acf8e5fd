import type { Id } from '../../../domain/id.ts'
import { seconds } from '../../../domain/instant.ts'
import type { Exported, ExportStore } from '../../../domain/store/article/export-store.ts'
import type { Term } from '../../../domain/term/term.ts'
import { path, slug } from '../../schema/address.ts'
import { article as articleTable } from '../../schema/article.ts'
import { term as termTable } from '../../schema/term.ts'
import { viewCount } from '../../schema/view.ts'
import type { Connection } from '../database/connection.ts'
import { and, eq, gt, gte, ne, notInArray, sql } from '../database/drizzle.ts'
import { snapshots } from '../database/port.ts'
import { each, type Routine } from '../database/routine.ts'
import { bound, equals, prepared } from '../database/statement.ts'
import { createTermResolver } from '../term/merged-term.ts'
import { termOf } from '../term/term.ts'
import { createArticleRows } from './article.ts'
import { namedTerms } from './content.ts'
import { createEditionRows } from './edition.ts'

export function createExportStore(reader: Connection): ExportStore {
  const articles = createArticleRows(reader)
  const editions = createEditionRows(reader)
  const resolveTerms = createTermResolver(reader)
  const { db } = reader
  const page = prepared(
    db
      .select({ id: articleTable.id })
      .from(articleTable)
      .where(
        and(
          gt(articleTable.id, bound('after')),
          gte(articleTable.modified_at, bound('from')),
          notInArray(articleTable.status, ['deleted', 'withdrawn']),
        ),
      )
      .orderBy(articleTable.id)
      .limit(sql.placeholder('limit')),
  )
  const term = prepared(db.select().from(termTable).where(equals(termTable.id, 'id')))
  const slugs = prepared(
    db
      .select({ slug: slug.slug })
      .from(slug)
      .where(and(equals(slug.article_id, 'id'), eq(slug.public, 1), ne(slug.slug, bound('current'))))
      .orderBy(slug.slug),
  )
  const paths = prepared(
    db.select({ path: path.path }).from(path).where(equals(path.article_id, 'id')).orderBy(path.path),
  )
  const views = prepared(db.select().from(viewCount).where(equals(viewCount.article_id, 'id')))

  function* exported(id: Id): Routine<Exported[]> {
    const article = yield* articles.byId(id)
    if (!article) return []
    const published = article.status === 'published' ? yield* editions.find(id, article.edition) : undefined
    const content = yield* resolveTerms(published?.content ?? article.content)
    const terms: Term[] = []
    for (const named of namedTerms(content)) {
      const row = yield* term.get({ id: named.id })
      if (row) terms.push(termOf(row))
    }
    const edition = published && { ...published, content }
    return [
      {
        article: { ...article, content: edition ? article.content : content },
        edition,
        terms,
        formerSlugs: (yield* slugs.all({ id, current: content.slug })).map(row => row.slug),
        paths: (yield* paths.all({ id })).map(row => row.path),
        views: (yield* views.get({ id }))?.views ?? 0,
      },
    ]
  }

  return snapshots<ExportStore>(reader, {
    *exportPage({ limit, after = '', since }) {
      const from = since === undefined ? Number.MIN_SAFE_INTEGER : seconds(since)
      const ids = yield* page.all({ after, from, limit })
      return (yield* each(ids, ({ id }) => exported(id))).flat()
    },
  })
}
