import type { Article, Imported } from '../../../domain/article/article.ts'
import type { Content } from '../../../domain/content/content.ts'
import type { Id } from '../../../domain/id.ts'
import { instantAt } from '../../../domain/instant.ts'
import type { Write } from '../../../domain/store/write.ts'
import type { TermKind } from '../../../domain/term/term.ts'
import { article as table } from '../../schema/article.ts'
import type { Connection } from '../database/connection.ts'
import { workingCopyDamaged } from '../database/damage.ts'
import { newMark } from '../database/mark.ts'
import type { Routine } from '../database/routine.ts'
import { equals, insertInto, prepared } from '../database/statement.ts'
import { json, parsed, present, stored } from '../database/value.ts'
import { createContentRows } from './content.ts'

type ArticleRow = typeof table.$inferSelect

/** The author of a version, and the number of its audit entry. */
type Author = Pick<Write, 'actor' | 'onBehalfOf'> & { auditNumber: number }

/** @throws AppError `print-damaged` for a working copy that cannot be read */
export type ArticleRows = {
  byId(id: Id): Routine<Article | undefined>
  byExternalId(externalId: string): Routine<Article | undefined>
  /**
   * Returns the article with the mark and the author of this version.
   *
   * @param isNew whether there are no parts to replace
   */
  save(article: Article, isNew: boolean, by: Author): Routine<Article>
}

/** Rows of working copies. */
export function createArticleRows(connection: Connection): ArticleRows {
  const { db } = connection
  const byId = prepared(db.select().from(table).where(equals(table.id, 'id')))
  const byExternalId = prepared(db.select().from(table).where(equals(table.external_id, 'externalId')))
  const save = insertInto(connection, table, { conflict: { replaceBy: ['id'] } })
  const parts = createContentRows(connection)

  function* read(row: ArticleRow | undefined): Routine<Article | undefined> {
    if (!row) return undefined
    try {
      return articleOf(row, yield* parts.read(row.id))
    } catch (error) {
      if (!(error instanceof SyntaxError) && !connection.isDamagedData(error)) throw error
      throw workingCopyDamaged(row.id, error)
    }
  }
  return {
    *byId(id) {
      return yield* read(yield* byId.get({ id }))
    },
    *byExternalId(externalId) {
      return yield* read(yield* byExternalId.get({ externalId }))
    },
    *save(given, isNew, { actor, onBehalfOf, auditNumber }) {
      const { onBehalfOf: _, ...rest } = given
      const mark = newMark()
      const article = { ...rest, mark, actor, ...(onBehalfOf !== undefined && { onBehalfOf }) }
      yield* save(rowOf(article, auditNumber))
      if (!isNew) yield* parts.clear(article.id)
      yield* parts.add(article.id, article.content)
      return article
    },
  }
}

type Parts = Pick<Content, 'keyTakeaways' | 'sections' | 'footnotes'> & {
  terms: { kind: TermKind; term_id: Id }[]
}

function articleOf(row: ArticleRow, parts: Parts): Article {
  return {
    id: row.id,
    version: row.version,
    mark: row.mark,
    status: row.status,
    edition: row.edition,
    createdAt: instantAt(row.created_at),
    modifiedAt: instantAt(row.modified_at),
    content: contentOf(row, parts),
    ...present({
      externalId: row.external_id,
      publishedVersion: row.published_version,
      firstPublishedAt: row.first_published_at === null ? null : instantAt(row.first_published_at),
      translationGroup: row.translation_group,
      imported: importedOf(row),
      actor: row.actor,
      onBehalfOf: row.on_behalf_of,
    }),
  }
}

function importedOf(row: ArticleRow): Imported | null {
  const { imported_hash: hash, imported_version: version, imported_origin: origin, imported_source: source } = row
  if (hash === null || version === null || origin === null) return null
  return { hash, version, origin, ...(source !== null && { source }) }
}

function contentOf(row: ArticleRow, { terms, ...parts }: Parts): Content {
  const ids = (kind: TermKind) => [...new Set(terms.filter(term => term.kind === kind).map(term => term.term_id))]
  const instant = (at: number | null) => (at === null ? null : instantAt(at))
  return {
    slug: row.slug,
    title: row.title,
    language: row.language,
    direction: row.direction,
    tagIds: ids('tag'),
    authorIds: ids('author'),
    custom: parsed<Content['custom']>(row.custom),
    publishedPrecision: row.published_precision,
    ...present({
      summary: row.summary,
      categoryId: ids('category')[0] ?? null,
      image: parsed<NonNullable<Content['image']>>(row.image),
      canonicalUrl: row.canonical_url,
      source: parsed<NonNullable<Content['source']>>(row.source),
      rights: parsed<NonNullable<Content['rights']>>(row.rights),
      publishedAt: instant(row.published_at),
      updatedAt: instant(row.updated_at),
      expiresAt: instant(row.expires_at),
      readingTimeMinutes: row.reading_time_minutes,
    }),
    ...parts,
  }
}

function rowOf({ content, ...article }: Article & { mark: string }, auditNumber: number): ArticleRow {
  return {
    id: article.id,
    version: article.version,
    mark: article.mark,
    external_id: article.externalId ?? null,
    status: article.status,
    edition: article.edition,
    published_version: article.publishedVersion ?? null,
    first_published_at: stored(article.firstPublishedAt),
    translation_group: article.translationGroup ?? null,
    imported_hash: article.imported?.hash ?? null,
    imported_version: article.imported?.version ?? null,
    imported_origin: article.imported?.origin ?? null,
    imported_source: article.imported?.source ?? null,
    actor: article.actor ?? null,
    on_behalf_of: article.onBehalfOf ?? null,
    audit_number: auditNumber,
    created_at: stored(article.createdAt),
    modified_at: stored(article.modifiedAt),
    slug: content.slug,
    title: content.title,
    summary: content.summary ?? null,
    language: content.language,
    direction: content.direction,
    image: json(content.image),
    canonical_url: content.canonicalUrl ?? null,
    source: json(content.source),
    rights: json(content.rights),
    custom: json(content.custom),
    published_at: stored(content.publishedAt),
    published_precision: content.publishedPrecision,
    updated_at: stored(content.updatedAt),
    expires_at: stored(content.expiresAt),
    reading_time_minutes: content.readingTimeMinutes ?? null,
  }
}
