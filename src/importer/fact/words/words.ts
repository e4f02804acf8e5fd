/** What one language calls the parts of a page. Phrases in lower case; how they are compared: `lexicon.ts`. */
export type Words = {
  /** BCP 47 tag. */
  language: string
  /** Heading of a table of contents. */
  contents: readonly string[]
  /** Heading of key takeaways, alone or with more words before or after. */
  takeaways: readonly string[]
  /** The same where it stands alone, and first or last on the page: an ordinary heading elsewhere. */
  maybeTakeaways: readonly string[]
  /** Labels before a colon. */
  labels: Readonly<Record<Label, readonly string[]>>
  /** Words before a fact without a colon: "Published 22 November". */
  leading: Readonly<Record<'published' | 'updated' | 'category' | 'embargo', readonly string[]>>
  /** Lines that say that the text is not for the public. */
  withheld: readonly string[]
  /** Words before author names. */
  by: readonly string[]
  /** Words between author names. */
  and: readonly string[]
  views: readonly string[]
  minutes: readonly string[]
  hours: readonly string[]
  /** Words around a reading time, a date or a number of views that say nothing more. */
  filler: readonly string[]
  multipliers: Readonly<Record<string, number>>
  /** Twelve, each with its abbreviations. */
  months: readonly (readonly string[])[]
  /** What a page shows of its controls. */
  controls: readonly string[]
  /** First words of a caption or credit line, before a colon. */
  captions: readonly string[]
  /** What authors are called after their name. */
  roles: readonly string[]
}

export type Label =
  | 'title'
  | 'summary'
  | 'published'
  | 'updated'
  | 'category'
  | 'tags'
  | 'authors'
  | 'views'
  | 'readingTime'
  | 'language'
  | 'status'
  | 'embargo'
