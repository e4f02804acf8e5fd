import { isBelowSite } from '../../domain/address/address-key.ts'
import type { Site } from '../../domain/address/site.ts'
import { trimEndBy } from '../../domain/text/trim.ts'
import type { DeliveryStore } from './delivery.ts'
import { respell } from './moved.ts'
import { type Reached, reached, reachedAt } from './pasted-address.ts'

/**
 * The article at a path of the site: by a path that an import stated, by the address where people read it, or by its slug
 * as the only segment, now or before. Scheme, query, fragment, a final slash and the extension of a page make no
 * difference. A URL of another site leads nowhere.
 *
 * @param given a path with a leading slash, a slug, or an absolute URL of the site
 */
export async function articleAtPath(store: DeliveryStore, site: Site, given: string): Promise<Reached | undefined> {
  const path = sitePath(site, given)
  if (path === undefined) return undefined
  const [slug, ...others] = decoded(plain(path)).split('/').filter(Boolean)
  const name = slug !== undefined && others.length === 0 ? slug.replace(/\.(?:html?|php|aspx?)$/i, '') : undefined
  const found = await store.findByPath(spellings(path, prefixOf(site)))
  return (
    (found?.kind === 'moved' ? await reached(store, [found.articleId]) : found) ??
    (await atSite(store, site, path)) ??
    (name === undefined ? undefined : await reached(store, [name, respell(name)]))
  )
}

async function atSite(store: DeliveryStore, site: Site, path: string): Promise<Reached | undefined> {
  for (const base of new Set([homeOf(site), originOf(homeOf(site)), site.publicUrl])) {
    const found = await reachedAt(store, site, base + path)
    if (found) return found
  }
  return undefined
}

/** The path and query of what was given; undefined for a URL of another site. */
function sitePath(site: Site, given: string): string | undefined {
  if (!/^https?:\/\//i.test(given)) return `/${given.replace(/^\/+/, '')}`.replace(/#.*$/s, '')
  const url = URL.parse(given)
  if (!url || ![homeOf(site), site.publicUrl].some(base => isBelowSite(url.href, base))) return undefined
  return url.pathname + url.search
}

/** Ways to write a path: as it is and decoded, with and without query, final slash, and the path that the site is at. */
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
