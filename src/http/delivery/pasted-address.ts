import { absoluteUrl, webSchemes } from '../../domain/address/absolute-url.ts'
import type { Site } from '../../domain/address/site.ts'
import type { Found } from '../../domain/store/print-store.ts'
import { trimEndBy } from '../../domain/text/trim.ts'
import type { DeliveryStore } from './delivery.ts'
import { articlesPath } from './serve-article.ts'

/** What an address leads to, when it has led to where the article is now. */
export type Reached = Exclude<Found, { kind: 'moved' }>

/**
 * The article that somebody means who pastes an address: where people read it, now or by a former slug, or any of its
 * forms here. Parameters, fragment, scheme and a final slash are taken as people leave them; a canonical URL with a
 * fragment is found as it is.
 */
export async function reachedAt(store: DeliveryStore, site: Site, pasted: string): Promise<Reached | undefined> {
  const whole = absoluteUrl(pasted, webSchemes)
  if (whole === undefined) return undefined
  const url = whole.replace(/#.*$/s, '')
  const plain = url.replace(/\?.*$/s, '')
  const own = `${site.publicUrl}${articlesPath}/`
  return (
    (plain.startsWith(own) ? await reached(store, ownRef(plain.slice(own.length))) : undefined) ??
    without(await store.readAt([whole, ...spellings(url)])) ??
    (await reached(store, fromTemplate(site.articleUrlTemplate, plain)))
  )
}

/** The article that the first of these slugs or ids leads to, now or before. */
export async function reached(store: DeliveryStore, refs: readonly string[]): Promise<Reached | undefined> {
  for (const ref of refs) {
    const found = await store.find(ref)
    const now = without(found?.kind === 'moved' ? await store.find(found.slug) : found)
    if (now) return now
  }
  return undefined
}

function without(found: Found | undefined): Reached | undefined {
  return found?.kind === 'moved' ? undefined : found
}

/** The slug or id that an address of ours has. */
function ownRef(rest: string): string[] {
  return decoded([rest.replace(/\/.*$/s, '').replace(/\.(?:html|md|txt|jsonld|ninjs\.json)$/, '')])
}

/** As it is, then without what counts visitors, then without any parameters; each also by the other scheme and slash. */
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
 * The slug or id that stands where the template of the site has it. Reads from the end, so that of several places where a
 * text of the template could be, the last counts; takes linear time.
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
