import { encodedUrl, linkSchemes, webSchemes } from '../../domain/address/absolute-url.ts'
import { trimBy } from '../../domain/text/trim.ts'

/** A classified address. `relative` = a path with a leading slash on an unknown site. */
export type Address =
  | { kind: 'absolute' | 'relative' | 'fragment'; url: string }
  | { kind: 'unsafe' | 'data' | 'broken'; url?: undefined }

export type AddressUse = 'link' | 'resource'

/** Base for relative addresses on an unknown site. No real host has this name (RFC 2606). */
export const unknownSite = 'https://offprint.invalid/'

/** Limit of a base address in characters (RFC 9110, 4.1). Resolving all links of a page against a longer one is slow. */
export const longestBase = 8000

/**
 * Classifies an address as a browser does (WHATWG URL), so that no spelling of `javascript:` passes.
 *
 * @param use a `link` may have schemes such as mailto and tel; a `resource` only http and https
 * @param base absolute address of the source, or its path on `unknownSite`; ignored if longer than 8,000 characters
 */
export function address(raw: string, use: AddressUse, base?: string): Address {
  const text = /[\u0000-\u0020]/.test(raw) ? trimmed(raw) : raw
  if (text === '') return { kind: 'broken' }
  if (text.startsWith('#')) return { kind: 'fragment', url: text }
  const url = parse(text, base ?? unknownSite)
  if (!url) return { kind: 'broken' }
  if (url.protocol === 'data:') return { kind: 'data' }
  if (url.protocol === 'article:' && use === 'link') return { kind: 'absolute', url: text }
  const schemes: readonly string[] = use === 'link' ? linkSchemes : webSchemes
  if (!schemes.includes(url.protocol)) return { kind: 'unsafe' }
  if (url.username !== '') url.username = ''
  if (url.password !== '') url.password = ''
  const found = encodedUrl(url, schemes)
  if (found === undefined) return { kind: 'broken' }
  return found.startsWith(unknownSite)
    ? { kind: 'relative', url: `/${found.slice(unknownSite.length).replace(/^\/+/, '')}` }
    : { kind: 'absolute', url: found }
}

/** The absolute http(s) URL, or undefined. */
export function absoluteUrl(raw: unknown, base?: string): string | undefined {
  const found = typeof raw === 'string' ? address(raw, 'resource', base) : undefined
  return found?.kind === 'absolute' ? found.url : undefined
}

/** The absolute http(s) URL, or the path on an unknown site. */
export function urlOrPath(raw: unknown, base?: string): string | undefined {
  return typeof raw === 'string' && !raw.trim().startsWith('#') ? address(raw, 'resource', base).url : undefined
}

/** Percent-decodes a part of an address; returns it unchanged if it is not valid. */
export function decodedPart(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** The path of a permalink; undefined for the home page and for addresses with a query, such as `/?p=12`. */
export function permalinkPath(link: string): string | undefined {
  const url = URL.parse(link)
  return url && /^https?:$/.test(url.protocol) && url.pathname !== '/' && url.search === '' ? url.pathname : undefined
}

/** Removes the characters that the URL parser ignores. */
function trimmed(text: string): string {
  return trimBy(text, /[\u0000-\u0020]/).replace(/[\t\n\r]/g, '')
}

function parse(text: string, base: string): URL | undefined {
  try {
    return new URL(text, base.length > longestBase ? unknownSite : base)
  } catch {
    return undefined
  }
}
