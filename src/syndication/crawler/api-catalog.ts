import type { Site } from '../../domain/address/site.ts'
import { toJson } from '../../render/json.ts'
import { feedFiles, feedUrl } from '../feed/feed-address.ts'

/** The API catalog (RFC 9727) as a linkset (RFC 9264). */
export const apiCatalog = {
  name: 'api-catalog',
  mediaType: 'application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"',
  path: '/.well-known/api-catalog',
  render(site: Site): string {
    const at = (path: string) => `${site.publicUrl}${path}`
    const linkset = [
      { anchor: at(apiCatalog.path), item: [{ href: at('/v1') }] },
      {
        anchor: at('/v1'),
        'service-desc': [{ href: at('/openapi.json'), type: 'application/json' }],
        'service-doc': [{ href: at('/docs'), type: 'text/html' }],
        status: [{ href: at('/health/ready'), type: 'application/json' }],
        alternate: feedFiles.map(file => ({ href: feedUrl(site, file), type: feedTypes[file] })),
        ...(site.rights?.license?.url && { license: [{ href: site.rights.license.url }] }),
      },
    ]
    return `${toJson({ linkset }, 2)}\n`
  },
} as const

/** The media type of each feed, without parameters. */
export const feedTypes = {
  'rss.xml': 'application/rss+xml',
  'atom.xml': 'application/atom+xml',
  'feed.json': 'application/feed+json',
  'ninjs.json': 'application/json',
} as const
