import { legible } from '../../domain/text/legible-text.ts'

/**
 * The same value with every text `legible`, and without members that are undefined: HTML lets control characters through
 * as character references, JSON lone surrogates.
 */
export function readable<Value>(value: Value): Value {
  return isReadable(value) ? value : (cleaned(value) as Value)
}

/** Nearly all that is read is so already, and need not be copied. */
function isReadable(value: unknown): boolean {
  if (typeof value === 'string') return legible(value) === value
  if (Array.isArray(value)) return value.every(isReadable)
  return typeof value !== 'object' || value === null || hasReadableMembers(value)
}

function hasReadableMembers(value: object): boolean {
  if (Object.getPrototypeOf(value) !== Object.prototype) return false
  for (const name in value) {
    const member: unknown = value[name as keyof typeof value]
    if (member === undefined || !isReadable(member)) return false
  }
  return true
}

function cleaned(value: unknown): unknown {
  if (typeof value === 'string') return legible(value)
  if (Array.isArray(value)) return value.map(cleaned)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  return Object.fromEntries(members.map(([name, member]) => [name, cleaned(member)]))
}
