import type { Site } from '../domain/address/site.ts'
import type { Tombstone } from '../domain/article/tombstone.ts'
import type { Instant } from '../domain/instant.ts'
import type { DeliveredArticle, DeliveredArticleItem } from '../domain/print/delivered.ts'

/**
 * A format for many articles. Streaming: each entry is written before the next is read, so memory is constant. Pure: the
 * same entries and context give the same bytes.
 */
export type Format = {
  /** Name in documentation and tests. */
  name: string
  /** As `Content-Type`. */
  mediaType: string
  /** Path below the site's URL; `{…}` is a variable. */
  path: string
  /** `full` = the format needs sections, takeaways and footnotes; an entry without them is written as a summary. */
  needs: 'head' | 'full'
  render(entries: AsyncIterable<Entry>, context: Context): AsyncIterable<string>
}

/** One entry; entries are written in the given order. */
export type Entry =
  | { kind: 'article'; article: DeliveredArticle | DeliveredArticleItem }
  | { kind: 'tombstone'; tombstone: Tombstone }

/** The context of a feed. URLs are absolute. */
export type Context = {
  site: Site
  /** Time of rendering: decides what is recent; never part of the output. */
  now: Instant
  /** Last change of any entry; for an empty feed a constant instant. */
  updated: Instant
  /** URL of this page of the feed. */
  self: string
  /** URL of the first page, which is also the permanent id of the feed. Absent = `self`. */
  first?: string | undefined
  next?: string | undefined
  previous?: string | undefined
  /** Title of the feed if it is not the site's: for example the name of a category. */
  title?: string | undefined
  /** Language of the feed if all its articles share one that is not the site's. */
  language?: string | undefined
  /** The requested content; the rights of an article may allow less. */
  content: 'full' | 'summary'
}
