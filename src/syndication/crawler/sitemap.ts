import type { Site } from '../../domain/address/site.ts'
import { webAddress } from '../../render/address.ts'
import { type Markup, openTag, xml } from '../../render/markup.ts'
import { type AnyArticle, entryUrl, languageVersions } from '../entry.ts'
import type { Format } from '../format.ts'
import { createOwnPage } from './own-page.ts'

/** URLs per page. The protocol allows 50,000 and 50 MB. Smaller pages are cheaper to render again after a publish. */
export const urlsPerSitemap = 10_000

const urlLimit = 2_048
const byteLimit = 50 * 1024 * 1024
/** After this many bytes, entries omit alternates and images so that the page stays within the limit. */
const roomyBytes = byteLimit / 2

/** One page of the sitemap (sitemaps.org 0.9) with language alternates and images, split by month of publication. */
export const sitemap: Format = {
  name: 'sitemap',
  mediaType: 'application/xml; charset=utf-8',
  path: '/sitemaps/{month}.xml',
  needs: 'head',
  async *render(entries, { site }) {
    const start = `<?xml version="1.0" encoding="utf-8"?>\n${openTag('urlset', namespaces)}\n`
    let bytes = start.length
    const isListed = listedOn(site)
    yield start
    for await (const entry of entries) {
      if (entry.kind !== 'article') continue
      if (!isListed(entryUrl(entry.article))) continue
      const written = `${url(entry.article, site, bytes < roomyBytes).markup}\n`
      bytes += written.length * 3
      yield written
    }
    yield '</urlset>\n'
  },
}

/** Whether a URL may be listed in the sitemap. */
export function listedOn(site: Site): (url: string) => boolean {
  const isOwn = createOwnPage(site)
  return url => url.length < urlLimit && isOwn(url)
}

const namespaces = {
  xmlns: 'http://www.sitemaps.org/schemas/sitemap/0.9',
  'xmlns:xhtml': 'http://www.w3.org/1999/xhtml',
  'xmlns:image': 'http://www.google.com/schemas/sitemap-image/1.1',
}

function url(article: AnyArticle, site: Site, whole: boolean): Markup {
  const { metadata } = article
  const image = metadata.image && webAddress(metadata.image.url)
  return xml(
    'url',
    {},
    xml('loc', {}, entryUrl(article)),
    xml('lastmod', {}, metadata.updatedAt),
    whole ? languageVersions(article, site).map(one => xml('xhtml:link', { rel: 'alternate', ...one })) : undefined,
    whole && image ? xml('image:image', {}, xml('image:loc', {}, image)) : undefined,
  )
}
