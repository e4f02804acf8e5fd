import type { XmlElement } from './element.ts'

/** The child elements. */
export function elements(parent: XmlElement): XmlElement[] {
  return parent.children.filter(child => typeof child !== 'string')
}

/** The child elements with a name. */
export function all(parent: XmlElement, uri: string, name: string): XmlElement[] {
  return elements(parent).filter(child => child.uri === uri && child.name === name)
}

export function first(parent: XmlElement, uri: string, name: string): XmlElement | undefined {
  return elements(parent).find(child => child.uri === uri && child.name === name)
}

/** The text of an element, without that of child elements. */
export function ownText(element: XmlElement | undefined): string {
  return element ? element.children.filter(child => typeof child === 'string').join('') : ''
}

export function attribute(element: XmlElement, name: string, uri = ''): string | undefined {
  return element.attributes.find(one => one.name === name && one.uri === uri)?.value
}
