import { isBelowSite } from '../../../domain/address/address-key.ts'
import type { Site } from '../../../domain/address/site.ts'
import type { Id } from '../../../domain/id.ts'
import { trimEndBy } from '../../../domain/text/trim.ts'
import type { AddressStore } from '../delivery.ts'
import { normalizeRef } from '../redirect.ts'
import { type FoundArticle, findByUrl, findFirst } from './find-by-url.ts'

/**
 * Finds the article at a path of the site: by an imported path, by its address on the site, or by a current or former slug
 * as the only segment. Scheme, query, fragment, a trailing slash and a page extension are ignored. A URL of another site
 * is not found.
 *
 * @param given a path with a leading slash, a slug, or an absolute URL of the site
 */
export async function findByPath(store: AddressStore, site: Site, given: string): Promise<FoundArticle | undefined> {
  const path = sitePath(site, given)
  if (path === undefined) return undefined
  const [slug, ...others] = decoded(plain(path)).split('/').filter(Boolean)
  const name = slug !== undefined && others.length === 0 ? slug.replace(/\.(?:html?|php|aspx?)$/i, '') : undefined
  const found = await store.findByPath(spellings(path, prefixOf(site)))
  return (
    (found?.kind === 'moved' ? await findFirst(store, [found.articleId]) : found) ??
    (await atSite(store, site, path)) ??
    (name === undefined ? undefined : await findFirst(store, [name, normalizeRef(name)]))
  )
}

/** Like `findByPath`, but returns only the id of a published article. */
export function createArticleAt(store: AddressStore, site: Site): (given: string) => Promise<Id | undefined> {
  return async given => {
    const found = await findByPath(store, site, given)
    return found?.kind === 'print' ? found.print.articleId : undefined
  }
}

async function atSite(store: AddressStore, site: Site, path: string): Promise<FoundArticle | undefined> {
  for (const base of new Set([homeOf(site), originOf(homeOf(site)), site.publicUrl])) {
    const found = await findByUrl(store, site, base + path)
    if (found) return found
  }
  return undefined
}

/** Path and query; undefined for a URL of another site. */
function sitePath(site: Site, given: string): string | undefined {
  if (!/^https?:\/\//i.test(given)) return `/${given.replace(/^\/+/, '')}`.replace(/#.*$/s, '')
  const url = URL.parse(given)
  if (!url || ![homeOf(site), site.publicUrl].some(base => isBelowSite(url.href, base))) return undefined
  return url.pathname + url.search
}

/** Variants of a path: encoded and decoded, with and without query, trailing slash, and the path prefix of the site. */
function spellings(path: string, prefix: string): string[] {
  const written = [path, plain(path)].flatMap(one => [one, decoded(one)])
  const below = written.flatMap(one => {
    if (prefix === '') return [one]
    return one.startsWith(`${prefix}/`) ? [one, one.slice(prefix.length)] : [one, prefix + one]
  })
  const slashed = below.flatMap(one => (one.includes('?') ? [one] : [one, withoutSlash(one), `${withoutSlash(one)}/`]))
  return [...new Set(slashed.flatMap(one => [one, encoded(one)]))].filter(one => one !== '' && one !== '/')
}

const homeOf = ({ homeUrl, publicUrl }: Site) => trimEndBy(homeUrl ?? publicUrl, /\//)
const originOf = (url: string) => URL.parse(url)?.origin ?? url
const prefixOf = (site: Site) => withoutSlash(URL.parse(homeOf(site))?.pathname ?? '')
const withoutSlash = (path: string) => trimEndBy(path, /\//)
const plain = (path: string) => path.replace(/\?.*$/s, '')

function encoded(path: string): string {
  return URL.parse(path, 'https://offprint.invalid')?.pathname ?? path
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path).normalize('NFC')
  } catch {
    return path
  }
}
