import type { Rights } from '../domain/rights.ts'
import type { Site } from '../domain/site.ts'
import { toJson } from '../render/json.ts'

/** Header fields of the Text and Data Mining Reservation Protocol (TDMRep, section 5) for an article’s representations. */
export function miningHeaders(rights: Rights | undefined, site: Site): Record<string, string> {
  const mining = rights?.textAndDataMining
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
    return `${toJson([{ location: '/', 'tdm-reservation': mining === 'reserved' ? 1 : 0, ...policy }], 2)}\n`
  },
} as const
