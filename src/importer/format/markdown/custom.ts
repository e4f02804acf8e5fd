import type { Content } from '../../../domain/content/content.ts'
import type { Members } from '../../fact/member.ts'
import { isRecord } from '../../json/value.ts'

/** The unknown members that are kept, and the names of the others. */
export type CustomMembers = { custom: Content['custom'] | undefined; withheld: string[] }

/**
 * The custom members of an article: those of the mapping `custom`, and those that the operator lists. Other members may be
 * private, such as notes, keys or addresses.
 *
 * @param listed names, compared without case, `-` and `_`; a member of a group also as `group.name`
 */
export function customOf(from: Members, listed: readonly string[] = []): CustomMembers {
  const stated = from.peek('custom')
  if (isRecord(stated)) from.take('custom')
  const allowed = new Set(listed.map(plain))
  const kept: [string, unknown][] = []
  const withheld: string[] = []
  for (const [name, value] of from.left()) {
    if (allowed.has(plain(name))) kept.push([name, value])
    else if (!isRecord(value)) withheld.push(name)
    else {
      const inner = Object.entries(value)
      const isListed = ([own]: [string, unknown]) => allowed.has(plain(own)) || allowed.has(plain(`${name}.${own}`))
      const shown = inner.filter(isListed)
      if (shown.length > 0) kept.push([name, Object.fromEntries(shown)])
      const others = inner.filter(one => !isListed(one))
      withheld.push(...others.map(([own]) => `${name}.${own}`))
    }
  }
  const all = { ...Object.fromEntries(kept), ...(isRecord(stated) ? stated : {}) }
  return { custom: Object.keys(all).length > 0 ? (all as Content['custom']) : undefined, withheld }
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[-_\s]/g, '')
}
