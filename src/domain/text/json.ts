import { legible } from './legible-text.ts'

/** Maximum nesting of objects and arrays in external JSON: enough for the deepest blocks. */
export const jsonDepth = 320

/**
 * A JSON value that can be stored and delivered: every text and name is `legible` (U+FFFD if nothing is left). Members
 * and items that are null, undefined, not finite numbers, or nested deeper than `jsonDepth` are omitted.
 */
export function clean<Value>(value: Value): Value {
  return cleaned(value, 1) as Value
}

/** A parsed JSON text with every text and name `legible`; nulls are kept. Its depth must be limited. */
export function legibleJson(value: unknown): unknown {
  if (typeof value === 'string') return legible(value)
  if (Array.isArray(value)) return value.map(legibleJson)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [legible(name), legibleJson(member)]))
}

/** JSON Pointer (RFC 6901) to the first value of a parsed JSON text that is nested too deeply, if any. */
export function tooDeep(value: unknown, limit: number = jsonDepth): string | undefined {
  if (!isDeeper(value, limit)) return undefined
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

/** The recursion is as deep as the value may be nested. */
function isDeeper(value: unknown, limit: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (limit === 0) return true
  if (Array.isArray(value)) return value.some(item => isDeeper(item, limit - 1))
  for (const name in value) if (isDeeper(value[name as keyof typeof value], limit - 1)) return true
  return false
}

/** A JSON Pointer extended by one step. */
export function at(pointer: string, step: string | number): string {
  return `${pointer}/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`
}

/** Unchanged values are not copied: usually all of them. */
function cleaned(value: unknown, depth: number): unknown {
  // A text that must not be empty.
  if (typeof value === 'string') return legible(value) || (value && '\ufffd')
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  if (typeof value === 'boolean') return value
  if (typeof value !== 'object' || value === null || depth > jsonDepth) return undefined
  return Array.isArray(value) ? cleanedList(value, depth) : cleanedMembers(value as Record<string, unknown>, depth)
}

function cleanedList(list: readonly unknown[], depth: number): readonly unknown[] {
  let copy: unknown[] | undefined
  // By index, because an array may have holes.
  for (let at = 0; at < list.length; at += 1) {
    const kept = cleaned(list[at], depth + 1)
    if (kept === undefined || kept !== list[at]) copy ??= list.slice(0, at)
    if (kept !== undefined) copy?.push(kept)
  }
  return copy ?? list
}

function cleanedMembers(value: Record<string, unknown>, depth: number): object {
  let copy: Record<string, unknown> | undefined = Object.getPrototypeOf(value) === Object.prototype ? undefined : {}
  for (const name of Object.keys(value)) {
    const member = value[name]
    const kept = name === '__proto__' ? undefined : cleaned(member, depth + 1)
    const key = legible(name)
    if (kept === undefined || kept !== member || key !== name) copy ??= membersBefore(name, value)
    if (copy && kept !== undefined && key !== '__proto__') copy[key] = kept
  }
  return copy ?? value
}

function membersBefore(end: string, value: Record<string, unknown>): Record<string, unknown> {
  const members: Record<string, unknown> = {}
  for (const name of Object.keys(value)) {
    if (name === end) break
    members[name] = value[name]
  }
  return members
}
