/**
 * The id that the element of a section has in our pages. An id has no white space (HTML, section 3.2.6). An underscore
 * precedes a digit at its start, which no CSS selector could begin with; no slug has an underscore, so the id stays unique.
 */
export function sectionId(anchor: string): string {
  return anchor.replace(/\s/g, '_').replace(/^(?=-?\d)/, '_')
}

/** Whether people read an article on a page of ours, whose elements have the ids made here. */
export function isOwnPage(canonicalUrl: string, slug: string): boolean {
  return canonicalUrl.endsWith(`/v1/articles/${encodeURIComponent(slug)}.html`)
}
