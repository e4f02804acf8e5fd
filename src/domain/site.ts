import type { Id } from './id.ts'
import { type TermKind, termCollection } from './term.ts'

/** Who publishes, and where: all of the configuration that shapes a print. */
export type Site = {
  /** Absolute, without a trailing slash. */
  publicUrl: string
  title: string
  /** BCP 47; the language of sources that state none. */
  language: string
  /** IANA name; days without a time begin there. */
  timeZone: string
}

export function articleUrl(site: Site, slug: string): string {
  return `${site.publicUrl}/v1/articles/${encodeURIComponent(slug)}`
}

/** The address for people: the HTML rendition, where the article names no canonical URL of its own. */
export function htmlUrl(site: Site, slug: string): string {
  return `${articleUrl(site, slug)}.html`
}

export function termUrl(site: Site, kind: TermKind, slug: string): string {
  return `${site.publicUrl}/v1/${termCollection[kind]}/${encodeURIComponent(slug)}`
}

/** What a print looks like depends on this too: a print made under another epoch is stale. */
export function printEpoch(site: Site, digest: (text: string) => string): string {
  return digest(JSON.stringify([rendererVersion, site.publicUrl, site.title, site.language, site.timeZone])).slice(0, 8)
}

/** Raise by one whenever the same edition would be printed differently. */
const rendererVersion = 1

/** References of the form `article:{id}` in `href`, as importers and editors write links to other articles. */
export function linkedArticle(href: string): Id | undefined {
  return /^article:([0-9a-f-]{36})$/.exec(href)?.[1]
}
