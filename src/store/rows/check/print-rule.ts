import { article } from '../../schema/article.ts'
import { print, tombstone } from '../../schema/print.ts'
import { and, eq, gt, inArray, not } from '../database/drizzle.ts'
import { has, type Rule } from './rule.ts'

const ended = ['deleted', 'unpublished', 'expired', 'moved', 'withdrawn'] as const
const isPublished = eq(article.status, 'published')

/** What is published is printed, and what has ended has a tombstone. */
export const printRules: readonly Rule[] = [
  {
    part: 'prints',
    find(db) {
      const isNewest = and(eq(print.article_id, article.id), eq(print.edition, article.edition))
      return db
        .select({ subject: article.id })
        .from(article)
        .where(and(isPublished, not(has(db, print.article_id, isNewest))))
    },
    detail: () => 'it is published, but its newest edition is not printed',
    ofArticle: true,
    repair: 'publish',
  },
  {
    part: 'prints',
    find: db =>
      db
        .select({ subject: print.article_id })
        .from(print)
        .where(not(has(db, article.id, and(eq(article.id, print.article_id), isPublished)))),
    detail: () => 'it is delivered, but not published. Publish it, or end it again',
    ofArticle: true,
  },
  {
    part: 'prints',
    find(db) {
      const isEnded = has(db, tombstone.article_id, eq(tombstone.article_id, article.id))
      return db
        .select({ subject: article.id })
        .from(article)
        .where(and(inArray(article.status, ended), gt(article.edition, 0), not(isEnded)))
    },
    detail: () => 'it was published and ended, but has no tombstone',
    ofArticle: true,
  },
  {
    part: 'prints',
    find: db =>
      db
        .select({ subject: tombstone.article_id })
        .from(tombstone)
        .innerJoin(print, eq(print.article_id, tombstone.article_id))
        .innerJoin(article, eq(article.id, tombstone.article_id))
        .where(isPublished),
    detail: () => 'it is delivered, and has a tombstone',
    ofArticle: true,
    repair(db) {
      const delivered = db
        .select({ id: article.id })
        .from(article)
        .innerJoin(print, eq(print.article_id, article.id))
        .where(isPublished)
      return [db.delete(tombstone).where(inArray(tombstone.article_id, delivered))]
    },
  },
]
