import type { Site } from '../domain/address/site.ts'
import type { Rights } from '../domain/content/rights.ts'
import { toJson } from '../render/json.ts'

/** Header fields of the Text and Data Mining Reservation Protocol (TDMRep, section 5) for an answer with an article’s words. */
export function miningHeaders(rights: Rights | undefined, site: Site): Record<string, string> {
  return reservationHeaders(rights?.textAndDataMining, site)
}

/**
 * The same for an answer with words of several articles: reserved where any of them is, allowed where all of them are.
 *
 * @param stated what the rights of each article say
 */
export function sharedMiningHeaders(stated: readonly Mining[], site: Site): Record<string, string> {
  if (stated.includes('reserved')) return reservationHeaders('reserved', site)
  return reservationHeaders(stated.length > 0 && stated.every(one => one === 'allowed') ? 'allowed' : undefined, site)
}

/**
 * The same for an answer whose articles are not known when it begins: reserved where the site reserves it. An article may
 * reserve what the site allows, so that nothing is allowed for all of them; `metadata.rights` tells.
 */
export function siteMiningHeaders(site: Site): Record<string, string> {
  return site.rights?.textAndDataMining === 'reserved' ? reservationHeaders('reserved', site) : {}
}

/** What the rights of an article say of text and data mining; undefined = nothing. */
export type Mining = Rights['textAndDataMining']

function reservationHeaders(mining: Mining, site: Site): Record<string, string> {
  if (mining === undefined) return {}
  const policy = mining === 'reserved' && site.miningPolicyUrl ? { 'tdm-policy': site.miningPolicyUrl } : {}
  return { 'tdm-reservation': mining === 'reserved' ? '1' : '0', ...policy }
}

/** The same for the whole site (TDMRep, section 4). Undefined where the site says nothing. */
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
