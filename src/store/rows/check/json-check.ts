import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import type { Id } from '../../../domain/id.ts'
import { article, footnote, keyTakeaway, section } from '../../schema/article.ts'
import { edition } from '../../schema/edition.ts'
import type { Connection } from '../database/connection.ts'
import { and, getTableName, gt, isNotNull, lte, sql } from '../database/drizzle.ts'
import type { Routine } from '../database/routine.ts'
import { bound, prepared } from '../database/statement.ts'
import type { Check, Problem } from './problem.ts'

/** Columns with JSON, and the ids of their articles. */
const columns: readonly [SQLiteColumn, SQLiteColumn][] = [
  [article.custom, article.id],
  [section.blocks, section.article_id],
  [keyTakeaway.content, keyTakeaway.article_id],
  [footnote.blocks, footnote.article_id],
  [edition.content, edition.article_id],
]

/** Articles that are read at once. */
const pageSize = 100
/** After all ids. */
const end = '~'

/** Finds JSON that cannot be parsed any more. PostgreSQL has no function for it before version 16. */
export function jsonCheck(reader: Connection): Check {
  const { db } = reader
  const ids = prepared(
    db
      .select({ id: article.id })
      .from(article)
      .where(gt(article.id, bound('after')))
      .orderBy(article.id)
      .limit(pageSize),
  )
  const texts = columns.map(([column, id]) => {
    const query = db
      .select({ id: sql<Id>`${id}`, text: sql<string>`${column}` })
      .from(column.table)
      .where(and(gt(id, bound('after')), lte(id, bound('last')), isNotNull(column)))
    return {
      detail: `${column.name} in the table ${getTableName(column.table)} is damaged`,
      statement: prepared(query),
    }
  })

  function* page(after: Id): Routine<{ last: Id; damaged: Map<string, Set<Id>> }> {
    const found = yield* ids.all({ after })
    const last = found.length < pageSize ? end : (found.at(-1)?.id ?? end)
    const damaged = new Map<string, Set<Id>>()
    for (const { detail, statement } of texts) {
      const rows = yield* statement.all({ after, last })
      damaged.set(detail, new Set(rows.filter(({ text }) => !isJson(text)).map(({ id }) => id)))
    }
    return { last, damaged }
  }

  return {
    part: 'content',
    async find() {
      const problems = texts.map((): Problem[] => [])
      for (let after = ''; after !== end; ) {
        const from = after
        const { last, damaged } = await reader.snapshot(() => page(from))
        for (const [place, { detail }] of texts.entries()) {
          for (const articleId of damaged.get(detail) ?? []) problems[place]?.push({ detail, articleId })
        }
        after = last
      }
      return problems.flat()
    },
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
