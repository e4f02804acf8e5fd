import { translatedAddress } from '../../../domain/address/address-key.ts'
import type { ImportStore } from '../../../domain/store/import/import-store.ts'
import { address, openLink } from '../../schema/address.ts'
import { article } from '../../schema/article.ts'
import { rawSource } from '../../schema/source.ts'
import { unlinked } from '../article/address.ts'
import type { Connection } from '../database/connection.ts'
import { alias, and, eq, gt, isNotNull, lt, sql } from '../database/drizzle.ts'
import { reads } from '../database/port.ts'
import { each } from '../database/routine.ts'
import { bound, prepared } from '../database/statement.ts'

/** Articles whose links are read in one call, which takes a few milliseconds. */
const linkedAtOnce = 500

/** Articles with unresolved links, and whether one of the links can be resolved now. */
export function linkableArticles({ db }: Pick<Connection, 'db'>) {
  const link = alias(openLink, 'link')
  const part = db
    .selectDistinct({ id: openLink.article_id })
    .from(openLink)
    .where(gt(openLink.article_id, bound('after')))
    .orderBy(openLink.article_id)
    .limit(linkedAtOnce)
    .as('part')
  const linkable = db
    .select({ one: sql`1` })
    .from(link)
    .innerJoin(address, eq(address.address, link.address))
    .where(and(eq(link.article_id, part.id), sql`${address.source} IN ('', ${link.source})`))
  return db
    .select({ id: part.id, linkable: sql<number>`EXISTS ${linkable}` })
    .from(part)
    .orderBy(part.id)
}

export function createImportStore(reader: Connection): ImportStore {
  const page = prepared(
    reader.db
      .select({
        id: article.id,
        externalId: sql<string>`${article.external_id}`,
        title: article.title,
        status: article.status,
        origin: sql<string>`${article.imported_origin}`,
        rawHash: rawSource.hash,
      })
      .from(article)
      .innerJoin(rawSource, eq(rawSource.article_id, article.id))
      .where(
        and(
          gt(article.external_id, bound('after')),
          lt(article.external_id, bound('before')),
          isNotNull(article.imported_origin),
        ),
      )
      .orderBy(article.external_id)
      .limit(sql.placeholder('limit')),
  )
  const keys = prepared(
    reader.db
      .selectDistinct({ key: address.address })
      .from(address)
      .where(
        and(
          gt(address.address, bound('after')),
          lt(address.address, 'translation!'),
          eq(address.source, bound('source')),
        ),
      )
      .orderBy(address.address)
      .limit(linkedAtOnce),
  )
  const mark = alias(address, 'mark')
  const isMarked = reader.db
    .select({ one: sql`1` })
    .from(mark)
    .where(and(eq(mark.address, unlinked), eq(mark.article_id, article.id)))
  const sharing = prepared(
    reader.db
      .selectDistinct({ id: article.id, language: article.language, translationGroup: article.translation_group })
      .from(address)
      .innerJoin(article, eq(article.id, address.article_id))
      .where(
        and(
          sql`${address.address} IN (${bound('key')}, ${bound('address')})`,
          sql`${address.source} IN ('', ${bound('source')})`,
          eq(article.imported_source, bound('source')),
          sql`NOT EXISTS ${isMarked}`,
        ),
      )
      .orderBy(article.id),
  )
  const linked = prepared(linkableArticles(reader))
  return reads<ImportStore>(reader, {
    importedFrom: ({ prefix, limit, after = prefix }) => page.all({ after, before: `${prefix}\u{10ffff}`, limit }),
    *translations(source, after = 'translation ') {
      const page = (yield* keys.all({ after, source })).map(row => row.key)
      const shared = yield* each(page, key => sharing.all({ key, address: translatedAddress(key), source }))
      return { shared: shared.filter(all => all.length > 1), after: page.at(-1) }
    },
    *linkable(after = '') {
      const rows = yield* linked.all({ after })
      return { articleIds: rows.flatMap(({ id, linkable }) => (linkable ? [id] : [])), after: rows.at(-1)?.id }
    },
  })
}
