import type { Element, Nodes, Root } from 'hast'
import { attribute, elements, isElement } from '../../blocks/element.ts'
import type { PageTree } from '../../tree/dom.ts'

/** A page, with an index of its elements by name. */
export type Page = {
  tree: Root
  nodes: PageTree['nodes']
  /** The `html` element. */
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

/** Whether an attribute contains a word, like the selector `[name~=word]`, without case. */
export function hasWord(element: Element, name: string, word: string): boolean {
  const value = attribute(element, name)
  if (value === undefined) return false
  const words = (name === 'rel' ? value.toLowerCase() : value).split(/\s+/)
  return words.includes(word)
}

/** The visible publication date: `time` in the article or its header, or an element with such a name. */
export function visibleTime({ tree, all, named }: Page): string | undefined {
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
