import type { Site } from '../../domain/address/site.ts'
import { asBuffer } from '../../domain/buffer.ts'
import type { StoredPrint } from '../../domain/store/print-store.ts'
import { type Mining, sharedMiningHeaders } from '../../syndication/crawler/mining.ts'

/** The headers that reserve or allow text and data mining (TDMRep) for a response with text of the given articles. */
export function miningHeaders(prints: readonly Pick<StoredPrint, 'item'>[], site: Site): Record<string, string> {
  return sharedMiningHeaders(prints.map(declaredMining), site)
}

/** What an article declares itself; undefined = the setting of the site holds. */
function declaredMining({ item }: Pick<StoredPrint, 'item'>): Mining {
  const bytes = asBuffer(item)
  // Most articles declare nothing, and a search of the JSON is cheaper than parsing it.
  if (!bytes.includes('"textAndDataMining"')) return undefined
  return JSON.parse(bytes.toString()).metadata.rights?.textAndDataMining
}
