import { translatedAddress } from '../../../domain/address/address-key.ts'
import type { Id } from '../../../domain/id.ts'
import type { AddressClaim } from '../../../domain/store/article/article-store.ts'
import { address, openLink } from '../../schema/address.ts'
import { article } from '../../schema/article.ts'
import type { Connection } from '../database/connection.ts'
import { and, eq, ne, sql } from '../database/drizzle.ts'
import type { Routine } from '../database/routine.ts'
import { bound, equals, insertInto, prepared } from '../database/statement.ts'

export type AddressRows = {
  /** The articles that links of a source point to, by the keys of the addresses. */
  addressed(keys: readonly string[], source: string): Routine<ReadonlyMap<string, Id>>
  /** The articles of a source with files of these names; of several only one in the language. */
  named(keys: readonly string[], source: string, language: string): Routine<ReadonlyMap<string, Id>>
  /** Whether another article has claimed an address in the same scope. */
  isClaimed(claim: AddressClaim, than: Id): Routine<boolean>
  /** See `Lookup`. */
  sameTranslation(key: string, source: string, language: string, than: Id): Routine<string | undefined>
  /** Marks an article that an editor removed from its translations, so that no import adds it to them again. */
  markUnlinked(articleId: Id, isUnlinked: boolean): Routine<void>
  /** Replaces the addresses of an article; a new one has none yet. */
  putAddresses(articleId: Id, claims: readonly AddressClaim[], isNew: boolean): Routine<void>
  /** Replaces the unresolved links of an article of a source; a new one has none yet. */
  putOpenLinks(articleId: Id, keys: readonly string[], source: string, isNew: boolean): Routine<void>
}

/** In place of an address: an editor removed the article from its translations. */
export const unlinked = 'unlinked'

/** Web addresses of imported articles, and addresses that they link to. */
export function createAddressRows(connection: Connection): AddressRows {
  const { db } = connection
  const isAddressed = and(equals(address.address, 'key'), equals(address.source, 'source'))
  const find = prepared(db.select({ articleId: address.article_id }).from(address).where(isAddressed).limit(2))
  const findNamed = prepared(
    db
      .select({ id: article.id, language: article.language })
      .from(address)
      .innerJoin(article, eq(article.id, address.article_id))
      .where(isAddressed),
  )
  const other = prepared(
    db
      .select({ articleId: address.article_id })
      .from(address)
      .where(and(isAddressed, ne(address.article_id, bound('than'))))
      .limit(1),
  )
  const same = prepared(
    db
      .select({ externalId: article.external_id, id: article.id })
      .from(address)
      .innerJoin(article, eq(article.id, address.article_id))
      .where(
        and(
          sql`${address.address} IN (${bound('key')}, ${bound('address')})`,
          sql`${address.source} IN ('', ${bound('source')})`,
          ne(article.id, bound('than')),
          equals(article.language, 'language'),
          equals(article.imported_source, 'source'),
        ),
      )
      .limit(1),
  )
  const unmark = prepared(
    db.delete(address).where(and(eq(address.address, unlinked), equals(address.article_id, 'articleId'))),
  )
  const clearAddresses = prepared(
    db.delete(address).where(and(equals(address.article_id, 'articleId'), ne(address.address, unlinked))),
  )
  const addAddress = insertInto(connection, address, { conflict: { ignore: true } })
  const clearLinks = prepared(db.delete(openLink).where(equals(openLink.article_id, 'articleId')))
  const addLink = insertInto(connection, openLink, { conflict: { ignore: true } })

  /** Two articles can have the same address only in files of an earlier version: then it identifies neither. */
  function* only(key: string, source: string): Routine<Id | undefined> {
    const [found, another] = yield* find.all({ key, source })
    return another === undefined ? found?.articleId : undefined
  }

  return {
    *addressed(keys, source) {
      const found = new Map<string, Id>()
      for (const key of keys) {
        const articleId = (source === '' ? undefined : yield* only(key, source)) ?? (yield* only(key, ''))
        if (articleId !== undefined) found.set(key, articleId)
      }
      return found
    },
    *named(keys, source, language) {
      const found = new Map<string, Id>()
      for (const key of keys) {
        const all = yield* findNamed.all({ key, source })
        const [one, another] = all.length > 1 ? all.filter(row => row.language === language) : all
        if (one && !another) found.set(key, one.id)
      }
      return found
    },
    *sameTranslation(key, source, language, than) {
      const found = yield* same.get({ key, address: translatedAddress(key), source, language, than })
      return found && (found.externalId ?? found.id)
    },
    *markUnlinked(articleId, isUnlinked) {
      if (isUnlinked) yield* addAddress({ address: unlinked, article_id: articleId, source: '' })
      else yield* unmark.run({ articleId })
    },
    *isClaimed({ key, source }, than) {
      return (yield* other.get({ key, source, than })) !== undefined
    },
    *putAddresses(articleId, claims, isNew) {
      if (!isNew) yield* clearAddresses.run({ articleId })
      for (const { key, source } of claims) yield* addAddress({ address: key, article_id: articleId, source })
    },
    *putOpenLinks(articleId, keys, source, isNew) {
      if (!isNew) yield* clearLinks.run({ articleId })
      for (const key of keys) yield* addLink({ article_id: articleId, address: key, source })
    },
  }
}
