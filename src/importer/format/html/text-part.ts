import type { Element, ElementContent, Root } from 'hast'
import { textButton } from '../../blocks/button.ts'
import { attribute, elements, isElement } from '../../blocks/element.ts'

/**
 * Elements that are part of the text around them, although such elements usually frame a page: the button that is the text of
 * a heading, term or summary; the footer of a quote, figure or table cell (HTML, 4.3.8: it belongs to the nearest of these);
 * the checkbox of a task.
 */
export function textParts(tree: Root): Set<Element> {
  const found = new Set<Element>()
  for (const element of elements([tree], hasParts)) {
    if (isElement(element, 'li')) add(checkboxOf(element), found)
    else if (isElement(element, 'blockquote', 'figure', 'td', 'th', 'details'))
      for (const footer of elements(element.children, one => isElement(one, 'footer'))) found.add(footer)
    else add(textButton(element), found)
  }
  return found
}

function hasParts(element: Element): boolean {
  return /^(?:h[1-6]|dt|summary|li|blockquote|figure|td|th|details)$/.test(element.tagName)
}

function add(element: Element | undefined, to: Set<Element>): void {
  if (element) to.add(element)
}

/** The checkbox at the start of a list item. A list item with other groups is a menu, in which checkboxes open parts. */
function checkboxOf(item: Element): Element | undefined {
  if (item.children.some(child => isElement(child, 'div', 'section', 'article', 'nav'))) return undefined
  let first: ElementContent | undefined = item
  while (isElement(first, 'li', 'p', 'label', 'span')) {
    first = first.children.find(
      child => child.type === 'element' || (child.type === 'text' && child.value.trim() !== ''),
    )
    if (!first) return undefined
  }
  return isElement(first, 'input') && attribute(first, 'type') === 'checkbox' ? first : undefined
}
