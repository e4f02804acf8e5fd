import { createHash } from 'node:crypto'
import { addressKey } from '../../domain/address/address-key.ts'

/**
 * Identity of an item that states none: the same content has the same identity, other content another one. A position or
 * a title would be shared by different articles, and the later one would replace the earlier one.
 */
export function contentIdentity(content: Uint8Array | string): string {
  return `content-${createHash('sha256').update(content).digest('hex').slice(0, 32)}`
}

/** Whether an identity is the home page of a site, which feeds name as the link of every entry. */
export function isHomePage(identity: string): boolean {
  return /^https?:/i.test(identity) && addressKey(identity) === undefined
}
