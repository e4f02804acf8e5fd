import type { Site } from '../domain/address/site.ts'
import type { Tombstone } from '../domain/article/tombstone.ts'
import type { Instant } from '../domain/instant.ts'
import type { DeliveredArticle, DeliveredArticleItem } from '../domain/print/delivered.ts'

/**
 * A format of many articles. Streamed: an entry is written before the next is read, so memory does not grow with their
 * number. Pure: the same entries and context give the same bytes; it never reads the clock.
 */
export type Format = {
  /** Stands in documentation and tests. */
  name: string
  /** As `Content-Type`. */
  mediaType: string
  /** Where it is served, below the site’s address; `{…}` is a variable. */
  path: string
  /** `full` = entries should come with sections, takeaways and footnotes; an entry without is carried as its summary. */
  needs: 'head' | 'full'
  render(entries: AsyncIterable<Entry>, context: Context): AsyncIterable<string>
}

/** In the order in which the format is to show them. */
export type Entry =
  | { kind: 'article'; article: DeliveredArticle | DeliveredArticleItem }
  | { kind: 'tombstone'; tombstone: Tombstone }

/** What a format knows beside the entries. Addresses are absolute. */
export type Context = {
  site: Site
  /** When it is rendered: decides what is recent, and is never written into a feed. */
  now: Instant
  /** Last change among the entries; for a feed that has none, any instant that does not move. */
  updated: Instant
  /** Absolute address of this very page of the feed. */
  self: string
  /** Address of the feed’s first page, which is also its permanent id. Absent = `self`. */
  first?: string | undefined
  next?: string | undefined
  previous?: string | undefined
  /** Of the feed, where it is not that of the whole site: a category’s name. */
  title?: string | undefined
  /** Of the feed, where all its articles share one that is not the site’s. */
  language?: string | undefined
  /** What the reader asked for; an article’s rights may allow less. */
  content: 'full' | 'summary'
}
