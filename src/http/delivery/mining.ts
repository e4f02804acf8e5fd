import type { Site } from '../../domain/address/site.ts'
import type { StoredPrint } from '../../domain/store/print-store.ts'
import { type Mining, sharedMiningHeaders } from '../../syndication/mining.ts'

/** The reservation of text and data mining for an answer that carries words of these articles, as header fields. */
export function miningOf(prints: readonly Pick<StoredPrint, 'item'>[], site: Site): Record<string, string> {
  return sharedMiningHeaders(prints.map(stated), site)
}

function stated({ item }: Pick<StoredPrint, 'item'>): Mining {
  const bytes = Buffer.from(item.buffer, item.byteOffset, item.byteLength)
  // Most say nothing, which a search tells at less cost than parsing.
  if (!bytes.includes('"textAndDataMining"')) return undefined
  return JSON.parse(bytes.toString()).metadata.rights?.textAndDataMining
}
