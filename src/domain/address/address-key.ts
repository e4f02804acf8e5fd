/**
 * A normal form of the URL of a page: two URLs with the same key lead to the same page. It ignores the scheme, `www.`,
 * a final slash or `index.html`, file extensions of pages, fragments and tracking parameters.
 *
 * @param address absolute URL, or a path, which is the same on every site
 * @returns undefined for the home page of a site, and if the address is not that of a page
 */
export function addressKey(address: string): string | undefined {
  if (address.length > longest) return undefined
  const isPath = /^\/(?![/\\])/.test(address)
  const url = isPath ? URL.parse(address, 'https://offprint.invalid/') : URL.parse(address)
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) return undefined
  const path = pagePath(url.pathname)
  const query = url.search === '' ? '' : meaningful(url.searchParams)
  if (path === '' && query === '') return undefined
  return `${isPath ? '' : `//${url.host.replace(/^www\./, '')}`}${path}${query}`
}

/**
 * The key of a Markdown file by its name alone, for links that do not state its folder. A key is unique only in its source,
 * and only if no other file there has the same name.
 */
export function fileNameKey(address: string): string | undefined {
  const key = isMarkdownFile(address) ? addressKey(address) : undefined
  if (key === undefined) return undefined
  const host = key.startsWith('//') ? key.slice(0, key.indexOf('/', 2)) : ''
  const name = key.slice(key.lastIndexOf('/') + 1).toLowerCase()
  return `${host}${byName}${name}`
}

/** Whether an address is that of a Markdown file. */
export function isMarkdownFile(address: string): boolean {
  return address.length <= longest && markdownFile.test(address)
}

/** Whether a key is one of `fileNameKey`. */
export function isFileNameKey(key: string): boolean {
  return key.includes(byName)
}

/** In no key of `addressKey`: no host and no path begins with an asterisk. */
const byName = '*//'

const markdownFile = /\.(?:md|markdown|mdown|mkd|mdx)(?:[?#]|$)/i

/** The key by which the translations of an article are found: from the address of one of them, or a name that they share. */
export function translationKey(text: string): string {
  return `${translated}${addressKey(text) ?? text}`
}

/** The key of the address in a key of `translationKey`. */
export function translatedAddress(key: string): string {
  return key.slice(translated.length)
}

/** In no key of `addressKey`. */
const translated = 'translation '

/** An absolute web address without query and fragment, the form of a site. Undefined if the text is not one. */
export function siteAddress(text: string): string | undefined {
  const url = URL.parse(text)
  const isWeb = url?.protocol === 'https:' || url?.protocol === 'http:'
  const isPlain = url?.username === '' && url.password === '' && url.search === '' && url.hash === ''
  return url && isWeb && isPlain ? url.href : undefined
}

/**
 * Whether an address is that of a site, or below it. `https://a.example/news` and `https://a.example/news/` are the
 * same site; `https://a.example/newsroom` is not below it.
 */
export function isBelowSite(address: string, site: string): boolean {
  return isKeyBelowSite(addressKey(address) ?? homeKey(address), site)
}

/** As above, for the key of an address. */
export function isKeyBelowSite(key: string | undefined, site: string): boolean {
  const base = addressKey(site) ?? homeKey(site)
  if (key === undefined || base === undefined || !key.startsWith(base)) return false
  return key.length === base.length || key[base.length] === '/' || key[base.length] === '?'
}

/** The key of the home page of a site. */
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
