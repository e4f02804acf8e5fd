import { addressKey, isKeyBelowSite } from '../../domain/address/address-key.ts'
import type { Article } from '../../domain/article/article.ts'
import type { ImportRights } from '../../domain/import/job.ts'
import type { AddressClaim, Lookup } from '../../domain/store/article-store.ts'
import type { ImportItem } from '../../importer/source/run.ts'

type Note = { code: string; detail: string }

/** Importers of files whose addresses are guesses from their names: a site may give the same one to two files. */
const guessing = new Set(['markdown', 'html', 'text'])

/** Addresses that a note names. */
const named = 3

/**
 * The addresses by which links mean an article. Those that the import may not claim for all articles hold for links of its
 * own source; one that another article claimed before stays that article's.
 */
export function claimedAddresses(
  { id, content }: Article,
  { importer, imported }: ImportItem,
  { source, rights, around }: { source: string; rights: ImportRights; around: Lookup },
): { claims: AddressClaim[]; notes: Note[] } {
  const { addresses = [], manuscript } = imported
  const stated = [...(manuscript.paths ?? []), ...(content.canonicalUrl === undefined ? [] : [content.canonicalUrl])]
  const all = [...(guessing.has(importer) ? [] : addresses), ...stated]
  const isStated = new Set(all.map(addressKey))
  const claims = new Map<string, AddressClaim>()
  const outside: string[] = []
  const taken: string[] = []
  for (const address of [...addresses, ...stated]) {
    const key = addressKey(address)
    if (key === undefined || claims.has(key)) continue
    const isForAll = mayClaim(key, rights)
    const claim = { key, source: isForAll ? '' : source }
    if (!isForAll && rights.claims !== 'none' && key.startsWith('//') && isStated.has(key)) outside.push(address)
    if (around.isClaimed(claim, id)) {
      if (isStated.has(key)) taken.push(address)
    } else claims.set(key, claim)
  }
  return { claims: [...claims.values()], notes: [...outsideNote(outside, rights), ...takenNote(taken)] }
}

/** Whether the import may claim a path of an old site. */
export function mayClaimPath(path: string, { publish, claims }: ImportRights): boolean {
  if (claims === 'none') return publish
  const address = URL.parse(path, claims.site)?.href
  return address !== undefined && isKeyBelowSite(addressKey(address), claims.site)
}

function mayClaim(key: string, { claims }: ImportRights): boolean {
  return claims !== 'none' && isKeyBelowSite(key, claims.site)
}

function outsideNote(addresses: readonly string[], { claims }: ImportRights): Note[] {
  if (addresses.length === 0 || claims === 'none') return []
  const detail = `Only links of this source lead here by ${list(addresses)}: not below the site ${claims.site}.`
  return [{ code: 'address-outside', detail }]
}

function takenNote(addresses: readonly string[]): Note[] {
  if (addresses.length === 0) return []
  return [{ code: 'address-taken', detail: `Links to ${list(addresses)} lead to an article that claimed it before.` }]
}

function list(addresses: readonly string[]): string {
  const shown = [...new Set(addresses)].slice(0, named).map(address => `"${address.slice(0, 200)}"`)
  return `${shown.join(', ')}${addresses.length > named ? ' and others' : ''}`
}
