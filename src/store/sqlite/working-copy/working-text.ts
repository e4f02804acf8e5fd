import type { Block } from '../../../domain/body/block.ts'
import { type Inline, plainText } from '../../../domain/body/inline.ts'
import { blocksText } from '../../../domain/body/word-count.ts'
import type { Id } from '../../../domain/id.ts'
import type { Connection } from '../database/connection.ts'
import { parsed } from '../database/value.ts'

/** The searched members of an article other than its body. */
type SearchedArticle = { id: Id; slug: string; title: string; summary: string | null; external_id: string | null }

/** Whether a working copy contains a text: in title, summary, slug, external id, takeaways, headings, body or footnotes. */
export type HasText = (article: SearchedArticle) => boolean

/** Searches working copies for a text. Ignores letter case and white space. */
export function createTextSearch(connection: Connection): (q: string) => HasText {
  const rows = (columns: string, table: string) =>
    connection.prepare<[Id], string>(`SELECT ${columns} FROM ${table} WHERE article_id = ?`).pluck()
  const headings = rows('heading', 'section')
  const bodies = [rows('blocks', 'section'), rows('blocks', 'footnote')]
  const takeaways = rows('content', 'key_takeaway')

  return q => {
    const wanted = folded(q)
    const has = (text: string | null) => text !== null && folded(text).includes(wanted)
    return ({ id, slug, title, summary, external_id }) =>
      [title, slug, summary, external_id].some(has) ||
      headings.all(id).some(has) ||
      bodies.some(body => body.all(id).some(json => has(blocksText(parsed<Block[]>(json))))) ||
      takeaways.all(id).some(json => has(plainText(parsed<Inline[]>(json))))
  }
}

function folded(text: string): string {
  return text.toLowerCase().replace(/\s+/g, ' ').trim()
}
