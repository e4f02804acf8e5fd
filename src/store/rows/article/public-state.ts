import type { PublicState } from '../../../domain/article/working-copy.ts'
import type { Id } from '../../../domain/id.ts'
import { print } from '../../schema/print.ts'
import type { Connection } from '../database/connection.ts'
import type { Routine } from '../database/routine.ts'
import { equals, prepared } from '../database/statement.ts'

/** Reads the public state of an article. */
export function createPublicStateReader({ db }: Connection): (articleId: Id) => Routine<PublicState | undefined> {
  const read = prepared(
    db
      .select({ slug: print.slug, canonicalUrl: print.canonical_url, revision: print.revision })
      .from(print)
      .where(equals(print.article_id, 'articleId')),
  )
  return articleId => read.get({ articleId })
}
