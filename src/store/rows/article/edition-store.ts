import type { EditionStore, ListedEdition } from '../../../domain/store/article/edition-store.ts'
import { edition as table } from '../../schema/edition.ts'
import type { Connection } from '../database/connection.ts'
import { and, asc, desc, gt, lt, sql } from '../database/drizzle.ts'
import { readPage } from '../database/keyset-page.ts'
import { reads } from '../database/port.ts'
import { bound, equals, prepared } from '../database/statement.ts'
import { instantAt, present } from '../database/value.ts'
import { createTermResolver } from '../term/merged-term.ts'
import { createEditionRows } from './edition.ts'

type ListedEditionRow = Omit<typeof table.$inferSelect, 'content'> & { slug: string; title: string; language: string }

/** Before and after every number. */
const [lowest, highest] = [0, Number.MAX_SAFE_INTEGER]

/** Reads editions. */
export function createEditionStore(reader: Connection): EditionStore {
  const rows = createEditionRows(reader)
  const resolveTerms = createTermResolver(reader)
  const member = (name: 'slug' | 'title' | 'language') => reader.syntax.jsonMember(table.content, name)
  const read = (isBeyond: typeof gt, order: typeof asc) =>
    prepared(
      reader.db
        .select({
          article_id: table.article_id,
          number: table.number,
          at: table.at,
          published_at: table.published_at,
          updated_at: table.updated_at,
          version: table.version,
          actor: table.actor,
          on_behalf_of: table.on_behalf_of,
          slug: member('slug'),
          title: member('title'),
          language: member('language'),
        })
        .from(table)
        .where(and(equals(table.article_id, 'articleId'), isBeyond(table.number, bound('from'))))
        .orderBy(order(table.number))
        .limit(sql.placeholder('limit')),
    )
  const older = read(lt, desc)
  const newer = read(gt, asc)

  return reads<EditionStore>(reader, {
    *editions(articleId, page) {
      const { rows: listed, ...ends } = yield* readPage(
        page,
        ({ from, backwards, limit }) =>
          (backwards ? newer : older).all({ articleId, from: from ?? (backwards ? lowest : highest), limit }),
        row => row.number,
      )
      const notes = new Map((yield* rows.corrections(articleId)).map(note => [note.edition, note]))
      const editions = listed.map((row): ListedEdition => {
        const correction = notes.get(row.number)
        return { ...listedOf(row), ...(correction && { correction }) }
      })
      return { editions, ...ends }
    },
    *edition(articleId, number) {
      const edition = yield* rows.find(articleId, number)
      return edition && { ...edition, content: yield* resolveTerms(edition.content) }
    },
  })
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
