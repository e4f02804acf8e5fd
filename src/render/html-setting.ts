import type { Footnote } from '../domain/footnote.ts'

/** What blocks need to know of the document that they are rendered into. Made anew for every rendering. */
export type HtmlSetting = {
  /** Stands before `#` in links within the article: empty in its own page, else the absolute URL of the article. */
  base: string
  /** Whether elements get ids: not in a feed, where many articles share a page. */
  ids: boolean
  /** Labels of the footnotes by anchor. */
  labels: ReadonlyMap<string, string>
  /** Footnotes referred to so far: only the first reference is where the way back leads. */
  referred: Set<string>
}

/** @param base absolute URL of the article where it is rendered into something that is not its own page */
export function htmlSetting(footnotes: readonly Footnote[] = [], base?: string): HtmlSetting {
  return {
    base: base ?? '',
    ids: base === undefined,
    labels: new Map(footnotes.map(note => [note.anchor, note.label])),
    referred: new Set(),
  }
}

/** The id of a section. An id has no white space (HTML, section 3.2.6). */
export function sectionId(anchor: string): string {
  return anchor.replace(/\s/g, '_')
}

/** No heading ever gets an anchor with a colon, so these ids cannot meet those of sections. */
export function noteId(anchor: string): string {
  return `note:${sectionId(anchor)}`
}

/** The id of the first reference to a footnote, where the way back leads. */
export function referenceId(anchor: string): string {
  return `ref:${sectionId(anchor)}`
}

/** A link to an element of the article's page. */
export function localAddress(id: string, setting: HtmlSetting): string {
  return `${setting.base}#${encodeURIComponent(id.toWellFormed()).replaceAll('%3A', ':')}`
}
