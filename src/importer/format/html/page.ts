import type { Element, Nodes, Root } from 'hast'
import { attribute, elements, isElement } from '../../blocks/element.ts'
import type { PageTree } from '../../tree/dom.ts'

/** A page, and all elements of it by their names: what is asked of it is asked of these, in one walk over its tree. */
export type Page = {
  tree: Root
  nodes: PageTree['nodes']
  /** Its `html`. */
  top: Element | undefined
  /** In document order. */
  all: readonly Element[]
  named(...names: string[]): readonly Element[]
}

export function pageOf({ tree, nodes }: PageTree): Page {
  const all = elements([tree], () => true)
  const byName = new Map<string, Element[]>()
  for (const element of all) {
    const own = byName.get(element.tagName)
    if (own) own.push(element)
    else byName.set(element.tagName, [element])
  }
  return {
    tree,
    nodes,
    top: all[0],
    all,
    named(first, ...others) {
      if (others.length === 0) return byName.get(first ?? '') ?? []
      return all.filter(({ tagName }) => tagName === first || others.includes(tagName))
    },
  }
}

/** Whether a word stands in an attribute that holds several, as `[name~=word]` asks; relations are told in any case. */
export function hasWord(element: Element, name: string, word: string): boolean {
  const value = attribute(element, name)
  if (value === undefined) return false
  const words = (name === 'rel' ? value.toLowerCase() : value).split(/\s+/)
  return words.includes(word)
}

/** When the page says that its article was published: `time` in the article or its head, or an element named so. */
export function shownTime({ tree, all, named }: Page): string | undefined {
  if (named('time').length === 0 && !all.some(one => hasWord(one, 'className', 'published'))) return undefined
  const open: { node: Nodes; isFramed: boolean }[] = [{ node: tree, isFramed: false }]
  for (let next = open.pop(); next; next = open.pop()) {
    const { node, isFramed } = next
    if (node.type === 'element' && isPublication(node, isFramed)) return attribute(node, 'dateTime')
    const children = node.type === 'element' || node.type === 'root' ? node.children : []
    const within = isFramed || isElement(node, 'article', 'header')
    for (const child of children.toReversed()) open.push({ node: child, isFramed: within })
  }
  return undefined
}

function isPublication(element: Element, isFramed: boolean): boolean {
  const isTime = element.tagName === 'time'
  if (isTime && attribute(element, 'pubdate') !== undefined) return true
  if (attribute(element, 'dateTime') === undefined) return false
  return (
    (isTime && (isFramed || hasWord(element, 'className', 'entry-date'))) || hasWord(element, 'className', 'published')
  )
}
