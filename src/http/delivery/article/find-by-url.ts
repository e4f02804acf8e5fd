import { absoluteUrl, webSchemes } from '../../../domain/address/absolute-url.ts'
import type { Site } from '../../../domain/address/site.ts'
import type { Found } from '../../../domain/store/print-store.ts'
import { trimEndBy } from '../../../domain/text/trim.ts'
import type { AddressStore } from '../delivery.ts'
import { articlesPath } from './serve-article.ts'

/** A published article or a tombstone, after redirects were followed. */
export type FoundArticle = Exclude<Found, { kind: 'moved' }>

/**
 * Finds an article by a URL that a person pasted: its canonical URL, its address on the site by a current or former slug,
 * or the URL of any of its renditions. Query, fragment, scheme and a trailing slash are ignored, unless the canonical URL
 * has them.
 */
export async function findByUrl(store: AddressStore, site: Site, pasted: string): Promise<FoundArticle | undefined> {
  const whole = absoluteUrl(pasted, webSchemes)
  if (whole === undefined) return undefined
  const url = whole.replace(/#.*$/s, '')
  const plain = url.replace(/\?.*$/s, '')
  const own = `${site.publicUrl}${articlesPath}/`
  return (
    (plain.startsWith(own) ? await findFirst(store, ownRef(plain.slice(own.length))) : undefined) ??
    unlessMoved(await store.readAt([whole, ...spellings(url)])) ??
    (await findFirst(store, fromTemplate(site.articleUrlTemplate, plain)))
  )
}

/** The article of the first of these slugs or ids that has one, also a former slug. */
export async function findFirst(store: AddressStore, refs: readonly string[]): Promise<FoundArticle | undefined> {
  for (const ref of refs) {
    const found = await store.find(ref)
    const now = unlessMoved(found?.kind === 'moved' ? await store.find(found.slug) : found)
    if (now) return now
  }
  return undefined
}

function unlessMoved(found: Found | undefined): FoundArticle | undefined {
  return found?.kind === 'moved' ? undefined : found
}

/** The slug or id in a URL of this API. */
function ownRef(rest: string): string[] {
  return decoded([rest.replace(/\/.*$/s, '').replace(/\.(?:html|md|txt|jsonld|ninjs\.json)$/, '')])
}

/** The URL as it is, without tracking parameters, and without any parameters; each also with the other scheme and slash. */
function spellings(url: string): string[] {
  const address = new URL(url)
  const kept = new URLSearchParams([...address.searchParams].filter(([name]) => !tracking.test(name)))
  const plain = url.replace(/\?.*$/s, '')
  const slashed = plain.endsWith('/') ? trimEndBy(plain, /\//) : `${plain}/`
  const spelled = [url, kept.size > 0 ? `${plain}?${kept}` : plain, plain, slashed]
  const both = spelled.flatMap(one => [one, one.replace(/^https?:/, address.protocol === 'http:' ? 'https:' : 'http:')])
  return [...new Set(both)]
}

const tracking = /^(?:utm_\w+|fbclid|gclid|mc_[ce]id)$/i

/**
 * Extracts the slug or id from a URL by the site's URL template. It matches from the end, so that the last occurrence of a
 * fixed part of the template counts. Linear time.
 */
function fromTemplate(template: string | undefined, url: string): string[] {
  if (template === undefined) return []
  const parts = template.replace(/\/$/, '').split(/(\{\w+\})/)
  const [first = ''] = parts
  const last = parts.at(-1) ?? ''
  const plain = url.replace(/\/$/, '')
  if (parts.length === 1 || !plain.startsWith(first) || !plain.endsWith(last)) return []
  const refs: string[] = []
  let end = plain.length - last.length
  for (let index = parts.length - 2; index > 0; index -= 2) {
    const isRef = parts[index] === '{slug}' || parts[index] === '{id}'
    const before = parts[index - 1] ?? ''
    const at = index === 1 ? 0 : plain.lastIndexOf(before, end - before.length - (isRef ? 1 : 0))
    const start = at + before.length
    const value = at < 0 || start > end ? '/' : plain.slice(start, end)
    if (value.includes('/') || (isRef && value === '')) return []
    if (isRef) refs.unshift(value)
    end = at
  }
  return decoded(refs)
}

function decoded(parts: readonly string[]): string[] {
  return parts.flatMap(part => {
    try {
      return [decodeURIComponent(part)]
    } catch {
      return []
    }
  })
}
