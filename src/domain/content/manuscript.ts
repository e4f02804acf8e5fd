import type { Block } from '../body/block.ts'
import type { Footnote } from '../body/footnote.ts'
import type { Image } from '../body/image.ts'
import type { Inline } from '../body/inline.ts'
import type { Id } from '../id.ts'
import type { TermName } from '../store/term-store.ts'
import type { Content } from './content.ts'
import type { Correction } from './correction.ts'
import type { Facts } from './fact.ts'

/** The input of a source or an editor: text and facts, without ids, anchors and numbers. */
export type Manuscript = Facts & {
  title: string
  /** Canonical BCP 47 tag. */
  language: string
  /** A slug stated by the source; absent = it is made from the title. */
  slug?: string | undefined
  category?: string | undefined
  tags: string[]
  authors: ManuscriptAuthor[]
  custom?: Content['custom'] | undefined
  /** Initial number of views of a new article; later figures have no effect. */
  views?: number | undefined
  /** Former slugs. */
  formerSlugs?: string[] | undefined
  /** Paths on the old site, with a leading slash. */
  paths?: string[] | undefined
  keyTakeaways: ManuscriptTakeaway[]
  /** The lead first, if there is text before the first heading; it has no heading and level 1. */
  sections: ManuscriptSection[]
  footnotes: Footnote[]
  /** Members that only an export of Offprint has. */
  exported?: ExportedFacts | undefined
}

/** Identity and history of an article in the store that it was exported from. */
export type ExportedFacts = {
  id?: Id | undefined
  edition?: number | undefined
  corrections: Correction[]
  /** Categories, tags and authors with their ids and slugs in that store. */
  terms: TermName[]
  translationGroup?: Id | undefined
  /** Whether the item is a line of an export, which states its own identity or has none. */
  identity?: { externalId?: string | undefined } | undefined
}

export type ManuscriptAuthor = { name: string; pageUrl?: string | undefined; image?: Image | undefined }

export type ManuscriptTakeaway = {
  content: Inline[]
  origin: 'authored' | 'extracted' | 'generated'
  /** Only in exports of Offprint. */
  id?: Id | undefined
  sectionAnchor?: string | undefined
}

export type ManuscriptSection = {
  heading?: string | undefined
  /** Only if the heading has marks. */
  headingContent?: Inline[] | undefined
  /** 1 for the lead, else 2 to 6. */
  level: number
  /** The source's own anchor; kept if it is free. */
  anchor?: string | undefined
  blocks: Block[]
  /** Only in exports of Offprint. */
  id?: Id | undefined
  /** Former anchors, newest first. */
  formerAnchors?: string[] | undefined
}
