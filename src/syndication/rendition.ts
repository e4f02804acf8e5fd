import { articleUrl, type Site } from '../domain/address/site.ts'
import type { DeliveredArticle } from '../domain/print/delivered.ts'

/** One article in one format: pure, and the same bytes for the same article and site. */
export type Rendition = {
  /** Stands in documentation and tests. */
  name: string
  /** As `Content-Type`, with its charset where the type has one. */
  mediaType: string
  /** Follows the slug in the address, with its dot. */
  suffix: Suffix
  render(article: DeliveredArticle, site: Site): string
}

/**
 * Where else an article can be had: for `Link` headers, `link` elements and the API catalog. A title tells two forms of one
 * media type apart.
 */
export const alternates: readonly Alternate[] = [
  { suffix: '', type: 'application/json' },
  { suffix: '.html', type: 'text/html' },
  { suffix: '.md', type: 'text/markdown' },
  { suffix: '.txt', type: 'text/plain' },
  { suffix: '.jsonld', type: 'application/ld+json' },
  { suffix: '.ninjs.json', type: 'application/json', title: 'ninjs' },
]

type Alternate = { suffix: Suffix; type: string; title?: string }

/**
 * Names all of the configuration that shapes renditions and feeds: more than shapes a print. Stands in their ETags beside
 * the revision.
 *
 * @param digest SHA-256 of a text in base64url
 */
export function renditionEpoch(site: Site, digest: (text: string) => string): string {
  return digest(JSON.stringify([rendererVersion, site])).slice(0, 8)
}

/** Raise by one whenever the same article would be rendered differently. */
const rendererVersion = 6

/** What can follow the slug. */
export type Suffix = '' | '.html' | '.md' | '.txt' | '.jsonld' | '.ninjs.json'

/** Address of an article in a format. */
export function renditionUrl(site: Site, slug: string, suffix: Suffix): string {
  return `${articleUrl(site, slug)}${suffix}`
}

/** Where the oEmbed answer for an article is (oEmbed 1.0, section 4). */
export function oembedUrl(site: Site, canonicalUrl: string, format: 'json' | 'xml'): string {
  return `${site.publicUrl}/oembed?url=${encodeURIComponent(canonicalUrl)}&format=${format}`
}
