import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import type { Rule } from '../../rows/check/rule.ts'
import { and, getTableName, isNotNull, sql } from '../../rows/database/drizzle.ts'
import { article, footnote, keyTakeaway, section } from '../../schema/article.ts'
import { edition } from '../../schema/edition.ts'

/** JSON that cannot be parsed any more. */
function notJson(column: SQLiteColumn, id: SQLiteColumn): Rule {
  return {
    part: 'content',
    find: db =>
      db
        .selectDistinct({ subject: sql<string>`${id}` })
        .from(column.table)
        .where(and(isNotNull(column), sql`NOT json_valid(${column})`)),
    detail: () => `${column.name} in the table ${getTableName(column.table)} is damaged`,
    ofArticle: true,
  }
}

/** A damaged page may change a text. PostgreSQL has checksums of pages for that, and no function for it before version 16. */
export const jsonRules: readonly Rule[] = [
  notJson(article.custom, article.id),
  notJson(section.blocks, section.article_id),
  notJson(keyTakeaway.content, keyTakeaway.article_id),
  notJson(footnote.blocks, footnote.article_id),
  notJson(edition.content, edition.article_id),
]
