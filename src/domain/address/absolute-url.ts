import { linkedArticle } from './site.ts'

/** Allowed schemes of a link. */
export const linkSchemes = ['http:', 'https:', 'mailto:', 'tel:', 'ftp:', 'irc:', 'ircs:', 'xmpp:'] as const

/** Allowed schemes of images, media, embeds and pages. */
export const webSchemes = ['http:', 'https:'] as const

/**
 * An absolute URL in ASCII, percent-encoded as RFC 3986 requires (the WHATWG parser leaves `|`, `[` and a stray `%`).
 * Undefined for relative references and for all schemes that are not listed, such as `javascript:` and `data:`: the
 * scheme is checked after parsing, so no spelling passes.
 */
export function absoluteUrl(text: string, schemes: readonly string[] = linkSchemes): string | undefined {
  const url = URL.parse(text.trim())
  return url ? encodedUrl(url, schemes) : undefined
}

/** As `absoluteUrl`, for a parsed URL. */
export function encodedUrl(url: URL, schemes: readonly string[] = linkSchemes): string | undefined {
  if (!schemes.includes(url.protocol)) return undefined
  const isWeb = url.host !== ''
  if (isWeb ? !hostShape.test(url.hostname) : url.pathname === '') return undefined
  const authority = url.protocol.length + 2
  const rest = isWeb ? authority + url.href.slice(authority).search(/[/?#]|$/) : url.protocol.length
  return url.href.slice(0, rest) + encode(url.href.slice(rest))
}

/**
 * A path of the site, percent-encoded, such as `/2026/ferries/`. Content keeps a path if its source does not state the
 * site; printing adds the site. Undefined unless the text begins with exactly one slash.
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

/** Whether a text is a valid link target: a URL, an anchor of the same article, or `article:{id}`. */
export function isLinkTarget(href: string): boolean {
  return /^#\S/.test(href) || linkedArticle(href) !== undefined || contentUrl(href) !== undefined
}

/** A placeholder for the site of a path; no real host can have this name (RFC 2606). */
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
