import type { Manuscript } from '../domain/content/manuscript.ts'
import type { Instant } from '../domain/instant.ts'

/**
 * Reads one source format. Each importer has a folder of its own, and the contract suite tests all of them. The module that
 * reads a source (`read.ts`) is loaded with the first source of the format.
 */
export type Importer = {
  /** Used in reports, in `--format` and with the stored raw source. */
  name: string
  mediaTypes: readonly string[]
  /** With the dot, lower case. */
  extensions: readonly string[]
  /** Whether the first bytes (up to 64 KiB) of a source look like this format. Ignores file names. */
  sniff(head: Uint8Array): boolean
  /**
   * Reads a source to its end and yields articles and problems. A bad item does not stop the next one. Never throws because
   * of the content.
   */
  parse(input: AsyncIterable<Uint8Array>, options: ParseOptions): AsyncIterable<ImportedArticle | ImportProblem>
}

export type ParseOptions = {
  /** Path within the source, with `/`. Used in reports, and for dates and languages in file names. */
  name: string
  /** Language of sources that state none and are too short for detection. */
  siteLanguage: string
  /** IANA name. Dates without a time begin at midnight there. */
  timeZone: string
  /** Overrides the language that the source states or that is detected. */
  language?: string | undefined
  /** Absolute URL of the folder. Without it relative links and images become paths of the site, with a note. */
  base?: string | undefined
  /** WHATWG label of the encoding; overrides detection. */
  encoding?: string | undefined
  /** Order of day and month in 03/04/2024. Without it such a date is not read, with a note. */
  dateOrder?: 'dmy' | 'mdy' | undefined
  /** Absolute URL of the site, used if the source does not state it. */
  baseUrl?: string | undefined
  /** Names of unknown front matter members that are kept as custom members. */
  customMembers?: readonly string[] | undefined
  /** Import pages of a site as well as posts. */
  pages?: boolean | undefined
  /** Called by sources of many items with the number of bytes that were read. */
  onProgress?: ((bytes: number) => void) | undefined
}

export type ImportedArticle = {
  kind: 'article'
  manuscript: Manuscript
  /** Identity that the source states; absent = its path. */
  externalId?: string | undefined
  /** Addresses that links use for this article: absolute URLs, or paths if the source does not state its site. */
  addresses?: string[] | undefined
  /**
   * Keys that it shares with its translations: the address of one of them, or a name (`translationName`). Two articles with
   * a common key are translations of each other if their languages differ.
   */
  translations?: string[] | undefined
  /** An import never publishes a draft. */
  status: 'publishable' | 'draft'
  /** The earliest time of publication; absent = `publishedAt`. */
  notBefore?: Instant | undefined
  report: ItemReport
  /** The source of the item, without secrets, so that it can be read again. */
  raw: { mediaType: string; bytes: Uint8Array }
}

/** An item that could not be imported. */
export type ImportProblem = {
  kind: 'problem'
  code: ProblemCode
  /** What is wrong, and what to do. */
  detail: string
  place?: SourcePosition | undefined
}

export type ProblemCode =
  | 'empty'
  | 'binary'
  | 'encoding-unknown'
  | 'too-large'
  | 'malformed'
  | 'unreadable'
  | 'duplicate'

/** A position in the source, from 1, in code points. */
export type SourcePosition = { line: number; column?: number | undefined }

export type ItemReport = {
  notes: ImportNote[]
  /** Text of the source that is in no title, summary, takeaway, heading or block. */
  consumed: Consumed[]
}

/** A remark for the publisher about one item. */
export type ImportNote = { code: string; detail: string; place?: SourcePosition | undefined }

export type Consumed = {
  role: string
  text: string
  place: SourcePosition
}
