import type { Footnote } from '../../../domain/body/footnote.ts'
import type { KeyTakeaway } from '../../../domain/body/key-takeaway.ts'
import type { Section } from '../../../domain/body/section.ts'
import type { Content } from '../../../domain/content/content.ts'
import type { Id } from '../../../domain/id.ts'
import type { TermKind } from '../../../domain/term/term.ts'
import { articleTerm, footnote, keyTakeaway, section } from '../../schema/article.ts'
import { term } from '../../schema/term.ts'
import type { Connection } from '../database/connection.ts'
import { eq, sql } from '../database/drizzle.ts'
import type { Routine } from '../database/routine.ts'
import { equals, insertInto, prepared } from '../database/statement.ts'
import { json, parsed, present } from '../database/value.ts'

type SectionRow = typeof section.$inferSelect
type TakeawayRow = typeof keyTakeaway.$inferSelect
type FootnoteRow = typeof footnote.$inferSelect

type Part = typeof section | typeof keyTakeaway | typeof footnote | typeof articleTerm

export type ContentRows = {
  read(articleId: Id): Routine<
    Pick<Content, 'keyTakeaways' | 'sections' | 'footnotes'> & {
      terms: Pick<typeof articleTerm.$inferSelect, 'kind' | 'term_id'>[]
    }
  >
  clear(articleId: Id): Routine<void>
  add(articleId: Id, content: Content): Routine<void>
}

/** The parts of a working copy with rows of their own: sections, key takeaways, footnotes, terms. */
export function createContentRows(connection: Connection): ContentRows {
  const { db } = connection
  const isOf = (table: Part) => equals(table.article_id, 'id')
  const sections = prepared(db.select().from(section).where(isOf(section)).orderBy(section.position))
  const takeaways = prepared(db.select().from(keyTakeaway).where(isOf(keyTakeaway)).orderBy(keyTakeaway.position))
  const footnotes = prepared(db.select().from(footnote).where(isOf(footnote)).orderBy(footnote.position))
  // A merged term is read as the term that it was merged into.
  const terms = prepared(
    db
      .select({ kind: articleTerm.kind, term_id: sql<Id>`coalesce(${term.merged_into}, ${term.id})` })
      .from(articleTerm)
      .innerJoin(term, eq(term.id, articleTerm.term_id))
      .where(isOf(articleTerm))
      .orderBy(articleTerm.position),
  )
  const clear = [section, keyTakeaway, footnote, articleTerm].map(table =>
    prepared(db.delete(table).where(isOf(table))),
  )
  const addSection = insertInto(connection, section)
  const addTakeaway = insertInto(connection, keyTakeaway)
  const addFootnote = insertInto(connection, footnote)
  const addTerm = insertInto(connection, articleTerm)

  return {
    *read(id) {
      return {
        keyTakeaways: (yield* takeaways.all({ id })).map(takeawayOf),
        sections: (yield* sections.all({ id })).map(sectionOf),
        footnotes: (yield* footnotes.all({ id })).map(footnoteOf),
        terms: yield* terms.all({ id }),
      }
    },
    *clear(articleId) {
      for (const statement of clear) yield* statement.run({ id: articleId })
    },
    *add(article_id, content) {
      for (const [position, one] of content.sections.entries()) yield* addSection(sectionRow(article_id, position, one))
      for (const [position, one] of content.keyTakeaways.entries())
        yield* addTakeaway(takeawayRow(article_id, position, one))
      for (const [position, { anchor, label, blocks }] of content.footnotes.entries()) {
        yield* addFootnote({ article_id, position, anchor, label, blocks: json(blocks) })
      }
      for (const [position, { kind, id }] of namedTerms(content).entries()) {
        yield* addTerm({ article_id, kind, position, term_id: id })
      }
    },
  }
}

/** The terms of a content, with their kinds. */
export function namedTerms({ categoryId, tagIds, authorIds }: Content): { kind: TermKind; id: Id }[] {
  return [
    ...(categoryId === undefined ? [] : [{ kind: 'category', id: categoryId } as const]),
    ...tagIds.map(id => ({ kind: 'tag', id }) as const),
    ...authorIds.map(id => ({ kind: 'author', id }) as const),
  ]
}

function sectionOf(row: SectionRow): Section {
  const { id, anchor, level } = row
  return {
    id,
    anchor,
    level,
    ...present({
      parentAnchor: row.parent_anchor,
      heading: row.heading,
      headingContent: parsed<NonNullable<Section['headingContent']>>(row.heading_content),
    }),
    formerAnchors: parsed<Section['formerAnchors']>(row.former_anchors),
    blocks: parsed<Section['blocks']>(row.blocks),
  }
}

function sectionRow(article_id: Id, position: number, section: Section): SectionRow {
  return {
    article_id,
    position,
    id: section.id,
    anchor: section.anchor,
    parent_anchor: section.parentAnchor ?? null,
    heading: section.heading ?? null,
    heading_content: json(section.headingContent),
    level: section.level,
    former_anchors: json(section.formerAnchors),
    blocks: json(section.blocks),
  }
}

function takeawayOf({ id, content, origin, section_anchor }: TakeawayRow): KeyTakeaway {
  const at = present({ sectionAnchor: section_anchor })
  return { id, content: parsed<KeyTakeaway['content']>(content), origin, ...at }
}

function takeawayRow(article_id: Id, position: number, takeaway: KeyTakeaway): TakeawayRow {
  const { id, content, origin, sectionAnchor } = takeaway
  return { article_id, position, id, content: json(content), origin, section_anchor: sectionAnchor ?? null }
}

function footnoteOf({ anchor, label, blocks }: FootnoteRow): Footnote {
  return { anchor, label, blocks: parsed<Footnote['blocks']>(blocks) }
}
