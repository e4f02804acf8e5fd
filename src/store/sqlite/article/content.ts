import type { Footnote } from '../../../domain/body/footnote.ts'
import type { KeyTakeaway } from '../../../domain/body/key-takeaway.ts'
import type { Section } from '../../../domain/body/section.ts'
import type { Content } from '../../../domain/content/content.ts'
import type { Id } from '../../../domain/id.ts'
import type { TermKind } from '../../../domain/term/term.ts'
import type { Connection } from '../database/connection.ts'
import { insertInto } from '../database/insert.ts'
import { json, parsed, present } from '../database/value.ts'
import type * as schema from '../schema/article.ts'

type SectionRow = typeof schema.section.$inferSelect
type TakeawayRow = typeof schema.keyTakeaway.$inferSelect
type FootnoteRow = typeof schema.footnote.$inferSelect
type TermRow = typeof schema.articleTerm.$inferSelect

export type ContentRows = {
  read(articleId: Id): Pick<Content, 'keyTakeaways' | 'sections' | 'footnotes'> & { terms: TermRow[] }
  clear(articleId: Id): void
  add(articleId: Id, content: Content): void
}

/** The parts of a working copy with rows of their own: sections, key takeaways, footnotes, terms. */
export function createContentRows(connection: Connection): ContentRows {
  const all = <Row>(table: string) =>
    connection.prepare<[Id], Row>(`SELECT * FROM ${table} WHERE article_id = ? ORDER BY position`)
  const sections = all<SectionRow>('section')
  const takeaways = all<TakeawayRow>('key_takeaway')
  const footnotes = all<FootnoteRow>('footnote')
  // A merged term is read as the term that it was merged into.
  const terms = connection.prepare<[Id], TermRow>(
    `SELECT a.article_id, a.kind, a.position, coalesce(t.merged_into, t.id) AS term_id
     FROM article_term a JOIN term t ON t.id = a.term_id WHERE a.article_id = ? ORDER BY a.position`,
  )
  const clear = ['section', 'key_takeaway', 'footnote', 'article_term'].map(table =>
    connection.prepare<[Id]>(`DELETE FROM ${table} WHERE article_id = ?`),
  )
  const addSection = insertInto<SectionRow>(connection, 'section')
  const addTakeaway = insertInto<TakeawayRow>(connection, 'key_takeaway')
  const addFootnote = insertInto<FootnoteRow>(connection, 'footnote')
  const addTerm = insertInto<TermRow>(connection, 'article_term')

  return {
    read: id => ({
      keyTakeaways: takeaways.all(id).map(takeawayOf),
      sections: sections.all(id).map(sectionOf),
      footnotes: footnotes.all(id).map(footnoteOf),
      terms: terms.all(id),
    }),
    clear(articleId) {
      for (const statement of clear) statement.run(articleId)
    },
    add(article_id, content) {
      for (const [position, one] of content.sections.entries()) addSection(sectionRow(article_id, position, one))
      for (const [position, one] of content.keyTakeaways.entries()) addTakeaway(takeawayRow(article_id, position, one))
      for (const [position, { anchor, label, blocks }] of content.footnotes.entries()) {
        addFootnote({ article_id, position, anchor, label, blocks: json(blocks) })
      }
      for (const [position, { kind, id }] of namedTerms(content).entries()) {
        addTerm({ article_id, kind, position, term_id: id })
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
