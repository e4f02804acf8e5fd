import { addressKey, fileNameKey, isKeyBelowSite, translationKey } from '../../domain/address/address-key.ts'
import type { Article } from '../../domain/article/article.ts'
import type { ImportRights } from '../../domain/import/job.ts'
import type { AddressClaim, Lookup } from '../../domain/store/article/article-store.ts'
import type { ImportItem } from '../../importer/source/run.ts'

type Note = { code: string; detail: string }

/** Importers that guess addresses from file names: a site may have the same address for two files. */
const guessing = new Set(['markdown', 'html', 'text'])

/** The maximum number of addresses in a note. */
const named = 3

/**
 * The addresses by which links may refer to the article. Addresses that the import may not claim for all articles apply
 * to links of its own source; an address that another article claimed first stays with that article.
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
  // Several files may have the same name.
  for (const address of guessing.has(importer) ? addresses : [])
    for (const key of nameKeys(address, content.language)) claims.set(key, { key, source })
  const translations = (imported.translations ?? []).filter(one => one.length <= longest).map(translationKey)
  for (const key of translations) claims.set(key, { key, source })
  const keys = guessing.has(importer) ? [...translations, translationKey(addresses[0] ?? '')] : translations
  const same = keys.map(key => around.sameTranslation(key, source, content.language, id)).find(one => one !== undefined)
  const notes = [...outsideNote(outside, rights), ...takenNote(taken), ...sameLanguageNote(same, content.language)]
  return { claims: [...claims.values()], notes }
}

/** By the name of the file, also without the language in `ferry.de.md`, and with it for `de/ferry.md`. */
function nameKeys(address: string, language: string): string[] {
  const key = fileNameKey(address)
  if (key === undefined) return []
  const name = key.replace(/\.[a-z]{2,3}(?:-[a-z]{2,4})?$/, '')
  const tag = language.toLowerCase()
  return [key, name, `${name}.${tag}`, `${name}.${tag.replace(/-.*/s, '')}`]
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

/** Maximum length of a key of translations. */
const longest = 1000

function sameLanguageNote(other: string | undefined, language: string): Note[] {
  if (other === undefined) return []
  const detail = `"${other}" has the same translations and is also in "${language}". Only one of them is listed as a translation.`
  return [{ code: 'translation-same-language', detail }]
}

function list(addresses: readonly string[]): string {
  const shown = [...new Set(addresses)].slice(0, named).map(address => `"${address.slice(0, 200)}"`)
  return `${shown.join(', ')}${addresses.length > named ? ' and others' : ''}`
}
