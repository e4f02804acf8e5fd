import { article } from '../../schema/article.ts'
import { edition } from '../../schema/edition.ts'
import { term } from '../../schema/term.ts'
import { alias, and, eq, gt, isNotNull, isNull, not, or } from '../database/drizzle.ts'
import { has, type Rule } from './rule.ts'

/** Every article has its newest edition, and every merged term its target. */
export const contentRules: readonly Rule[] = [
  {
    part: 'content',
    find(db) {
      const isNewest = and(eq(edition.article_id, article.id), eq(edition.number, article.edition))
      return db
        .select({ subject: article.id })
        .from(article)
        .where(and(gt(article.edition, 0), not(has(db, edition.number, isNewest))))
    },
    detail: () => 'its newest edition is missing',
    ofArticle: true,
  },
  {
    part: 'content',
    find(db) {
      const into = alias(term, 'into_term')
      return db
        .select({ subject: term.id })
        .from(term)
        .leftJoin(into, eq(into.id, term.merged_into))
        .where(and(isNotNull(term.merged_into), or(isNull(into.id), isNotNull(into.merged_into))))
    },
    detail: id => `the term ${id} is merged into a term that does not exist, or that is merged itself`,
  },
]
