import type { Site } from '../../domain/address/site.ts'
import type { Instant } from '../../domain/instant.ts'
import { openTag, xml } from '../../render/markup.ts'

/** One page of the sitemap: articles first published in a month (UTC). Large months have several parts. */
export type SitemapPage = {
  /** `YYYY-MM`. */
  month: string
  /** Counts from 1. */
  part: number
  /** Last update of any of its articles. */
  lastModified: Instant
}

/** The sitemap index (sitemaps.org 0.9). */
export const sitemapIndex = {
  name: 'sitemap-index',
  mediaType: 'application/xml; charset=utf-8',
  path: '/sitemap.xml',
  /** At most 50,000 pages: the protocol does not allow nested indexes. */
  async *render(pages: AsyncIterable<SitemapPage>, site: Site): AsyncIterable<string> {
    const xmlns = 'http://www.sitemaps.org/schemas/sitemap/0.9'
    yield `<?xml version="1.0" encoding="utf-8"?>\n${openTag('sitemapindex', { xmlns })}\n`
    for await (const { month, part, lastModified } of pages) {
      const loc = sitemapPageUrl(site, month, part)
      yield `${xml('sitemap', {}, xml('loc', {}, loc), xml('lastmod', {}, lastModified)).markup}\n`
    }
    yield '</sitemapindex>\n'
  },
} as const

/** URL of a page; the first part of a month has no number. */
export function sitemapPageUrl(site: Site, month: string, part: number): string {
  return `${site.publicUrl}/sitemaps/${month}${part > 1 ? `-${part}` : ''}.xml`
}
