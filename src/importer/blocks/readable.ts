const unreadable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/

/**
 * The same value without the characters that no text holds (control characters of XML 1.0 section 2.2, noncharacters),
 * which HTML lets through as character references, and without members that are undefined.
 */
export function readable<Value>(value: Value): Value {
  return cleaned(value) as Value
}

/** What is clean already is not copied: of an article that is nearly all. */
function cleaned(value: unknown): unknown {
  if (typeof value === 'string') return unreadable.test(value) ? value.replace(new RegExp(unreadable, 'g'), '') : value
  if (Array.isArray(value)) return cleanedList(value)
  return typeof value === 'object' && value !== null ? cleanedMembers(value) : value
}

function cleanedList(list: readonly unknown[]): readonly unknown[] {
  let isClean = true
  const kept: unknown[] = []
  for (const item of list) {
    const one = cleaned(item)
    isClean &&= one === item
    kept.push(one)
  }
  return isClean ? list : kept
}

function cleanedMembers(value: object): object {
  let isClean = Object.getPrototypeOf(value) === Object.prototype
  const members = Object.entries(value)
  for (const member of members) {
    const kept = cleaned(member[1])
    isClean &&= kept === member[1] && kept !== undefined
    member[1] = kept
  }
  return isClean ? value : Object.fromEntries(members.filter(([, member]) => member !== undefined))
}
