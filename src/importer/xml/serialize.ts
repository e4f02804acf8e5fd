import { escapeHtml } from '../tree/plain-html.ts'
import type { XmlElement } from './element.ts'
import { ownText } from './query.ts'

const isVoid = new Set(['br', 'hr', 'img', 'wbr', 'source', 'track', 'col', 'input', 'area', 'embed'])

/**
 * Serializes the content of an element as HTML. The XML reader limits the depth.
 *
 * @param text converts the text of the elements
 */
export function serialized(element: XmlElement, text: (text: string) => string = escapeHtml): string {
  const parts = element.children.map(child => {
    if (typeof child === 'string') return text(child)
    const attributes = child.attributes
      .filter(({ uri, name }) => uri === '' && name !== 'xmlns')
      .map(({ name, value }) => ` ${name}="${escapeHtml(value)}"`)
      .join('')
    return isVoid.has(child.name)
      ? `<${child.name}${attributes}>`
      : `<${child.name}${attributes}>${serialized(child, text)}</${child.name}>`
  })
  return parts.join('')
}

/** HTML in an element that should be escaped, but often is not. */
export function markupOf(element: XmlElement | undefined): string {
  if (!element) return ''
  const isEscaped = element.children.every(child => typeof child === 'string')
  return (isEscaped ? ownText(element) : serialized(element, text => text)).trim()
}
