import type { Id } from '../../../domain/id.ts'
import type { EditionStore, ListedEdition } from '../../../domain/store/edition-store.ts'
import type { Connection } from '../database/connection.ts'
import { readPage } from '../database/keyset-page.ts'
import { instantAt, present } from '../database/value.ts'
import type * as schema from '../schema/edition.ts'
import { createTermResolver } from '../term/merged-term.ts'
import { createEditionRows } from './edition.ts'

type ListedEditionRow = Omit<typeof schema.edition.$inferSelect, 'content'> & {
  slug: string
  title: string
  language: string
}

/** Before and after every number. */
const [lowest, highest] = [0, Number.MAX_SAFE_INTEGER]

/** Reads editions. */
export function createEditionStore(reader: Connection): EditionStore {
  const rows = createEditionRows(reader)
  const resolveTerms = createTermResolver(reader)
  const read = (comparison: string, order: string) =>
    reader.prepare<[Id, number, number], ListedEditionRow>(
      `SELECT article_id, number, at, published_at, updated_at, version, actor, on_behalf_of, content ->> '$.slug' AS slug,
         content ->> '$.title' AS title, content ->> '$.language' AS language
       FROM edition WHERE article_id = ? AND number ${comparison} ? ORDER BY number ${order} LIMIT ?`,
    )
  const older = read('<', 'DESC')
  const newer = read('>', 'ASC')

  return {
    async editions(articleId, page) {
      const { rows: listed, ...ends } = readPage(
        page,
        ({ from, backwards, limit }) =>
          (backwards ? newer : older).all(articleId, from ?? (backwards ? lowest : highest), limit),
        row => row.number,
      )
      const notes = new Map(rows.corrections(articleId).map(note => [note.edition, note]))
      const editions = listed.map((row): ListedEdition => {
        const correction = notes.get(row.number)
        return { ...listedOf(row), ...(correction && { correction }) }
      })
      return { editions, ...ends }
    },
    async edition(articleId, number) {
      const edition = rows.find(articleId, number)
      return edition && { ...edition, content: resolveTerms(edition.content) }
    },
  }
}

function listedOf({
  article_id,
  number,
  at,
  published_at,
  updated_at,
  version,
  actor,
  on_behalf_of,
  ...shown
}: ListedEditionRow): ListedEdition {
  const { slug, title, language } = shown
  return {
    articleId: article_id,
    number,
    at: instantAt(at),
    publishedAt: instantAt(published_at),
    updatedAt: instantAt(updated_at),
    version,
    ...present({ actor, onBehalfOf: on_behalf_of }),
    slug,
    title,
    language,
  }
}
