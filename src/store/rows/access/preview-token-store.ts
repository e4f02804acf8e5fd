import { keyFault } from '../../../domain/access/key.ts'
import type { Preview } from '../../../domain/access/preview.ts'
import { AppError } from '../../../domain/error.ts'
import type { Id } from '../../../domain/id.ts'
import { instantAt } from '../../../domain/instant.ts'
import type { PreviewQuery, PreviewTokenStore } from '../../../domain/store/access/preview-token-store.ts'
import { apiKey, preview as table } from '../../schema/access.ts'
import { article } from '../../schema/article.ts'
import type { Connection } from '../database/connection.ts'
import { and, asc, desc, eq, getTableColumns, gt, isNull, lt, or, sql } from '../database/drizzle.ts'
import { type PageRead, readPage } from '../database/keyset-page.ts'
import { reads, writes } from '../database/port.ts'
import type { Routine } from '../database/routine.ts'
import { bound, createStatementCache, equals, insertInto, prepared } from '../database/statement.ts'
import { present, stored } from '../database/value.ts'
import type { Writer } from '../database/writer.ts'
import { createAuditRows } from './audit.ts'
import { createKeyRows } from './key.ts'

type PreviewRow = typeof table.$inferSelect

/** Seconds for which an expired preview is kept, so that it is reported as expired. */
const keptFor = 30 * 86_400

/** Previews by the hashes of their tokens. */
export function createPreviewTokenStore(
  { reader, connection }: { reader: Connection; connection: Connection },
  writer: Writer,
): PreviewTokenStore {
  const byHash = prepared(reader.db.select().from(table).where(equals(table.token_hash, 'hash')))
  const keys = createKeyRows(reader)
  const keysInWrite = createKeyRows(connection)
  const articleExists = prepared(connection.db.select({ id: article.id }).from(article).where(equals(article.id, 'id')))
  const add = insertInto(connection, table)
  const forget = prepared(connection.db.delete(table).where(lt(table.expires_at, bound('at'))))
  const audit = createAuditRows(connection)

  const listed = createStatementCache<ReturnType<typeof prepareList>>()
  function prepareList(isOfKey: boolean, isFrom: boolean, backwards: boolean) {
    return prepared(
      reader.db
        .select(getTableColumns(table))
        .from(table)
        .innerJoin(apiKey, eq(apiKey.id, table.key_id))
        .where(
          and(
            gt(table.expires_at, bound('at')),
            isNull(apiKey.revoked_at),
            or(isNull(apiKey.expires_at), gt(apiKey.expires_at, bound('at'))),
            isOfKey ? equals(table.key_id, 'keyId') : undefined,
            isFrom ? (backwards ? gt : lt)(table.id, bound('from')) : undefined,
          ),
        )
        .orderBy((backwards ? asc : desc)(table.id))
        .limit(sql.placeholder('limit')),
    )
  }

  function* read({ at, keyId }: PreviewQuery, { from, backwards, limit }: PageRead<Id>): Routine<PreviewRow[]> {
    const [isOfKey, isFrom] = [keyId !== undefined, from !== undefined]
    const statement = listed(`${isOfKey} ${isFrom} ${backwards}`, () => prepareList(isOfKey, isFrom, backwards))
    return yield* statement.all({ at: stored(at), keyId, from, limit })
  }

  const ended = createStatementCache<ReturnType<typeof prepareEnd>>()
  function prepareEnd(names: readonly ('id' | 'keyId')[]) {
    const columns = { id: table.id, keyId: table.key_id }
    const isMeant = and(...names.map(name => equals(columns[name], name)))
    return prepared(connection.db.delete(table).where(isMeant).returning())
  }

  return {
    ...reads<Pick<PreviewTokenStore, 'previews' | 'previewByHash'>>(reader, {
      *previews(query) {
        const { rows, ...ends } = yield* readPage(
          query,
          page => read(query, page),
          row => row.id,
        )
        return { previews: rows.map(previewOf), ...ends }
      },
      *previewByHash(hash) {
        const row = yield* byHash.get({ hash })
        const key = row && (yield* keys.byId(row.key_id))
        return row && key && { preview: previewOf(row), key }
      },
    }),
    ...writes<Pick<PreviewTokenStore, 'addPreview' | 'endPreviews'>>(writer, {
      *addPreview(preview, hash, write) {
        const { id, articleId, keyId } = preview
        const key = yield* keysInWrite.byId(keyId)
        if (!key || keyFault(key, write.at)) throw new AppError('key-required', 'The key has ended.')
        if (articleId !== undefined && (yield* articleExists.get({ id: articleId })) === undefined) {
          throw new AppError('article-not-found', 'No article has that id.')
        }
        const { expiresAt: end = preview.expiresAt } = key
        const expiresAt = end < preview.expiresAt ? end : preview.expiresAt
        yield* forget.run({ at: stored(write.at) - keptFor })
        yield* add(rowOf({ ...preview, expiresAt }, hash))
        yield* audit.add(write, { action: 'preview.create', articleId, detail: { preview: id, expiresAt } })
        return { ...preview, expiresAt }
      },
      *endPreviews({ id, keyId }, write) {
        const values = { id, keyId }
        const names = (['id', 'keyId'] as const).filter(name => values[name] !== undefined)
        const rows = yield* ended(`${names}`, () => prepareEnd(names)).all(values)
        for (const row of rows) {
          const articleId = row.article_id ?? undefined
          yield* audit.add(write, { action: 'preview.end', articleId, detail: { preview: row.id } })
        }
        return rows.length
      },
    }),
  }
}

function previewOf({ id, article_id, key_id, created_at, expires_at }: PreviewRow): Preview {
  const times = { createdAt: instantAt(created_at), expiresAt: instantAt(expires_at) }
  return { id, ...present({ articleId: article_id }), keyId: key_id, ...times }
}

function rowOf({ id, articleId, keyId, createdAt, expiresAt }: Preview, token_hash: string): PreviewRow {
  const times = { created_at: stored(createdAt), expires_at: stored(expiresAt) }
  return { id, token_hash, article_id: articleId ?? null, key_id: keyId, ...times }
}
