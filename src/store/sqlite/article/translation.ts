import type { Id } from '../../../domain/id.ts'
import type { Lookup } from '../../../domain/store/article-store.ts'
import type { Connection } from '../database/connection.ts'

/** Reads the translations of an article for a decision. */
export function createTranslationRows(connection: Connection): Pick<Lookup, 'translationIn' | 'isGroupPublished'> {
  const inLanguage = connection.prepare<{ group: Id; language: string; than: Id }, { articleId: Id; language: string }>(
    `SELECT a.id AS articleId, iif(a.language IN (@language, own.language), a.language, p.language) AS language
     FROM article a LEFT JOIN print p ON p.article_id = a.id LEFT JOIN print own ON own.article_id = @than
     WHERE a.translation_group = @group AND a.id <> @than AND a.status NOT IN ('deleted', 'withdrawn', 'moved')
       AND (a.language IN (@language, own.language) OR p.language IN (@language, own.language))
     ORDER BY a.id LIMIT 1`,
  )
  const published = connection
    .prepare<[Id]>("SELECT 1 FROM article WHERE translation_group = ? AND status = 'published' LIMIT 1")
    .pluck()
  return {
    translationIn: (group, language, than) => inLanguage.get({ group, language, than }),
    isGroupPublished: group => published.get(group) !== undefined,
  }
}
