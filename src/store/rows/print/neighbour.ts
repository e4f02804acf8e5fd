import type { Content } from '../../../domain/content/content.ts'
import type { Id } from '../../../domain/id.ts'
import { linkedArticles } from '../../../domain/print/link.ts'
import type { Neighbours } from '../../../domain/print/neighbour.ts'
import { print } from '../../schema/print.ts'
import { term as termTable } from '../../schema/term.ts'
import { namedTerms } from '../article/content.ts'
import type { Connection } from '../database/connection.ts'
import { and, ne } from '../database/drizzle.ts'
import { each, type Routine } from '../database/routine.ts'
import { bound, equals, prepared } from '../database/statement.ts'
import { termOf } from '../term/term.ts'

/** Reads what a print shows of terms and other articles, in the transaction that prints. */
export function createNeighbourReader({
  db,
}: Connection): (content: Content, articleId: Id, translationGroup: Id | undefined) => Routine<Neighbours> {
  const term = prepared(db.select().from(termTable).where(equals(termTable.id, 'id')))
  const { article_id: id, slug, title, language, canonical_url: canonicalUrl } = print
  const shown = () => db.select({ id, slug, title, language, canonicalUrl }).from(print)
  const article = prepared(shown().where(equals(id, 'id')))
  const translations = prepared(
    shown()
      .where(and(equals(print.translation_group, 'group'), ne(id, bound('id'))))
      .orderBy(language, id),
  )

  return function* (content, articleId, group) {
    const terms = yield* each(namedTerms(content), ({ id }) => term.get({ id }))
    const articles = yield* each(linkedArticles(content), id => article.get({ id }))
    return {
      terms: new Map(terms.flatMap(row => (row ? [[row.id, termOf(row)]] : []))),
      articles: new Map(articles.flatMap(row => (row ? [[row.id, row]] : []))),
      translations: group === undefined ? [] : yield* translations.all({ group, id: articleId }),
    }
  }
}
