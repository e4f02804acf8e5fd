import type { Element, Root } from 'hast'
import { attribute, elements, isElement, lineOf } from '../../blocks/element.ts'
import type { PageTree } from '../../tree/dom.ts'
import { isCommentArea } from './comment-area.ts'

/** A page, with an index of its elements by name. */
export type Page = {
  tree: Root
  nodes: PageTree['nodes']
  /** The `html` element. */
  top: Element | undefined
  /** In document order. */
  all: readonly Element[]
  parents: ReadonlyMap<Element, Element>
  named(...names: string[]): readonly Element[]
}

export function pageOf({ tree, nodes }: PageTree): Page {
  const all = elements([tree], () => true)
  const byName = new Map<string, Element[]>()
  const parents = new Map<Element, Element>()
  for (const element of all) {
    for (const child of element.children) if (child.type === 'element') parents.set(child, element)
    const own = byName.get(element.tagName)
    if (own) own.push(element)
    else byName.set(element.tagName, [element])
  }
  return {
    tree,
    nodes,
    top: all[0],
    all,
    parents,
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
export function visibleTime(page: Page): string | undefined {
  const isIn = (element: Element, test: (one: Element) => boolean): boolean => {
    for (let node: Element | undefined = element; node; node = page.parents.get(node)) if (test(node)) return true
    return false
  }
  const found = page.all.find(
    one =>
      isPublication(one, () => isIn(one, node => isElement(node, 'article', 'header'))) && !isIn(one, isCommentArea),
  )
  return found && attribute(found, 'dateTime')

  function isPublication(element: Element, isFramed: () => boolean): boolean {
    const isTime = element.tagName === 'time'
    if (isTime && attribute(element, 'pubdate') !== undefined) return true
    if (attribute(element, 'dateTime') === undefined) return false
    if (['published', 'entry-date', 'dt-published'].some(name => hasWord(element, 'className', name))) return true
    return isTime && isFramed() && !hasWord(element, 'className', 'updated') && !isInSentence(page, element)
  }
}

/** Words around a date in a dateline, such as "Published by Ann Writer on". */
const mostAround = 8

/** Whether a time is part of a sentence: it is the date of what the text reports. */
function isInSentence({ parents }: Page, time: Element): boolean {
  let block: Element | undefined = parents.get(time)
  while (
    block &&
    !isElement(block, 'p', 'li', 'td', 'dd', 'blockquote', 'figcaption', 'caption', 'div', 'header', 'article')
  )
    block = parents.get(block)
  if (!block || isElement(block, 'header', 'article', 'div')) return false
  const text = lineOf(block)
  const others = text.split(/\s+/).length - lineOf(time).split(/\s+/).length
  return others > mostAround || (others > 2 && /[.!?。！？]$/.test(text)) || /[,;]$|\p{L}[.!?]\s+\p{Lu}/u.test(text)
}
