import { legible } from '../../domain/text/legible-text.ts'

/**
 * Makes every text in a value `legible`, and removes undefined members. Character references of HTML can contain control
 * characters, JSON can contain lone surrogates. Parts that are clean, which most are, are not copied.
 */
export function withCleanText<Value>(value: Value): Value {
  return cleaned(value) as Value
}

function cleaned(value: unknown): unknown {
  if (typeof value === 'string') return legible(value)
  if (Array.isArray(value)) return cleanedItems(value)
  return typeof value === 'object' && value !== null ? cleanedMembers(value) : value
}

function cleanedItems(items: readonly unknown[]): readonly unknown[] {
  let copy: unknown[] | undefined
  for (const [at, item] of items.entries()) {
    const clean = cleaned(item)
    if (clean !== item) copy ??= items.slice(0, at)
    copy?.push(clean)
  }
  return copy ?? items
}

function cleanedMembers(value: object): object {
  let changed: Map<string, unknown> | undefined
  for (const name in value) {
    const member: unknown = value[name as keyof typeof value]
    const clean = cleaned(member)
    if (clean !== undefined && clean === member) continue
    changed ??= new Map()
    changed.set(name, clean)
  }
  if (!changed && Object.getPrototypeOf(value) === Object.prototype) return value
  const members = Object.entries({ ...value, ...(changed && Object.fromEntries(changed)) })
  return Object.fromEntries(members.filter(([, member]) => member !== undefined))
}
