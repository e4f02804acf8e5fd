import type { Element, ElementContent } from 'hast'
import { attribute, elements, isElement, textOf } from './element.ts'

/**
 * The button that is the text of a heading, term or summary, as in accordions. Buttons next to other text, such as those that
 * copy a link, are not.
 */
export function textButton(element: Element): Element | undefined {
  const buttons = elements(element.children, one => isElement(one, 'button'))
  if (buttons.length === 0) return undefined
  const lengthOf = (button: Element) => textOf(button).trim().length
  const longest = buttons.reduce((one, other) => (lengthOf(other) > lengthOf(one) ? other : one))
  const rest = textOf(...withoutAll(element.children, new Set(buttons))).trim()
  const expands = attribute(longest, 'ariaExpanded') !== undefined || attribute(longest, 'ariaControls') !== undefined
  const isText = expands ? lengthOf(longest) > rest.length : !/\p{L}{2}/u.test(rest)
  return isText && /[\p{L}\p{N}]/u.test(textOf(longest)) ? longest : undefined
}

/** The content of an element, with the text of its `textButton` in place of the button. */
export function withButtonText(element: Element): ElementContent[] {
  const button = textButton(element)
  return button ? unwrapped(element.children, button) : element.children
}

function unwrapped(children: readonly ElementContent[], button: Element): ElementContent[] {
  return children.flatMap((child): ElementContent[] => {
    if (child === button) return withoutIcons(button.children)
    return child.type === 'element' ? [{ ...child, children: unwrapped(child.children, button) }] : [child]
  })
}

/** Removes signs such as "+" that screen readers do not read. */
function withoutIcons(children: readonly ElementContent[]): ElementContent[] {
  return children.flatMap((child): ElementContent[] => {
    if (child.type !== 'element') return [child]
    const isIcon = attribute(child, 'ariaHidden') === 'true' && !/[\p{L}\p{N}]/u.test(textOf(child))
    return isIcon ? [] : [{ ...child, children: withoutIcons(child.children) }]
  })
}

function withoutAll(children: readonly ElementContent[], gone: ReadonlySet<Element>): ElementContent[] {
  return children.flatMap((child): ElementContent[] => {
    if (child.type !== 'element') return [child]
    return gone.has(child) ? [] : [{ ...child, children: withoutAll(child.children, gone) }]
  })
}
