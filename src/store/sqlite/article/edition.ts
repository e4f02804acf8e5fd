import type { Edition } from '../../../domain/article/edition.ts'
import type { Content } from '../../../domain/content/content.ts'
import type { Correction } from '../../../domain/content/correction.ts'
import type { Id } from '../../../domain/id.ts'
import type { Write } from '../../../domain/store/write.ts'
import type { Connection } from '../database/connection.ts'
import { insertInto } from '../database/insert.ts'
import { instantAt, json, parsed, present, stored } from '../database/value.ts'
import type * as schema from '../schema/edition.ts'

type EditionRow = typeof schema.edition.$inferSelect
type CorrectionRow = typeof schema.correction.$inferSelect

export type EditionRows = {
  /** @throws Error if it is missing: every print has an edition */
  edition(articleId: Id, number: number): Edition
  find(articleId: Id, number: number): Edition | undefined
  /** All correction notes, oldest first. */
  corrections(articleId: Id): Correction[]
  add(edition: Edition, by: Pick<Write, 'actor' | 'onBehalfOf'>): void
}

/** Editions and their corrections. They are never changed. */
export function createEditionRows(connection: Connection): EditionRows {
  const one = connection.prepare<[Id, number], EditionRow>('SELECT * FROM edition WHERE article_id = ? AND number = ?')
  const notes = connection.prepare<[Id], CorrectionRow>(
    'SELECT * FROM correction WHERE article_id = ? ORDER BY position',
  )
  const add = insertInto<EditionRow>(connection, 'edition')
  const addNote = insertInto<CorrectionRow>(connection, 'correction', { ignore: true })
  const corrections = (articleId: Id) => notes.all(articleId).map(correctionOf)

  function find(articleId: Id, number: number): Edition | undefined {
    const row = one.get(articleId, number)
    if (!row) return undefined
    const upTo = corrections(articleId).filter(note => note.edition <= number)
    return editionOf(row, upTo)
  }

  return {
    corrections,
    find,
    edition(articleId, number) {
      const edition = find(articleId, number)
      if (!edition) throw new Error(`edition ${number} of ${articleId} is missing`)
      return edition
    },
    add({ articleId, number, at, publishedAt, updatedAt, version, content, corrections: carried }, by) {
      add({
        article_id: articleId,
        number,
        at: stored(at),
        published_at: stored(publishedAt),
        updated_at: stored(updatedAt),
        version,
        content: json(content),
        actor: by.actor,
        on_behalf_of: by.onBehalfOf ?? null,
      })
      for (const [position, note] of carried.entries()) addNote(correctionRow(articleId, position, note))
    },
  }
}

function editionOf(row: EditionRow, corrections: Correction[]): Edition {
  return {
    articleId: row.article_id,
    number: row.number,
    at: instantAt(row.at),
    publishedAt: instantAt(row.published_at),
    updatedAt: instantAt(row.updated_at),
    version: row.version,
    content: parsed<Content>(row.content),
    ...present({ actor: row.actor, onBehalfOf: row.on_behalf_of }),
    corrections,
  }
}

function correctionOf({ id, at, edition, kind, note, section_anchors }: CorrectionRow): Correction {
  return { id, at: instantAt(at), edition, kind, note, sectionAnchors: parsed<string[]>(section_anchors) }
}

function correctionRow(article_id: Id, position: number, correction: Correction): CorrectionRow {
  const { id, edition, at, kind, note, sectionAnchors } = correction
  return { article_id, position, id, edition, at: stored(at), kind, note, section_anchors: json(sectionAnchors) }
}
