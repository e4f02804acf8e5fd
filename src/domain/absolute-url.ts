import { linkedArticle } from './site.ts'

/** What a link may lead to. */
export const linkSchemes = ['http:', 'https:', 'mailto:', 'tel:'] as const

/** Where an image, a medium, an embed or a page may be. */
export const webSchemes = ['http:', 'https:'] as const

/**
 * An absolute URL in ASCII, percent-encoded as RFC 3986 wants it (the WHATWG parser alone leaves `|`, `[` and stray `%`
 * as they are). Undefined for relative references and for every scheme that is not named: `javascript:`, `data:` and
 * their like never pass, however they are written, because the scheme is looked at after parsing.
 */
export function absoluteUrl(text: string, schemes: readonly string[] = linkSchemes): string | undefined {
  const url = URL.parse(text.trim())
  if (!url || !schemes.includes(url.protocol)) return undefined
  const isWeb = url.host !== ''
  if (isWeb ? !hostShape.test(url.hostname) : url.pathname === '') return undefined
  const rest = isWeb ? url.href.indexOf('/', url.protocol.length + 2) : url.protocol.length
  return url.href.slice(0, rest) + encode(url.href.slice(rest))
}

/** Whether an address may stand in a link: an absolute URL, an anchor of the same article, or `article:{id}`. */
export function isLinkTarget(href: string): boolean {
  return /^#\S/.test(href) || linkedArticle(href) !== undefined || absoluteUrl(href) !== undefined
}

const hostShape = /^(?:[\w.~!$&'()*+,;=-]+|\[[\da-f:.]+\])$/i

function encode(text: string): string {
  const [before = '', ...fragments] = text
    .replace(/[\s"<>[\\\]^`{|}]/g, character => encodeURIComponent(character))
    .replace(/%(?![\da-f]{2})/gi, '%25')
    .split('#')
  return fragments.length === 0 ? before : `${before}#${fragments.join('%23')}`
}
