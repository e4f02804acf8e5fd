import type { DeliveredArticle } from './delivered.ts'

/** A run of bytes: first, and one past the last. */
export type Span = [start: number, end: number]

/** Where the parts of a printed article stand in its bytes. `ArticleItem` is its beginning up to `itemEnd`, and `}`. */
export type PrintLayout = {
  /** Place of the one byte `0` that stands for the views. */
  viewsAt: number
  itemEnd: number
  metadata: Span
  keyTakeaways: Span
  tableOfContents: Span
  sections: Span
  footnotes: Span
  /** Each section's anchor and bytes, in order. An array, because every read parses it: an object per article costs a third. */
  section: [anchor: string, start: number, end: number][]
}

/** Where the section with that anchor stands. */
export function sectionSpan({ section }: PrintLayout, anchor: string): Span | undefined {
  const found = section.find(([own]) => own === anchor)
  return found && [found[1], found[2]]
}

/** Serialises an article once, noting where each part that can be asked for alone begins and ends. */
export function setType(article: DeliveredArticle): { body: Uint8Array; item: Uint8Array; layout: PrintLayout } {
  const { metadata, keyTakeaways, tableOfContents, sections, footnotes, ...head } = article
  const page = new Page()
  page.set(`${open(head)},"metadata":`)
  const metadataStart = page.length
  const viewsAt = page.setMetadata(metadata)
  const metadataSpan: Span = [metadataStart, page.length]
  const itemEnd = page.length
  const parts = {
    keyTakeaways: page.setMember('keyTakeaways', JSON.stringify(keyTakeaways)),
    tableOfContents: page.setMember('tableOfContents', JSON.stringify(tableOfContents)),
  }
  page.set(',"sections":')
  const section: PrintLayout['section'] = []
  const sectionsStart = page.length
  page.set('[')
  for (const [index, one] of sections.entries()) {
    if (index > 0) page.set(',')
    section.push([one.anchor, ...page.set(JSON.stringify(one))])
  }
  page.set(']')
  const sectionsSpan: Span = [sectionsStart, page.length]
  const footnotesSpan = page.setMember('footnotes', JSON.stringify(footnotes))
  page.set('}')
  const body = page.bytes()
  const item = new Uint8Array(itemEnd + 1)
  item.set(body.subarray(0, itemEnd))
  item[itemEnd] = '}'.charCodeAt(0)
  return {
    body,
    item,
    layout: {
      viewsAt,
      itemEnd,
      metadata: metadataSpan,
      ...parts,
      sections: sectionsSpan,
      footnotes: footnotesSpan,
      section,
    },
  }
}

/** JSON of an object without its closing brace. */
function open(value: object): string {
  return JSON.stringify(value).slice(0, -1)
}

class Page {
  readonly #pieces: Uint8Array[] = []
  readonly #encoder = new TextEncoder()
  length = 0

  set(text: string): Span {
    const piece = this.#encoder.encode(text)
    this.#pieces.push(piece)
    const start = this.length
    this.length += piece.length
    return [start, this.length]
  }

  setMember(name: string, json: string): Span {
    this.set(`,"${name}":`)
    return this.set(json)
  }

  /** Sets the metadata with the views as a single `0`, and tells where that stands. */
  setMetadata({ views: _, ...metadata }: DeliveredArticle['metadata']): number {
    this.set(`${open(metadata)},"views":`)
    const [viewsAt] = this.set('0')
    this.set('}')
    return viewsAt
  }

  bytes(): Uint8Array {
    const all = new Uint8Array(this.length)
    let at = 0
    for (const piece of this.#pieces) {
      all.set(piece, at)
      at += piece.length
    }
    return all
  }
}
