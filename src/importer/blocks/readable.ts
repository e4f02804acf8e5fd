const unreadable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/

/**
 * The same value without the characters that no text holds (control characters of XML 1.0 section 2.2, noncharacters),
 * which HTML lets through as character references, with U+FFFD for lone surrogates, which JSON lets through, and without
 * members that are undefined.
 */
export function readable<Value>(value: Value): Value {
  return isReadable(value) ? value : (cleaned(value) as Value)
}

/** Nearly all that is read is so already, and need not be copied. */
function isReadable(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !unreadable.test(value)
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

const everyUnreadable = new RegExp(unreadable, 'g')

function cleaned(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed().replace(everyUnreadable, '')
  if (Array.isArray(value)) return value.map(cleaned)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  return Object.fromEntries(members.map(([name, member]) => [name, cleaned(member)]))
}
