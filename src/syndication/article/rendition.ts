import { articleUrl, type Site } from '../../domain/address/site.ts'
import type { DeliveredArticle } from '../../domain/print/delivered.ts'

/** One article in one format. Pure: the same article and site give the same bytes. */
export type Rendition = {
  /** Name in documentation and tests. */
  name: string
  /** The `Content-Type`, with charset if it has one. */
  mediaType: string
  /** Suffix after the slug in the URL, with its dot. */
  suffix: Suffix
  render(article: DeliveredArticle, site: Site): string
}

/**
 * Other formats of an article, for `Link` headers, `link` elements and the API catalog. A title distinguishes two formats
 * with one media type.
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
 * A hash of the configuration that affects renditions and feeds, which is more than affects a print. Their ETags contain
 * it and the revision.
 *
 * @param digest SHA-256 of a text in base64url
 */
export function renditionEpoch(site: Site, digest: (text: string) => string): string {
  return digest(JSON.stringify([rendererVersion, site])).slice(0, 8)
}

/** Increment when the output for the same article changes. */
const rendererVersion = 6

/** Suffixes of renditions. */
export type Suffix = '' | '.html' | '.md' | '.txt' | '.jsonld' | '.ninjs.json'

/** URL of an article in a format. */
export function renditionUrl(site: Site, slug: string, suffix: Suffix): string {
  return `${articleUrl(site, slug)}${suffix}`
}

/** URL of the oEmbed response for an article (oEmbed 1.0, section 4). */
export function oembedUrl(site: Site, canonicalUrl: string, format: 'json' | 'xml'): string {
  return `${site.publicUrl}/oembed?url=${encodeURIComponent(canonicalUrl)}&format=${format}`
}
