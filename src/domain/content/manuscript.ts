import type { Block } from '../body/block.ts'
import type { Footnote } from '../body/footnote.ts'
import type { Image } from '../body/image.ts'
import type { Inline } from '../body/inline.ts'
import type { Id } from '../id.ts'
import type { TermName } from '../store/term-store.ts'
import type { Content } from './content.ts'
import type { Correction } from './correction.ts'
import type { Facts } from './fact.ts'

/** What a source or an editor hands in: words and facts, without ids, anchors and numbers. */
export type Manuscript = Facts & {
  title: string
  /** Canonical BCP 47 tag. */
  language: string
  /** A slug that the source wants; else it follows from the title. */
  slug?: string | undefined
  category?: string | undefined
  tags: string[]
  authors: ManuscriptAuthor[]
  custom?: Content['custom'] | undefined
  /** Seeds the counter when the article is made; later figures change nothing. */
  views?: number | undefined
  /** Slugs that it had before. */
  formerSlugs?: string[] | undefined
  /** Paths on the old site, with a leading slash. */
  paths?: string[] | undefined
  keyTakeaways: ManuscriptTakeaway[]
  /** The lead first, if there is text before the first heading: it has no heading and level 1. */
  sections: ManuscriptSection[]
  footnotes: Footnote[]
  /** What only an export of Offprint itself can say. */
  exported?: ExportedFacts | undefined
}

/** Identity and history of an article in the store that it was exported from. */
export type ExportedFacts = {
  id?: Id | undefined
  edition?: number | undefined
  corrections: Correction[]
  /** Categories, tags and authors with the ids and slugs they had there. */
  terms: TermName[]
  translationGroup?: Id | undefined
  /** Whether it is a line of an export: then the identity that it had, or had not, is its own. */
  identity?: { externalId?: string | undefined } | undefined
}

export type ManuscriptAuthor = { name: string; pageUrl?: string | undefined; image?: Image | undefined }

export type ManuscriptTakeaway = {
  content: Inline[]
  origin: 'authored' | 'extracted' | 'generated'
  /** Of an export of Offprint itself. */
  id?: Id | undefined
  sectionAnchor?: string | undefined
}

export type ManuscriptSection = {
  heading?: string | undefined
  /** Only if the heading has marks. */
  headingContent?: Inline[] | undefined
  /** 1 for the lead, else 2 to 6. */
  level: number
  /** The source's own anchor, kept if it is free. */
  anchor?: string | undefined
  blocks: Block[]
  /** Of an export of Offprint itself. */
  id?: Id | undefined
  /** Anchors it had before, newest first. */
  formerAnchors?: string[] | undefined
}
