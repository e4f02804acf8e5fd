import type { DeliveredSection } from '../body/section.ts'
import type { DeliveredArticle } from './delivered.ts'

/** SHA-256 of a text in base64url. */
export type Digest = (text: string) => string

/** A range of bytes: the first, and one after the last. */
export type Span = [start: number, end: number]

/**
 * Byte positions of the parts of a printed article. `ArticleItem` is its beginning up to `itemEnd`, followed by `}`.
 */
export type PrintLayout = {
  /** Position of the byte `0` that the number of views replaces. */
  viewsAt: number
  itemEnd: number
  metadata: Span
  keyTakeaways: Span
  tableOfContents: Span
  sections: Span
  footnotes: Span
  /**
   * Anchor and byte range of each section, in order. An array, because every read parses it: an object takes a third
   * longer.
   */
  section: [anchor: string, start: number, end: number][]
}

/** The bytes of the section with an anchor. */
export function sectionSpan({ section }: PrintLayout, anchor: string): Span | undefined {
  const found = section.find(([own]) => own === anchor)
  return found && [found[1], found[2]]
}

/**
 * Serialises an article once, and records where each part with its own URL begins and ends. Sections get hashes,
 * computed from their members in schema order: equal content has an equal hash.
 */
export function setType(
  article: DeliveredArticle,
  digest: Digest,
): { body: Uint8Array; item: Uint8Array; layout: PrintLayout } {
  const { metadata, keyTakeaways, tableOfContents, sections, footnotes, ...head } = article
  const { views: _, ...facts } = metadata
  const page = new Page()
  page.set(`${open(head)},"metadata":`)
  const [metadataStart] = page.set(`${open(facts)},"views":`)
  const [viewsAt] = page.set('0')
  const [, itemEnd] = page.set('}')
  const parts = {
    keyTakeaways: page.setMember('keyTakeaways', JSON.stringify(keyTakeaways)),
    tableOfContents: page.setMember('tableOfContents', JSON.stringify(tableOfContents)),
  }
  const [, sectionsStart] = page.set(',"sections":')
  const section = sections.map((one, index): PrintLayout['section'][number] => {
    page.set(index === 0 ? '[' : ',')
    return [one.anchor, ...page.set(sectionJson(one, digest))]
  })
  const [, sectionsEnd] = page.set(sections.length === 0 ? '[]' : ']')
  const footnotesSpan = page.setMember('footnotes', JSON.stringify(footnotes))
  page.set('}')
  const { bytes, layout } = page.print({
    viewsAt,
    itemEnd,
    metadata: [metadataStart, itemEnd],
    ...parts,
    sections: [sectionsStart, sectionsEnd],
    footnotes: footnotesSpan,
    section,
  })
  const item = bytes.slice(0, layout.itemEnd + 1)
  item[layout.itemEnd] = '}'.charCodeAt(0)
  return { body: bytes, item, layout }
}

/** A section with its hash. Its blocks, which are nearly all of it, are serialised once for both purposes. */
function sectionJson(section: DeliveredSection, digest: Digest): string {
  const { blocks, ...place } = section
  const { heading = '', headingContent = [] } = section
  const json = JSON.stringify(blocks)
  const hash = digest(`[${JSON.stringify(heading)},${JSON.stringify(headingContent)},${json}]`).slice(0, 16)
  return `${open({ ...place, hash })},"blocks":${json}}`
}

/** JSON of an object without its closing brace. */
function open(value: object): string {
  return JSON.stringify(value).slice(0, -1)
}

/** Positions are UTF-16 units until everything is encoded at once: for most articles these equal the bytes. */
class Page {
  #text = ''

  set(text: string): Span {
    const start = this.#text.length
    this.#text += text
    return [start, this.#text.length]
  }

  setMember(name: string, json: string): Span {
    this.set(`,"${name}":`)
    return this.set(json)
  }

  /** The bytes, and the layout in bytes. */
  print(layout: PrintLayout): { bytes: Uint8Array; layout: PrintLayout } {
    const text = this.#text
    const bytes = new TextEncoder().encode(text)
    return { bytes, layout: bytes.length === text.length ? layout : inBytes(layout, byteCounter(text)) }
  }
}

/** The same layout in other units. Calls `at` with ascending positions. */
function inBytes(layout: PrintLayout, at: (unit: number) => number): PrintLayout {
  const span = ([start, end]: Span): Span => [at(start), at(end)]
  const metadataStart = at(layout.metadata[0])
  const viewsAt = at(layout.viewsAt)
  const itemEnd = at(layout.itemEnd)
  const keyTakeaways = span(layout.keyTakeaways)
  const tableOfContents = span(layout.tableOfContents)
  const sectionsStart = at(layout.sections[0])
  const section = layout.section.map(([anchor, start, end]): PrintLayout['section'][number] => {
    return [anchor, at(start), at(end)]
  })
  const sections: Span = [sectionsStart, at(layout.sections[1])]
  const footnotes = span(layout.footnotes)
  return {
    viewsAt,
    itemEnd,
    metadata: [metadataStart, itemEnd],
    keyTakeaways,
    tableOfContents,
    sections,
    footnotes,
    section,
  }
}

/** Counts the bytes of UTF-8 before a position in a text, for positions in ascending order. */
function byteCounter(text: string): (unit: number) => number {
  const encoder = new TextEncoder()
  let units = 0
  let bytes = 0
  return unit => {
    bytes += encoder.encode(text.slice(units, unit)).length
    units = unit
    return bytes
  }
}
