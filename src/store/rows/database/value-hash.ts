import type { Hash } from 'node:crypto'

/** Adds a value of a row to a hash. Type and length precede it, so that two rows with other values have other bytes. */
export function hashValue(hash: Hash, value: unknown): void {
  if (value === null) hash.update('n')
  else if (Buffer.isBuffer(value)) hash.update(`b${value.length}:`).update(value)
  else if (typeof value === 'string') hash.update(`s${value.length}:`).update(value)
  else hash.update(`i${String(value)};`)
}
