import { randomBytes } from 'node:crypto'

/** A random text of 6 base64url characters, unique to a write, also after a backup was restored. */
export function newMark(): string {
  return randomBytes(5).toString('base64url').slice(0, 6)
}
