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
import type { VersionStore } from '../../../domain/store/version-store.ts'
import type { Connection } from '../database/connection.ts'
import { insertInto } from '../database/insert.ts'
import { readPage } from '../database/keyset-page.ts'
import { createSnapshot } from '../database/snapshot.ts'
import { instantAt, parsed, present, stored } from '../database/value.ts'
import type { articleVersion } from '../schema/article.ts'
import { createTermResolver } from '../term/merged-term.ts'
import { createArticleRows } from './article.ts'

type VersionRow = typeof articleVersion.$inferSelect
type ListedVersionRow = Omit<VersionRow, 'content'>

/** The default `memLevel` takes four times as long for a short article, and saves nothing. */
const compression = { level: 6, memLevel: 6, windowBits: 14 }

export type VersionRows = {
  /** Saves the version that a write replaces, and removes versions above the limits. */
  keep(replaced: Article, by: Article): void
  /** A saved version, or the current one. */
  find(articleId: Id, version: number): ArticleVersion | undefined
}

/** The last versions of working copies. */
export function createVersionRows(connection: Connection): VersionRows {
  const articles = createArticleRows(connection)
  const editionOf = createEditionFinder(connection)
  const resolveTerms = createTermResolver(connection)
  const add = insertInto<VersionRow>(connection, 'article_version', { ignore: true })
  const one = connection.prepare<[Id, number], ListedVersionRow>(
    'SELECT article_id, version, at, actor, on_behalf_of, slug, title FROM article_version WHERE article_id = ? AND version = ?',
  )
  const contentFrom = connection
    .prepare<[Id, number], Buffer>(
      `SELECT content FROM article_version WHERE article_id = ? AND version >= ? AND content IS NOT NULL
       ORDER BY version LIMIT 1`,
    )
    .pluck()
  const removeUpTo = connection.prepare<[Id, number]>(
    'DELETE FROM article_version WHERE article_id = ? AND version <= ?',
  )
  const sizes = connection.prepare<[Id], { version: number; bytes: number }>(
    `SELECT version, coalesce(octet_length(content), 0) AS bytes FROM article_version WHERE article_id = ?
     ORDER BY version DESC`,
  )

  function removeBulk(articleId: Id): void {
    let sum = 0
    for (const [index, { version, bytes }] of sizes.all(articleId).entries()) {
      sum += bytes
      if (index > 0 && sum > keptVersionBytes) {
        removeUpTo.run(articleId, version)
        return
      }
    }
  }

  return {
    keep(replaced, by) {
      const { id, version, content } = replaced
      const isSame = content === by.content || isDeepStrictEqual(content, by.content)
      add({
        article_id: id,
        version,
        at: stored(replaced.modifiedAt),
        actor: replaced.actor ?? null,
        on_behalf_of: replaced.onBehalfOf ?? null,
        slug: content.slug,
        title: content.title,
        content: isSame ? null : deflateRawSync(JSON.stringify(content), compression),
      })
      removeUpTo.run(id, by.version - keptVersions)
      if (!isSame) removeBulk(id)
    },
    find(articleId, version) {
      const row = one.get(articleId, version)
      const now = articles.byId(articleId)
      const edition = editionOf(articleId)(version)
      if (!row) return now?.version === version ? { ...presentVersion(now), ...edition } : undefined
      const packed = contentFrom.get(articleId, version)
      const content = packed ? parsed<Content>(inflateRawSync(packed).toString()) : now?.content
      return content && { ...listedOf(row), ...edition, content: resolveTerms(content) }
    },
  }
}

/** Reads the last versions of working copies. */
export function createVersionStore(reader: Connection): VersionStore {
  const rows = createVersionRows(reader)
  const snapshot = createSnapshot(reader)
  const editionOf = createEditionFinder(reader)
  const read = (comparison: string, order: string) =>
    reader.prepare<{ id: Id; from: number; limit: number }, ListedVersionRow>(
      `SELECT * FROM (
         SELECT article_id, version, at, actor, on_behalf_of, slug, title FROM article_version WHERE article_id = @id
         UNION ALL SELECT id, version, modified_at, actor, on_behalf_of, slug, title FROM article WHERE id = @id)
       WHERE version ${comparison} @from ORDER BY version ${order} LIMIT @limit`,
    )
  const older = read('<', 'DESC')
  const newer = read('>', 'ASC')

  return {
    async articleVersions(id, page) {
      return snapshot(() => {
        const { rows: listed, ...ends } = readPage(
          page,
          ({ from, backwards, limit }) =>
            (backwards ? newer : older).all({ id, from: from ?? (backwards ? 0 : Number.MAX_SAFE_INTEGER), limit }),
          row => row.version,
        )
        const edition = editionOf(id)
        return { versions: listed.map(row => ({ ...listedOf(row), ...edition(row.version) })), ...ends }
      })
    },
    async articleVersion(articleId, number) {
      return snapshot(() => rows.find(articleId, number))
    },
  }
}

/** Finds which edition published a version. */
function createEditionFinder(connection: Connection): (articleId: Id) => (version: number) => { edition?: number } {
  // The last versions have at most as many editions, and these are the last ones.
  const last = connection.prepare<[Id, number], { version: number; number: number }>(
    'SELECT version, number FROM edition WHERE article_id = ? ORDER BY number DESC LIMIT ?',
  )
  return articleId => {
    const numbers = new Map(last.all(articleId, keptVersions).map(({ version, number }) => [version, number]))
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
