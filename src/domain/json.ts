/** Deepest nesting of objects and lists in what is taken from outside: room for the deepest blocks, and some. */
export const jsonDepth = 320

/**
 * The same value as it can be kept and delivered: lone surrogates become U+FFFD (UTF-8 cannot hold them, RFC 3629
 * section 3), members and items that are null, undefined or no finite number are left out, and so is what is nested
 * deeper than `jsonDepth`.
 */
export function clean<Value>(value: Value): Value {
  return cleaned(value, 1) as Value
}

/** JSON Pointer (RFC 6901) to the first thing in a parsed JSON text that is nested too deep, if any. Needs no stack. */
export function tooDeep(value: unknown, limit: number = jsonDepth): string | undefined {
  const open: { value: unknown; pointer: string; depth: number }[] = [{ value, pointer: '', depth: 1 }]
  for (let next = open.pop(); next; next = open.pop()) {
    const { value: inner, pointer, depth } = next
    if (typeof inner !== 'object' || inner === null) continue
    if (depth > limit) return pointer
    for (const [name, member] of Object.entries(inner)) {
      if (typeof member === 'object') open.push({ value: member, pointer: at(pointer, name), depth: depth + 1 })
    }
  }
  return undefined
}

/** A JSON Pointer one step further in. */
export function at(pointer: string, step: string | number): string {
  return `${pointer}/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`
}

/** What is clean already is not copied: of an article that is nearly all. */
function cleaned(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return value.toWellFormed()
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  if (typeof value === 'boolean') return value
  if (typeof value !== 'object' || value === null || depth > jsonDepth) return undefined
  return Array.isArray(value) ? cleanedList(value, depth) : cleanedMembers(value, depth)
}

function cleanedList(list: readonly unknown[], depth: number): readonly unknown[] {
  const kept = list.map(item => cleaned(item, depth + 1))
  return kept.every((item, index) => item === list[index] && item !== undefined)
    ? list
    : kept.filter(item => item !== undefined)
}

function cleanedMembers(value: object, depth: number): object {
  let isClean = true
  const members: [string, unknown][] = []
  for (const [name, member] of Object.entries(value)) {
    const kept = name === '__proto__' ? undefined : cleaned(member, depth + 1)
    const key = name.toWellFormed()
    isClean &&= kept !== undefined && kept === member && key === name
    if (kept !== undefined) members.push([key, kept])
  }
  return isClean && Object.getPrototypeOf(value) === Object.prototype ? value : Object.fromEntries(members)
}
