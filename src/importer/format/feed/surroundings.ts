import type { ParseOptions } from '../../importer.ts'
import type { XmlElement } from '../../xml/element.ts'

/** What stands around the items of a feed. */
export type Surroundings = {
  /** Open elements at the first item, outermost first. */
  open: XmlElement[]
  /** The element with what the feed says of itself. */
  channel: XmlElement | undefined
  options: ParseOptions
}
