/**
 * A normal form of the URL of a page: two URLs with the same key lead to the same page.
 * Scheme, `www.`, a final slash or `index.html`, the extension of a page or of a file that a page is made of, fragments
 * and what only counts visitors make no difference.
 *
 * @param address absolute, or a path of the site, which is one whatever site that is
 * @returns undefined for a site's home, and for what is no page's address
 */
export function addressKey(address: string): string | undefined {
  if (address.length > longest) return undefined
  const isPath = /^\/(?![/\\])/.test(address)
  const url = isPath ? URL.parse(address, 'https://offprint.invalid/') : URL.parse(address)
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) return undefined
  const path = pagePath(url.pathname)
  const query = meaningful(url.searchParams)
  if (path === '' && query === '') return undefined
  return `${isPath ? '' : `//${url.host.replace(/^www\./, '')}`}${path}${query}`
}

/** An absolute web address without query and fragment, as a site is stated. Undefined if it is none. */
export function siteAddress(text: string): string | undefined {
  const url = URL.parse(text)
  const isWeb = url?.protocol === 'https:' || url?.protocol === 'http:'
  const isPlain = url?.username === '' && url.password === '' && url.search === '' && url.hash === ''
  return url && isWeb && isPlain ? url.href : undefined
}

/**
 * Whether an address is the one of a site or below it. `https://a.example/news` and `https://a.example/news/` are the
 * same site; `https://a.example/newsroom` is not below it.
 */
export function isBelowSite(address: string, site: string): boolean {
  return isKeyBelowSite(addressKey(address) ?? homeKey(address), site)
}

/** The same of an address by its key. */
export function isKeyBelowSite(key: string | undefined, site: string): boolean {
  const base = addressKey(site) ?? homeKey(site)
  if (key === undefined || base === undefined || !key.startsWith(base)) return false
  return key.length === base.length || key[base.length] === '/' || key[base.length] === '?'
}

/** The key that the home of a site would have. */
function homeKey(address: string): string | undefined {
  const url = URL.parse(address)
  return url?.protocol === 'https:' || url?.protocol === 'http:' ? `//${url.host.replace(/^www\./, '')}` : undefined
}

const longest = 2000
const tracking = /^(?:utm_\w+|fbclid|gclid|mc_[ce]id|ref|ref_src|source|share|amp|replytocom)$/i

function pagePath(path: string): string {
  return decoded(path)
    .replace(/\/{2,}/g, '/')
    .replace(/\.(?:html?|xhtml|md|markdown|mdown|mkd|mdx|txt|text)$/i, '')
    .replace(/\/_?index$/i, '/')
    .replace(/\/$/, '')
}

function meaningful(query: URLSearchParams): string {
  const kept = [...query].filter(([name]) => !tracking.test(name))
  return kept.length === 0 ? '' : `?${new URLSearchParams(kept)}`
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path).normalize('NFC')
  } catch {
    return path
  }
}
