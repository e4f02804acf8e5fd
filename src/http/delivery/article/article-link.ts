import { articleUrl, type Site } from '../../../domain/address/site.ts'
import { asBuffer } from '../../../domain/buffer.ts'
import { webAddress } from '../../../render/address.ts'
import { alternates, type Suffix } from '../../../syndication/article/rendition.ts'
import { link, linkTarget } from '../../problem/header.ts'
import type { PrintWithBody } from '../delivery.ts'

/**
 * Members of the `Link` header of an article or a rendition: canonical URL, other renditions, licence. Renditions are
 * linked by id, because an encoded slug can be long.
 */
export function articleLinks(print: PrintWithBody, site: Site, own: Suffix): string[] {
  const others = alternates.filter(({ suffix }) => suffix !== own)
  const address = linkTarget(articleUrl(site, print.articleId))
  const license = licenseOf(print)
  return [
    link(print.canonicalUrl, 'canonical', 'text/html'),
    ...others.map(({ suffix, type, title }) => {
      const named = title === undefined ? '' : `; title="${title}"`
      return `<${address}${suffix}>; rel="alternate"; type="${type}"${named}`
    }),
    ...(license === undefined ? [] : [link(license, 'license')]),
  ]
}

function licenseOf({ body, layout }: PrintWithBody): string | undefined {
  const metadata = asBuffer(body).subarray(...layout.metadata)
  // Most articles have no licence, and a search is cheaper than parsing.
  if (!metadata.includes('"license"')) return undefined
  const { rights } = JSON.parse(metadata.toString())
  const url: unknown = rights?.license?.url
  return typeof url === 'string' ? webAddress(url) : undefined
}
