import type { Site } from '../../domain/address/site.ts'
import type { Rights } from '../../domain/content/rights.ts'
import { toJson } from '../../render/json.ts'

/** Header fields of the Text and Data Mining Reservation Protocol (TDMRep, section 5) for a response with one article. */
export function miningHeaders(rights: Rights | undefined, site: Site): Record<string, string> {
  return reservationHeaders(rights?.textAndDataMining, site)
}

/**
 * The same for a response with several articles: reserved if any of them is, allowed if all of them are.
 *
 * @param stated the reservation of each article
 */
export function sharedMiningHeaders(stated: readonly Mining[], site: Site): Record<string, string> {
  if (stated.includes('reserved')) return reservationHeaders('reserved', site)
  return reservationHeaders(stated.length > 0 && stated.every(one => one === 'allowed') ? 'allowed' : undefined, site)
}

/**
 * The same for a streamed response whose articles are unknown when it starts: reserved if the site reserves it, never
 * allowed, because an article may reserve what the site allows. `metadata.rights` of each article is exact.
 */
export function siteMiningHeaders(site: Site): Record<string, string> {
  return site.rights?.textAndDataMining === 'reserved' ? reservationHeaders('reserved', site) : {}
}

/** The reservation of an article; undefined = not stated. */
export type Mining = Rights['textAndDataMining']

function reservationHeaders(mining: Mining, site: Site): Record<string, string> {
  if (mining === undefined) return {}
  const policy = mining === 'reserved' && site.miningPolicyUrl ? { 'tdm-policy': site.miningPolicyUrl } : {}
  return { 'tdm-reservation': mining === 'reserved' ? '1' : '0', ...policy }
}

/** The file `/.well-known/tdmrep.json` (TDMRep, section 4). Undefined if the site states no reservation. */
export const miningFile = {
  name: 'tdmrep',
  mediaType: 'application/json',
  path: '/.well-known/tdmrep.json',
  render(site: Site): string | undefined {
    const mining = site.rights?.textAndDataMining
    if (mining === undefined) return undefined
    const policy = mining === 'reserved' && site.miningPolicyUrl ? { 'tdm-policy': site.miningPolicyUrl } : {}
    return `${toJson([{ location: URL.parse(`${site.publicUrl}/`)?.pathname ?? '/', 'tdm-reservation': mining === 'reserved' ? 1 : 0, ...policy }], 2)}\n`
  },
} as const
