import type { Site } from '../../domain/address/site.ts'
import type { StoredPrint } from '../../domain/store/print-store.ts'
import { type Mining, sharedMiningHeaders } from '../../syndication/mining.ts'
import { asBuffer } from '../message/buffer.ts'

/** Text and data mining headers of a response that contains text of these articles. */
export function miningHeaders(prints: readonly Pick<StoredPrint, 'item'>[], site: Site): Record<string, string> {
  return sharedMiningHeaders(prints.map(stated), site)
}

function stated({ item }: Pick<StoredPrint, 'item'>): Mining {
  const bytes = asBuffer(item)
  // Most articles have no such member, and a search is cheaper than parsing.
  if (!bytes.includes('"textAndDataMining"')) return undefined
  return JSON.parse(bytes.toString()).metadata.rights?.textAndDataMining
}
