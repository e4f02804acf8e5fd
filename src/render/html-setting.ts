import { isOwnPage, sectionId } from '../domain/address/element-id.ts'
import type { Footnote } from '../domain/body/footnote.ts'

/** What blocks need to know of the document that they are rendered into. Made anew for every rendering. */
export type HtmlSetting = {
  /** Stands before `#` in links within the article: empty in its own page, else the absolute URL of the article. */
  base: string
  /** Whether links within the article lead to a page of ours, whose elements have the ids made here. */
  hasOurIds: boolean
  /** Language of the article (BCP 47), for words that the rendering adds. Absent = it adds none. */
  language: string | undefined
  /** Whether elements get ids: not in a feed, where many articles share a page. */
  ids: boolean
  /** Whether the document has our page style: wide tables and code get a box that scrolls and takes the focus. */
  scrolls: boolean
  /** Labels of the footnotes by anchor. */
  labels: ReadonlyMap<string, string>
  /** Footnotes referred to so far: only the first reference is where the way back leads. */
  referred: Set<string>
}

/** What a setting is made of. `page` is where the article is read, absent in its own page. */
type Place = {
  footnotes?: readonly Footnote[] | undefined
  language?: string | undefined
  page?: { canonicalUrl: string; slug: string } | undefined
  scrolls?: boolean
}

export function htmlSetting({ footnotes = [], language, page, scrolls = false }: Place = {}): HtmlSetting {
  return {
    base: page?.canonicalUrl ?? '',
    hasOurIds: page === undefined || isOwnPage(page.canonicalUrl, page.slug),
    language,
    ids: page === undefined,
    scrolls,
    labels: new Map(footnotes.map(note => [note.anchor, note.label])),
    referred: new Set(),
  }
}

function fragment(anchor: string): string {
  return anchor.replace(/\s/g, '_')
}

/** No heading ever gets an anchor with a colon, so these ids cannot meet those of sections. */
export function noteId(anchor: string): string {
  return `note:${fragment(anchor)}`
}

/** The id of the first reference to a footnote, where the way back leads. */
export function referenceId(anchor: string): string {
  return `ref:${fragment(anchor)}`
}

/** A link to a section. Pages of others know it by its anchor. */
export function sectionAddress(anchor: string, setting: HtmlSetting): string {
  return localAddress(setting.hasOurIds ? sectionId(anchor) : fragment(anchor), setting)
}

/** A link to an element of the article's page. */
export function localAddress(id: string, setting: HtmlSetting): string {
  return `${setting.base}#${encodeURIComponent(id.toWellFormed()).replaceAll('%3A', ':')}`
}
