import { isDeepStrictEqual } from 'node:util'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { Article } from '../../../domain/article/article.ts'
import {
  type ArticleVersion,
  keptVersionBytes,
  keptVersions,
  type ListedVersion,
} from '../../../domain/article/version.ts'
import type { Content } from '../../../domain/content/content.ts'
import type { Id } from '../../../domain/id.ts'
import { instantAt } from '../../../domain/instant.ts'
import type { VersionStore } from '../../../domain/store/article/version-store.ts'
import { article, articleVersion } from '../../schema/article.ts'
import { edition } from '../../schema/edition.ts'
import type { Connection } from '../database/connection.ts'
import { and, asc, desc, getTableColumns, gt, gte, isNotNull, lt, lte, sql, unionAll } from '../database/drizzle.ts'
import { readPage } from '../database/keyset-page.ts'
import { snapshots } from '../database/port.ts'
import type { Routine } from '../database/routine.ts'
import { bound, equals, insertInto, prepared } from '../database/statement.ts'
import { parsed, present, stored } from '../database/value.ts'
import { createTermResolver } from '../term/merged-term.ts'
import { createArticleRows } from './article.ts'

type ListedVersionRow = Omit<typeof articleVersion.$inferSelect, 'content'>

const { content: _, ...listedColumns } = getTableColumns(articleVersion)

/** The default `memLevel` takes four times as long for a short article, and saves nothing. */
const compression = { level: 6, memLevel: 6, windowBits: 14 }

export type VersionRows = {
  /** Saves the version that a write replaces, and removes versions above the limits. */
  keep(replaced: Article, by: Article): Routine<void>
  /** A saved version, or the current one. */
  find(articleId: Id, version: number): Routine<ArticleVersion | undefined>
}

/** The last versions of working copies. */
export function createVersionRows(connection: Connection): VersionRows {
  const articles = createArticleRows(connection)
  const editionOf = createEditionFinder(connection)
  const resolveTerms = createTermResolver(connection)
  const { db } = connection
  const add = insertInto(connection, articleVersion, { conflict: { ignore: true } })
  const isOf = equals(articleVersion.article_id, 'articleId')
  const isVersion = and(isOf, equals(articleVersion.version, 'version'))
  const one = prepared(db.select(listedColumns).from(articleVersion).where(isVersion))
  const contentFrom = prepared(
    db
      .select({ content: articleVersion.content })
      .from(articleVersion)
      .where(and(isOf, gte(articleVersion.version, bound('version')), isNotNull(articleVersion.content)))
      .orderBy(articleVersion.version)
      .limit(1),
  )
  const isUpTo = and(isOf, lte(articleVersion.version, bound('version')))
  const removeUpTo = prepared(db.delete(articleVersion).where(isUpTo))
  const sizes = prepared(
    db
      .select({
        version: articleVersion.version,
        bytes: sql<number>`coalesce(octet_length(${articleVersion.content}), 0)`,
      })
      .from(articleVersion)
      .where(isOf)
      .orderBy(desc(articleVersion.version)),
  )

  function* removeBulk(articleId: Id): Routine<void> {
    let sum = 0
    for (const [index, { version, bytes }] of (yield* sizes.all({ articleId })).entries()) {
      sum += bytes
      if (index > 0 && sum > keptVersionBytes) {
        yield* removeUpTo.run({ articleId, version })
        return
      }
    }
  }

  return {
    *keep(replaced, by) {
      const { id, version, content } = replaced
      const isSame = content === by.content || isDeepStrictEqual(content, by.content)
      yield* add({
        article_id: id,
        version,
        at: stored(replaced.modifiedAt),
        actor: replaced.actor ?? null,
        on_behalf_of: replaced.onBehalfOf ?? null,
        slug: content.slug,
        title: content.title,
        content: isSame ? null : deflateRawSync(JSON.stringify(content), compression),
      })
      yield* removeUpTo.run({ articleId: id, version: by.version - keptVersions })
      if (!isSame) yield* removeBulk(id)
    },
    *find(articleId, version) {
      const row = yield* one.get({ articleId, version })
      const now = yield* articles.byId(articleId)
      const edition = (yield* editionOf(articleId))(version)
      if (!row) return now?.version === version ? { ...presentVersion(now), ...edition } : undefined
      const packed = (yield* contentFrom.get({ articleId, version }))?.content
      const content = packed ? parsed<Content>(inflateRawSync(packed).toString()) : now?.content
      return content && { ...listedOf(row), ...edition, content: yield* resolveTerms(content) }
    },
  }
}

/** Reads the last versions of working copies. */
export function createVersionStore(reader: Connection): VersionStore {
  const rows = createVersionRows(reader)
  const editionOf = createEditionFinder(reader)
  const read = (isBeyond: typeof gt, order: typeof asc) =>
    prepared(
      unionAll(
        reader.db
          .select(listedColumns)
          .from(articleVersion)
          .where(and(equals(articleVersion.article_id, 'id'), isBeyond(articleVersion.version, bound('from')))),
        reader.db
          .select({
            article_id: article.id,
            version: article.version,
            at: article.modified_at,
            actor: article.actor,
            on_behalf_of: article.on_behalf_of,
            slug: article.slug,
            title: article.title,
          })
          .from(article)
          .where(and(equals(article.id, 'id'), isBeyond(article.version, bound('from')))),
      )
        .orderBy(order(articleVersion.version))
        .limit(sql.placeholder('limit')),
    )
  const older = read(lt, desc)
  const newer = read(gt, asc)

  return snapshots<VersionStore>(reader, {
    *articleVersions(id, page) {
      const { rows: listed, ...ends } = yield* readPage(
        page,
        ({ from, backwards, limit }) =>
          (backwards ? newer : older).all({ id, from: from ?? (backwards ? 0 : Number.MAX_SAFE_INTEGER), limit }),
        row => row.version,
      )
      const edition = yield* editionOf(id)
      return { versions: listed.map(row => ({ ...listedOf(row), ...edition(row.version) })), ...ends }
    },
    articleVersion: (articleId, number) => rows.find(articleId, number),
  })
}

/** Finds which edition published a version. */
function createEditionFinder(
  connection: Connection,
): (articleId: Id) => Routine<(version: number) => { edition?: number }> {
  // The last versions have at most as many editions, and these are the last ones.
  const last = prepared(
    connection.db
      .select({ version: edition.version, number: edition.number })
      .from(edition)
      .where(equals(edition.article_id, 'articleId'))
      .orderBy(desc(edition.number))
      .limit(keptVersions),
  )
  return function* (articleId) {
    const numbers = new Map((yield* last.all({ articleId })).map(({ version, number }) => [version, number]))
    return version => present({ edition: numbers.get(version) ?? null })
  }
}

function listedOf({ article_id, version, at, actor, on_behalf_of, slug, title }: ListedVersionRow): ListedVersion {
  const who = present({ actor, onBehalfOf: on_behalf_of })
  return { articleId: article_id, version, at: instantAt(at), ...who, slug, title }
}

function presentVersion({ id, version, modifiedAt, actor, onBehalfOf, content }: Article): ArticleVersion {
  const { slug, title } = content
  const who = { ...(actor !== undefined && { actor }), ...(onBehalfOf !== undefined && { onBehalfOf }) }
  return { articleId: id, version, at: modifiedAt, ...who, slug, title, content }
}
