import type { ParseOptions } from '../../importer.ts'
import type { XmlElement } from '../../xml/element.ts'

/** The context of the items of a feed. */
export type FeedContext = {
  /** Open elements at the first item, outermost first. */
  open: XmlElement[]
  /** The element with the metadata of the feed. */
  channel: XmlElement | undefined
  options: ParseOptions
}
