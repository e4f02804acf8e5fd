import { attribute, lineOf } from '../../blocks/element.ts'
import { hasWord, type Page } from './page.ts'

/** The first value of meta elements, by priority of the names; `all` returns all values. */
export type Meta = { (...names: string[]): string | undefined; all(...names: string[]): string[] }

export function metaOf(page: Page): Meta {
  const found = new Map<string, string[]>()
  for (const element of page.named('meta')) {
    const stated = attribute(element, 'property') ?? attribute(element, 'name') ?? attribute(element, 'httpEquiv')
    const name = stated?.toLowerCase().trim()
    const value = attribute(element, 'content')?.replace(/\s+/g, ' ').trim()
    if (name && value) found.set(name, [...(found.get(name) ?? []), value].slice(0, 100))
  }
  const all = (...names: string[]) => names.flatMap(name => found.get(name) ?? [])
  return Object.assign((...names: string[]) => all(...names)[0], { all })
}

/** The value of the first microdata element with a name. */
export function itemprop(page: Page, name: string): string | undefined {
  const element = page.all.find(one => hasWord(one, 'itemProp', name))
  const value = element && (attribute(element, 'content') ?? attribute(element, 'dateTime') ?? lineOf(element))
  return value?.trim() || undefined
}
