import type { Element, Root } from 'hast'
import { elements, isElement, lineOf } from '../../blocks/element.ts'
import { boxNames, isNamedBox } from '../../blocks/takeaway/takeaway-box.ts'
import { takeawayHeading } from '../../fact/takeaway-heading.ts'
import { isNeverShown, type Measure } from './measure.ts'

/** Limit of the characters of a box. */
const longest = 5000

/**
 * The boxes of key takeaways of a page: small elements with a list whose class, label or heading says so. Readability drops
 * them as lists or side content.
 */
export function takeawayBoxes(tree: Root, measures: ReadonlyMap<Root | Element, Measure>): Set<Element> {
  const found = new Set<Element>()
  const open: (Root | Element)[] = [tree]
  for (let node = open.pop(); node; node = open.pop()) {
    for (const child of node.children) {
      if (child.type !== 'element' || isNeverShown(child)) continue
      const { all, linked } = measures.get(child) ?? { all: 0, linked: 0 }
      const isSmall = boxNames.has(child.tagName) && all > 0 && all <= longest && linked <= all / 2
      if (isSmall && (isNamedBox(child) || isHeaded(child)) && elements([child], isItem).length > 1) found.add(child)
      else open.push(child)
    }
  }
  return found
}

function isItem(element: Element): boolean {
  return element.tagName === 'li'
}

/** Whether the first text of an element is a heading of key takeaways. */
function isHeaded(element: Element): boolean {
  const [first] = element.children.filter(one => one.type === 'element')
  return (
    first !== undefined &&
    isElement(first, 'h2', 'h3', 'h4', 'h5', 'summary') &&
    takeawayHeading(lineOf(first)) === 'sure'
  )
}
