/**
 * The `id` of the element of a section in our pages. It contains no white space (HTML, section 3.2.6). A digit at its
 * start gets an underscore in front, because CSS selectors cannot begin with a digit; slugs contain no underscore, so
 * the id stays unique.
 */
export function sectionId(anchor: string): string {
  return anchor.replace(/\s/g, '_').replace(/^(?=-?\d)/, '_')
}

/** Whether the page of an article is one of ours, whose elements have the ids made here. */
export function isOwnPage(canonicalUrl: string, slug: string): boolean {
  return canonicalUrl.endsWith(`/v1/articles/${encodeURIComponent(slug)}.html`)
}
