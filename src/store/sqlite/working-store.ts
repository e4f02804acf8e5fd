import type { Id } from '../../domain/id.ts'
import { seconds } from '../../domain/instant.ts'
import type { ListedArticle, WorkingQuery, WorkingStore } from '../../domain/store/working-store.ts'
import type { Connection } from './connection.ts'
import type { article } from './schema/article.ts'
import { instantAt, present } from './value.ts'

type Row = typeof article.$inferSelect & {
  category_id: Id | null
  category_name: string | null
  print_slug: string | null
  canonical_url: string
  revision: number
}

type Place = { at: number; id: Id }
const first: Place = { at: Number.MAX_SAFE_INTEGER, id: 'g' }
const last: Place = { at: Number.MIN_SAFE_INTEGER, id: '' }

const columns = `a.id, a.version, a.mark, a.external_id, a.status, a.edition, a.published_version, a.first_published_at,
  a.translation_group, a.created_at, a.modified_at, a.slug, a.title, a.summary, a.language, a.actor,
  a.on_behalf_of, t.id AS category_id, t.name AS category_name, p.slug AS print_slug, p.canonical_url, p.revision`

/** Lists of working copies. */
export function createWorkingStore(reader: Connection): WorkingStore {
  function read(query: WorkingQuery, from: Place, backwards: boolean, limit: number): Row[] {
    const order = backwards ? 'ASC' : 'DESC'
    const sql = `SELECT ${columns} FROM article a
      LEFT JOIN article_term c ON c.article_id = a.id AND c.kind = 'category'
      LEFT JOIN term o ON o.id = c.term_id LEFT JOIN term t ON t.id = coalesce(o.merged_into, o.id)
      LEFT JOIN print p ON p.article_id = a.id
      WHERE ${checksOf(query, backwards).join(' AND ')}
      ORDER BY a.modified_at ${order}, a.id ${order} LIMIT @limit`
    return reader.prepare<[object], Row>(sql).all({
      at: from.at,
      id: from.id,
      limit,
      status: JSON.stringify(query.status ?? []),
      q: `%${(query.q ?? '').replace(/[\\%_]/g, '\\$&')}%`,
      externalId: query.externalId,
      category: query.category,
      updatedAfter: query.updatedAfter === undefined ? undefined : seconds(query.updatedAfter),
    })
  }

  return {
    async workingCopies(query) {
      const { limit, from, backwards = false } = query
      const start = from ? { at: seconds(from.at), id: from.id } : backwards ? last : first
      const found = read(query, start, backwards, limit + 1)
      const rows = found.slice(0, limit)
      const edge = rows[0] ? { at: rows[0].modified_at, id: rows[0].id } : start
      const behind = from !== undefined && read(query, edge, !backwards, 1).length > 0
      const more = found.length > limit
      const ends = backwards ? { hasNext: behind, hasPrevious: more } : { hasNext: more, hasPrevious: behind }
      return { articles: (backwards ? rows.reverse() : rows).map(listedOf), ...ends }
    },
  }
}

function checksOf({ status, q, externalId, category, updatedAfter }: WorkingQuery, backwards: boolean): string[] {
  return [
    `(a.modified_at, a.id) ${backwards ? '>' : '<'} (@at, @id)`,
    status ? 'a.status IN (SELECT value FROM json_each(@status))' : "a.status <> 'deleted'",
    ...(q === undefined
      ? []
      : [
          `(a.title LIKE @q ESCAPE '\\' OR a.slug LIKE @q ESCAPE '\\' OR a.summary LIKE @q ESCAPE '\\' OR a.external_id LIKE @q ESCAPE '\\')`,
        ]),
    ...(externalId === undefined ? [] : ['a.external_id = @externalId']),
    ...(category === undefined
      ? []
      : ["t.id IN (SELECT term_id FROM term_slug WHERE kind = 'category' AND slug = @category)"]),
    ...(updatedAfter === undefined ? [] : ['a.modified_at > @updatedAfter']),
  ]
}

function listedOf(row: Row): ListedArticle {
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
      firstPublishedAt: row.first_published_at === null ? null : instantAt(row.first_published_at),
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
    }),
  }
}
