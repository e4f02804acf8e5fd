import { isRecord } from '../json/value.ts'
import type { Reporter } from './report.ts'

/** Front matter with a record of the members that were read. Each member can have several names. */
export type Members = {
  /** The value of a name, without marking it as read. */
  peek(name: string): unknown
  /** The first value of the names that is not empty. */
  take(...names: string[]): unknown
  /** Like `take`, but only a text or number. Another type is noted and not read. */
  text(...names: string[]): string | undefined
  /** All values of the names. */
  takeAll(...names: string[]): unknown[]
  /** Members that were not read, by their original names. */
  left(): Map<string, unknown>
}

/** Compares names without case, `_` and `-`. Includes the members of `params`, `extra`, `taxonomies` and `seo`. */
export function members(data: ReadonlyMap<string, unknown>, reporter: Reporter): Members {
  const known = new Map<string, { path: string[]; value: unknown }>()
  const add = (path: string[], name: string, value: unknown) => {
    if (!known.has(plain(name))) known.set(plain(name), { path: [...path, name], value })
  }
  for (const [name, value] of data) add([], name, value)
  for (const group of ['params', 'extra', 'taxonomies', 'seo']) {
    const inner = data.get(group)
    if (isRecord(inner)) for (const [name, value] of Object.entries(inner)) add([group], name, value)
  }
  const taken = new Set<string>()
  const takeAll = (...names: string[]) =>
    names.flatMap(name => {
      const found = known.get(plain(name))
      if (!found || isEmpty(found.value)) return []
      taken.add(found.path.join('\n'))
      return [found.value]
    })
  return {
    takeAll,
    peek: name => known.get(plain(name))?.value,
    take(...names) {
      for (const name of names) {
        const [value] = takeAll(name)
        if (value !== undefined) return value
      }
      return undefined
    },
    text(...names) {
      for (const name of names) {
        const found = known.get(plain(name))
        if (!found || isEmpty(found.value)) continue
        const text = asText(found.value)
        if (text === undefined) {
          reporter.note('front-matter-type', `"${found.path.join('.')}" must be a text. It was left out.`, {
            line: 1,
          })
          continue
        }
        taken.add(found.path.join('\n'))
        return text
      }
      return undefined
    },
    left: () => leftOver(data, taken),
  }
}

/** A string, number or boolean as text with collapsed white space; undefined for other values and blank text. */
export function asText(value: unknown): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return undefined
  return String(value).replace(/\s+/g, ' ').trim() || undefined
}

/** The first member of an object with one of the names. */
export function memberOf(value: unknown, ...names: string[]): unknown {
  if (!isRecord(value)) return undefined
  const entries = Object.entries(value)
  for (const name of names) {
    const found = entries.find(([key, one]) => plain(key) === plain(name) && !isEmpty(one))
    if (found) return found[1]
  }
  return undefined
}

function leftOver(data: ReadonlyMap<string, unknown>, taken: ReadonlySet<string>): Map<string, unknown> {
  const left = new Map<string, unknown>()
  for (const [name, value] of data) {
    if (taken.has(name) || isEmpty(value)) continue
    if (!isRecord(value)) left.set(name, value)
    else {
      const inner = Object.entries(value).filter(([key]) => !taken.has(`${name}\n${key}`))
      if (inner.length > 0) left.set(name, Object.fromEntries(inner))
    }
  }
  return left
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[-_\s]/g, '')
}
