import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import type { Block } from '../../../domain/body/block.ts'
import { type Inline, plainText } from '../../../domain/body/inline.ts'
import { blocksText } from '../../../domain/body/word-count.ts'
import type { Id } from '../../../domain/id.ts'
import { footnote, keyTakeaway, section } from '../../schema/article.ts'
import type { Connection } from '../database/connection.ts'
import { sql } from '../database/drizzle.ts'
import type { Routine } from '../database/routine.ts'
import { equals, prepared } from '../database/statement.ts'
import { parsed } from '../database/value.ts'

/** The searched members of an article other than its body. */
type SearchedArticle = { id: Id; slug: string; title: string; summary: string | null; external_id: string | null }

/** Whether a working copy contains a text: in title, summary, slug, external id, takeaways, headings, body or footnotes. */
export type HasText = (article: SearchedArticle, text: SearchedText) => Routine<boolean>

/** Whether a part of an article contains the text. */
export type SearchedText = (part: string | null) => boolean

/** Ignores letter case and white space. */
export function searchedText(q: string): SearchedText {
  const wanted = folded(q)
  return part => part !== null && folded(part).includes(wanted)
}

/** Searches working copies for a text. */
export function createTextSearch(connection: Connection): HasText {
  const rows = (column: SQLiteColumn, articleId: SQLiteColumn) => {
    const statement = prepared(
      connection.db
        .select({ text: sql<string | null>`${column}` })
        .from(column.table)
        .where(equals(articleId, 'id')),
    )
    return (id: Id) => statement.all({ id })
  }
  const headings = rows(section.heading, section.article_id)
  const bodies = [rows(section.blocks, section.article_id), rows(footnote.blocks, footnote.article_id)]
  const takeaways = rows(keyTakeaway.content, keyTakeaway.article_id)

  return function* ({ id, slug, title, summary, external_id }, has) {
    if ([title, slug, summary, external_id].some(has)) return true
    if ((yield* headings(id)).some(({ text }) => has(text))) return true
    for (const body of bodies) {
      if ((yield* body(id)).some(({ text }) => text !== null && has(blocksText(parsed<Block[]>(text))))) return true
    }
    return (yield* takeaways(id)).some(({ text }) => text !== null && has(plainText(parsed<Inline[]>(text))))
  }
}

function folded(text: string): string {
  return text.toLowerCase().replace(/\s+/g, ' ').trim()
}
