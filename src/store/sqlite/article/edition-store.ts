import type { Id } from '../../../domain/id.ts'
import type { EditionStore, ListedEdition } from '../../../domain/store/edition-store.ts'
import type { Connection } from '../database/connection.ts'
import { instantAt, present } from '../database/value.ts'
import type * as schema from '../schema/edition.ts'
import { createTermResolver } from '../term/merged-term.ts'
import { createEditionRows } from './edition.ts'

type ListedEditionRow = Omit<typeof schema.edition.$inferSelect, 'content'> & {
  slug: string
  title: string
  language: string
}

/** Below and above every number. */
const [lowest, highest] = [0, Number.MAX_SAFE_INTEGER]

/** What was published of an article, to be read. */
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
    async editions(articleId, { limit, from, backwards = false }) {
      const found = (backwards ? newer : older).all(articleId, from ?? (backwards ? lowest : highest), limit + 1)
      const page = found.slice(0, limit)
      const edge = page[0]?.number ?? from ?? highest
      const behind = from !== undefined && (backwards ? older : newer).get(articleId, edge, 1) !== undefined
      const more = found.length > limit
      const ends = backwards ? { hasNext: behind, hasPrevious: more } : { hasNext: more, hasPrevious: behind }
      const notes = new Map(rows.corrections(articleId).map(note => [note.edition, note]))
      const editions = (backwards ? page.reverse() : page).map((row): ListedEdition => {
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
