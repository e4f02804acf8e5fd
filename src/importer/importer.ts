import type { Manuscript } from '../domain/content/manuscript.ts'
import type { Instant } from '../domain/instant.ts'

/**
 * A kind of source. Each member reads one, in a file or folder of its own; the contract suite holds for all. What tells a
 * kind is light; what reads it (`read.ts`) is loaded with the first source of that kind.
 */
export type Importer = {
  /** Stands in reports, in `--format` and beside the raw source. */
  name: string
  mediaTypes: readonly string[]
  /** With the dot, lower case. */
  extensions: readonly string[]
  /** Whether the first bytes (up to 64 KiB) of a source look like this kind. Looks at content, not at names. */
  sniff(head: Uint8Array): boolean
  /**
   * Reads a source to its end. Yields what it holds, good and bad: a bad item never stops the next one. Never throws for
   * what the bytes say.
   */
  parse(input: AsyncIterable<Uint8Array>, options: ParseOptions): AsyncIterable<ImportedArticle | ImportProblem>
}

export type ParseOptions = {
  /** Path within the source, with `/`; for reports and for what a name tells. */
  name: string
  /** Language of sources that state none and are too short to tell. */
  siteLanguage: string
  /** IANA name; days without a time begin there. */
  timeZone: string
  /** Overrides what the source says or shows. */
  language?: string | undefined
  /** Absolute URL that relative links and images stand under; without it they become paths of the site, and are reported. */
  base?: string | undefined
  /** WHATWG label of the encoding; overrides detection. */
  encoding?: string | undefined
  /** How to read 03/04/2024; without it such a date is reported and left out. */
  dateOrder?: 'dmy' | 'mdy' | undefined
  /** Absolute address of the site that relative addresses are resolved against, where the source does not tell. */
  baseUrl?: string | undefined
  /** Names of front matter members without a meaning here that are kept as custom members all the same. */
  customMembers?: readonly string[] | undefined
  /** Take the pages of a site too, not only its posts. */
  pages?: boolean | undefined
  /** Told by sources of many items how many of their bytes have been read into items. */
  reached?: ((bytes: number) => void) | undefined
}

export type ImportedArticle = {
  kind: 'article'
  manuscript: Manuscript
  /** Identity that the source itself gives; absent = its path. */
  externalId?: string | undefined
  /** By which links of other sources mean it: absolute URLs, or paths where the source does not tell its site. */
  addresses?: string[] | undefined
  /** What the source says of its state; a draft is never published by an import. */
  status: 'publishable' | 'draft'
  /** The source does not show it before this instant. Absent = before `publishedAt`. */
  notBefore?: Instant | undefined
  report: ItemReport
  /** The item as it came, for reading back; without what must not be kept. */
  raw: { mediaType: string; bytes: Uint8Array }
}

/** Nothing could be made of an item. */
export type ImportProblem = {
  kind: 'problem'
  code: ProblemCode
  /** What is wrong and what to do about it. */
  detail: string
  place?: Place | undefined
}

export type ProblemCode =
  | 'empty'
  | 'binary'
  | 'encoding-unknown'
  | 'too-large'
  | 'malformed'
  | 'unreadable'
  | 'duplicate'

/** A place in the source, counted from 1 in code points. */
export type Place = { line: number; column?: number | undefined }

export type ItemReport = {
  notes: ImportNote[]
  /** Words of the source that stand in no title, summary, takeaway, heading or block. */
  consumed: Consumed[]
}

/** Something that a publisher may want to look at. */
export type ImportNote = { code: string; detail: string; place?: Place | undefined }

export type Consumed = {
  role: string
  text: string
  place: Place
}
