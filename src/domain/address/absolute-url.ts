import { linkedArticle } from './site.ts'

/** Schemes that a link may have. */
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
  return url ? encodedUrl(url, schemes) : undefined
}

/** The same of a URL that is parsed already. */
export function encodedUrl(url: URL, schemes: readonly string[] = linkSchemes): string | undefined {
  if (!schemes.includes(url.protocol)) return undefined
  const isWeb = url.host !== ''
  if (isWeb ? !hostShape.test(url.hostname) : url.pathname === '') return undefined
  const rest = isWeb ? url.href.indexOf('/', url.protocol.length + 2) : url.protocol.length
  return url.href.slice(0, rest) + encode(url.href.slice(rest))
}

/**
 * A path of the site, percent-encoded, as content keeps what its source does not say the site of: `/2026/ferries/`. It
 * gets its site when it is printed. Undefined for all that does not begin with exactly one slash.
 */
export function sitePath(text: string): string | undefined {
  const given = text.trim()
  const url = /^\/(?![/\\])/.test(given) ? URL.parse(given, nowhere) : undefined
  return url?.href.startsWith(nowhere) ? `/${encode(url.href.slice(nowhere.length).replace(/^\/+/, ''))}` : undefined
}

/** As `absoluteUrl`, or a path of the site. */
export function contentUrl(text: string, schemes: readonly string[] = linkSchemes): string | undefined {
  return absoluteUrl(text, schemes) ?? sitePath(text)
}

/** Whether a link may have this address: a URL of the content, an anchor of the same article, or `article:{id}`. */
export function isLinkTarget(href: string): boolean {
  return /^#\S/.test(href) || linkedArticle(href) !== undefined || contentUrl(href) !== undefined
}

/** Stands for the site of a path; no real host can have this name (RFC 2606). */
const nowhere = 'https://offprint.invalid/'

const hostShape = /^(?:[\w.~!$&'()*+,;=-]+|\[[\da-f:.]+\])$/i

/** Characters that need no encoding in a URL. */
const asTheyAre = /^[\w./:?&=;,+~@!$'()*-]*$/

function encode(text: string): string {
  if (asTheyAre.test(text)) return text
  const [before = '', ...fragments] = text
    .replace(/[\s"<>[\\\]^`{|}]/g, character => encodeURIComponent(character))
    .replace(/%(?![\da-f]{2})/gi, '%25')
    .split('#')
  return fragments.length === 0 ? before : `${before}#${fragments.join('%23')}`
}
