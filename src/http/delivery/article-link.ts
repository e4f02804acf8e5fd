import { articleUrl, type Site } from '../../domain/address/site.ts'
import { webAddress } from '../../render/address.ts'
import { alternates, type Suffix } from '../../syndication/rendition.ts'
import { link, linkTarget } from '../problem/header.ts'
import type { WholePrint } from './delivery.ts'

/**
 * Members of the `Link` header of an article in any of its forms: the page for people, its other forms, its licence. The
 * forms are addressed by id, which is short in every script.
 */
export function articleLinks(print: WholePrint, site: Site, own: Suffix): string[] {
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

function licenseOf({ body, layout }: WholePrint): string | undefined {
  const metadata = Buffer.from(body.buffer, body.byteOffset, body.byteLength).subarray(...layout.metadata)
  // Most have none, which is cheaper seen than read.
  if (!metadata.includes('"license"')) return undefined
  const { rights } = JSON.parse(metadata.toString())
  const url: unknown = rights?.license?.url
  return typeof url === 'string' ? webAddress(url) : undefined
}
