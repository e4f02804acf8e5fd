import { encodedUrl, linkSchemes, webSchemes } from '../../domain/address/absolute-url.ts'
import { trimBy } from '../../domain/text/trim.ts'

/** What an address in a source turned out to be. `relative` = its site is not known: a path of it, with a leading slash. */
export type Address =
  | { kind: 'absolute' | 'relative' | 'fragment'; url: string }
  | { kind: 'unsafe' | 'data' | 'broken'; url?: undefined }

export type AddressUse = 'link' | 'resource'

/** Stands for the site of a relative address where that is not known; no real host can have this name (RFC 2606). */
export const unknownSite = 'https://offprint.invalid/'

/** Longest base address in characters (RFC 9110, 4.1); resolving every link of a page against a longer one takes too long. */
export const longestBase = 8000

/**
 * Reads an address the way a browser does (WHATWG URL), so that no spelling of `javascript:` gets through.
 *
 * @param use a `link` may also lead to mail, telephone and the like; a `resource` is fetched: http and https only
 * @param base absolute address of the source, or its place on `unknownSite`; one of more than 8,000 characters counts as
 *   unknown
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
  url.username = ''
  url.password = ''
  const found = encodedUrl(url, schemes)
  if (found === undefined) return { kind: 'broken' }
  return found.startsWith(unknownSite)
    ? { kind: 'relative', url: `/${found.slice(unknownSite.length).replace(/^\/+/, '')}` }
    : { kind: 'absolute', url: found }
}

/** The absolute http(s) address of a text, or undefined. */
export function absoluteUrl(raw: unknown, base?: string): string | undefined {
  const found = typeof raw === 'string' ? address(raw, 'resource', base) : undefined
  return found?.kind === 'absolute' ? found.url : undefined
}

/** The same, or the path of what stands on a site that is not known. */
export function keptUrl(raw: unknown, base?: string): string | undefined {
  return typeof raw === 'string' && !raw.trim().startsWith('#') ? address(raw, 'resource', base).url : undefined
}

/** What the URL parser leaves out before it begins. */
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
