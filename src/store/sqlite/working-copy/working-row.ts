import type { Id } from '../../../domain/id.ts'
import type { ListedArticle } from '../../../domain/store/working-store.ts'
import { instantAt, present } from '../database/value.ts'
import type { article } from '../schema/article.ts'

/** A working copy without its body, with its sort key. */
export type ListedRow = typeof article.$inferSelect & {
  sort_key: number | string
  category_id: Id | null
  category_name: string | null
  print_slug: string | null
  canonical_url: string
  revision: number
  publish_at: number | null
  expire_at: number | null
}

/** Columns of a listed working copy `article a`, and the joins for them. */
export const listedColumns = `a.id, a.version, a.mark, a.external_id, a.status, a.edition, a.published_version,
  a.first_published_at, a.translation_group, a.created_at, a.modified_at, a.slug, a.title, a.summary, a.language, a.actor,
  a.on_behalf_of, t.id AS category_id, t.name AS category_name, p.slug AS print_slug, p.canonical_url, p.revision,
  (SELECT due_at FROM schedule WHERE article_id = a.id AND kind = 'publish') AS publish_at,
  (SELECT due_at FROM schedule WHERE article_id = a.id AND kind = 'expire') AS expire_at`

export const listedJoins = `LEFT JOIN article_term c ON c.article_id = a.id AND c.kind = 'category'
  LEFT JOIN term o ON o.id = c.term_id LEFT JOIN term t ON t.id = coalesce(o.merged_into, o.id)
  LEFT JOIN print p ON p.article_id = a.id`

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
      category:
        row.category_id === null || row.category_name === null
          ? null
          : { id: row.category_id, name: row.category_name },
      delivered:
        row.print_slug === null
          ? null
          : { slug: row.print_slug, canonicalUrl: row.canonical_url, revision: row.revision },
      publishAt: instant(row.publish_at),
      expireAt: instant(row.expire_at),
    }),
  }
}
