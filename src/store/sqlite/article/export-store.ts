import type { Id } from '../../../domain/id.ts'
import { seconds } from '../../../domain/instant.ts'
import type { Exported, ExportStore } from '../../../domain/store/export-store.ts'
import type { Connection } from '../database/connection.ts'
import { createSnapshot } from '../database/snapshot.ts'
import { createTermResolver } from '../term/merged-term.ts'
import { type TermRow, termOf } from '../term/term.ts'
import { createArticleRows } from './article.ts'
import { namedTerms } from './content.ts'
import { createEditionRows } from './edition.ts'

export function createExportStore(reader: Connection): ExportStore {
  const snapshot = createSnapshot(reader)
  const articles = createArticleRows(reader)
  const editions = createEditionRows(reader)
  const resolveTerms = createTermResolver(reader)
  const page = reader
    .prepare<[Id, number, number], Id>(
      `SELECT id FROM article WHERE id > ? AND modified_at >= ? AND status NOT IN ('deleted', 'withdrawn')
       ORDER BY id LIMIT ?`,
    )
    .pluck()
  const term = reader.prepare<[Id], TermRow>('SELECT * FROM term WHERE id = ?')
  const slugs = reader
    .prepare<[Id, string], string>(
      'SELECT slug FROM slug WHERE article_id = ? AND public = 1 AND slug <> ? ORDER BY slug',
    )
    .pluck()
  const paths = reader.prepare<[Id], string>('SELECT path FROM path WHERE article_id = ? ORDER BY path').pluck()
  const views = reader.prepare<[Id], number>('SELECT views FROM view_count WHERE article_id = ?').pluck()

  function exported(id: Id): Exported[] {
    const article = articles.byId(id)
    if (!article) return []
    const published = article.status === 'published' ? editions.find(id, article.edition) : undefined
    const content = resolveTerms(published?.content ?? article.content)
    const terms = namedTerms(content).flatMap(named => {
      const row = term.get(named.id)
      return row ? [termOf(row)] : []
    })
    const edition = published && { ...published, content }
    return [
      {
        article: { ...article, content: edition ? article.content : content },
        edition,
        terms,
        formerSlugs: slugs.all(id, content.slug),
        paths: paths.all(id),
        views: views.get(id) ?? 0,
      },
    ]
  }

  return {
    async exportPage({ limit, after = '', since }) {
      const from = since === undefined ? Number.MIN_SAFE_INTEGER : seconds(since)
      return snapshot(() => page.all(after, from, limit).flatMap(exported))
    },
  }
}
