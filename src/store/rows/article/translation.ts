import type { Id } from '../../../domain/id.ts'
import type { Lookup } from '../../../domain/store/article/article-store.ts'
import { article } from '../../schema/article.ts'
import { print } from '../../schema/print.ts'
import type { Connection } from '../database/connection.ts'
import { alias, and, eq, ne, notInArray, or, sql } from '../database/drizzle.ts'
import type { Routine } from '../database/routine.ts'
import { bound, equals, prepared } from '../database/statement.ts'

/** Reads the translations of an article for a decision. */
export function createTranslationRows({ db }: Connection): {
  /** See `Lookup`. */
  translationIn(group: Id, language: string, than: Id): Routine<ReturnType<Lookup['translationIn']>>
  isGroupPublished(group: Id): Routine<boolean>
} {
  const own = alias(print, 'own')
  const languages = sql`(${bound('language')}, ${own.language})`
  const inLanguage = prepared(
    db
      .select({
        articleId: article.id,
        language: sql<string>`CASE WHEN ${article.language} IN ${languages} THEN ${article.language} ELSE ${print.language} END`,
      })
      .from(article)
      .leftJoin(print, eq(print.article_id, article.id))
      .leftJoin(own, equals(own.article_id, 'than'))
      .where(
        and(
          equals(article.translation_group, 'group'),
          ne(article.id, bound('than')),
          notInArray(article.status, ['deleted', 'withdrawn', 'moved']),
          or(sql`${article.language} IN ${languages}`, sql`${print.language} IN ${languages}`),
        ),
      )
      .orderBy(article.id)
      .limit(1),
  )
  const published = prepared(
    db
      .select({ id: article.id })
      .from(article)
      .where(and(equals(article.translation_group, 'group'), eq(article.status, 'published')))
      .limit(1),
  )
  return {
    translationIn: (group, language, than) => inLanguage.get({ group, language, than }),
    *isGroupPublished(group) {
      return (yield* published.get({ group })) !== undefined
    },
  }
}
