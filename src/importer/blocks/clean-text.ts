import { legible } from '../../domain/text/legible-text.ts'

/**
 * Makes every text in a value `legible`, and removes undefined members. Character references of HTML can contain control
 * characters, JSON can contain lone surrogates.
 */
export function withCleanText<Value>(value: Value): Value {
  return isClean(value) ? value : (cleanedValue(value) as Value)
}

/** Whether a value is clean. Most values are, and need no copy. */
function isClean(value: unknown): boolean {
  if (typeof value === 'string') return legible(value) === value
  if (Array.isArray(value)) return value.every(isClean)
  return typeof value !== 'object' || value === null || hasCleanMembers(value)
}

function hasCleanMembers(value: object): boolean {
  if (Object.getPrototypeOf(value) !== Object.prototype) return false
  for (const name in value) {
    const member: unknown = value[name as keyof typeof value]
    if (member === undefined || !isClean(member)) return false
  }
  return true
}

function cleanedValue(value: unknown): unknown {
  if (typeof value === 'string') return legible(value)
  if (Array.isArray(value)) return value.map(cleanedValue)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  return Object.fromEntries(members.map(([name, member]) => [name, cleanedValue(member)]))
}
