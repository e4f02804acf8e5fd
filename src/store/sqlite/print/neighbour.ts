import type { Content } from '../../../domain/content/content.ts'
import type { Id } from '../../../domain/id.ts'
import { linkedArticles } from '../../../domain/print/link.ts'
import type { Neighbour, Neighbours } from '../../../domain/print/neighbour.ts'
import { namedTerms } from '../article/content.ts'
import type { Connection } from '../database/connection.ts'
import { type TermRow, termOf } from '../term/term.ts'

/** Reads what a print shows of terms and other articles, in the transaction that prints. */
export function createNeighbourReader(
  connection: Connection,
): (content: Content, articleId: Id, translationGroup: Id | undefined) => Neighbours {
  const term = connection.prepare<[Id], TermRow>('SELECT * FROM term WHERE id = ?')
  const columns = 'article_id AS id, slug, title, language, canonical_url AS canonicalUrl'
  const article = connection.prepare<[Id], Neighbour>(`SELECT ${columns} FROM print WHERE article_id = ?`)
  const translations = connection.prepare<[Id, Id], Neighbour>(
    `SELECT ${columns} FROM print WHERE translation_group = ? AND article_id <> ? ORDER BY language, article_id`,
  )

  return (content, articleId, translationGroup) => {
    const terms = namedTerms(content).flatMap(({ id }) => term.get(id) ?? [])
    const articles = linkedArticles(content).flatMap(id => article.get(id) ?? [])
    return {
      terms: new Map(terms.map(row => [row.id, termOf(row)])),
      articles: new Map(articles.map(neighbour => [neighbour.id, neighbour])),
      translations: translationGroup === undefined ? [] : translations.all(translationGroup, articleId),
    }
  }
}
