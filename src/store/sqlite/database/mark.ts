import { randomBytes } from 'node:crypto'

/** A random text that tells one write from any other, also of a store that was restored from a backup: 6 letters of base64url. */
export function newMark(): string {
  return randomBytes(5).toString('base64url').slice(0, 6)
}
