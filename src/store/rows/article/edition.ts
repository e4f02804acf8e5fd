import type { Edition } from '../../../domain/article/edition.ts'
import type { Content } from '../../../domain/content/content.ts'
import type { Correction } from '../../../domain/content/correction.ts'
import type { Id } from '../../../domain/id.ts'
import { instantAt } from '../../../domain/instant.ts'
import type { Write } from '../../../domain/store/write.ts'
import { correction, edition as table } from '../../schema/edition.ts'
import type { Connection } from '../database/connection.ts'
import { editionDamaged } from '../database/damage.ts'
import { and } from '../database/drizzle.ts'
import type { Routine } from '../database/routine.ts'
import { equals, insertInto, prepared } from '../database/statement.ts'
import { json, parsed, present, stored } from '../database/value.ts'

type EditionRow = typeof table.$inferSelect
type CorrectionRow = typeof correction.$inferSelect

export type EditionRows = {
  /** @throws AppError `print-damaged` if it is missing, since every print has an edition, or cannot be read */
  edition(articleId: Id, number: number): Routine<Edition>
  /** @throws AppError `print-damaged` if it cannot be read */
  find(articleId: Id, number: number): Routine<Edition | undefined>
  /** All correction notes, oldest first. @throws AppError `print-damaged` */
  corrections(articleId: Id): Routine<Correction[]>
  add(edition: Edition, by: Pick<Write, 'actor' | 'onBehalfOf'>): Routine<void>
}

/** Editions and their corrections. They are never changed. */
export function createEditionRows(connection: Connection): EditionRows {
  const { db } = connection
  const isEdition = and(equals(table.article_id, 'articleId'), equals(table.number, 'number'))
  const one = prepared(db.select().from(table).where(isEdition))
  const isNoted = equals(correction.article_id, 'articleId')
  const notes = prepared(db.select().from(correction).where(isNoted).orderBy(correction.position))
  const add = insertInto(connection, table)
  const addNote = insertInto(connection, correction, { conflict: { ignore: true } })
  function* corrections(articleId: Id) {
    return (yield* notes.all({ articleId })).map(row => {
      try {
        return correctionOf(row)
      } catch (error) {
        throw editionDamaged(articleId, row.edition, error)
      }
    })
  }

  function* find(articleId: Id, number: number): Routine<Edition | undefined> {
    try {
      const row = yield* one.get({ articleId, number })
      if (!row) return undefined
      const upTo = (yield* corrections(articleId)).filter(note => note.edition <= number)
      return editionOf(row, upTo)
    } catch (error) {
      if (!(error instanceof SyntaxError) && !connection.isDamagedData(error)) throw error
      throw editionDamaged(articleId, number, error)
    }
  }

  return {
    corrections,
    find,
    *edition(articleId, number) {
      const edition = yield* find(articleId, number)
      if (!edition) throw editionDamaged(articleId, number)
      return edition
    },
    *add({ articleId, number, at, publishedAt, updatedAt, version, content, corrections: carried }, by) {
      yield* add({
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
      for (const [position, note] of carried.entries()) yield* addNote(correctionRow(articleId, position, note))
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

function correctionRow(article_id: Id, position: number, noted: Correction): CorrectionRow {
  const { id, edition, at, kind, note, sectionAnchors } = noted
  return { article_id, position, id, edition, at: stored(at), kind, note, section_anchors: json(sectionAnchors) }
}
