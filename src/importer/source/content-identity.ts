import { createHash } from 'node:crypto'
import { addressKey } from '../../domain/address/address-key.ts'

/**
 * Identity of an item that states none: a hash of its content. A position or a title is not unique, so a later article
 * would replace an earlier one.
 */
export function contentIdentity(content: Uint8Array | string): string {
  return `content-${createHash('sha256').update(content).digest('hex').slice(0, 32)}`
}

/** Whether an identity is the home page of a site. Some feeds use it as the link of every entry. */
export function isHomePage(identity: string): boolean {
  return /^https?:/i.test(identity) && addressKey(identity) === undefined
}
