import { isOwnPage, sectionId } from '../domain/address/element-id.ts'
import type { Footnote } from '../domain/body/footnote.ts'

/** Properties of the document that blocks are rendered into. Created for each rendering. */
export type HtmlSetting = {
  /** URL before `#` in links within the article: empty on the article page, otherwise its absolute URL. */
  base: string
  /** Whether links within the article lead to a page whose elements have the ids generated here. */
  hasOurIds: boolean
  /** Language of added labels (BCP 47). Absent = no labels are added. */
  language: string | undefined
  /** Whether elements get ids; not in feeds, where several articles share a page. */
  ids: boolean
  /** Whether the document has the page style: wide tables and code get a scrollable, focusable box. */
  scrolls: boolean
  /** Footnote labels by anchor. */
  labels: ReadonlyMap<string, string>
  /** Footnotes referenced so far: the back link leads to the first reference. */
  referred: Set<string>
}

/** Options of a setting. `page` is the URL of the article page; absent on that page. */
type HtmlOptions = {
  footnotes?: readonly Footnote[] | undefined
  language?: string | undefined
  page?: { canonicalUrl: string; slug: string } | undefined
  scrolls?: boolean
}

export function htmlSetting({ footnotes = [], language, page, scrolls = false }: HtmlOptions = {}): HtmlSetting {
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

/** Section anchors never contain a colon, so these ids cannot collide with them. */
export function noteId(anchor: string): string {
  return `note:${fragment(anchor)}`
}

/** The id of the first reference to a footnote, target of the back link. */
export function referenceId(anchor: string): string {
  return `ref:${fragment(anchor)}`
}

/** A link to a section by its anchor. */
export function sectionAddress(anchor: string, setting: HtmlSetting): string {
  return localAddress(setting.hasOurIds ? sectionId(anchor) : fragment(anchor), setting)
}

/** A link to an element of the article's page. */
export function localAddress(id: string, setting: HtmlSetting): string {
  return `${setting.base}#${encodeURIComponent(id.toWellFormed()).replaceAll('%3A', ':')}`
}
