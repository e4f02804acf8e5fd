import type { XmlElement } from './element.ts'

/** The elements directly inside another. */
export function elements(parent: XmlElement): XmlElement[] {
  return parent.children.filter(child => typeof child !== 'string')
}

/** The elements of a name directly inside another. */
export function all(parent: XmlElement, uri: string, name: string): XmlElement[] {
  return elements(parent).filter(child => child.uri === uri && child.name === name)
}

export function first(parent: XmlElement, uri: string, name: string): XmlElement | undefined {
  return elements(parent).find(child => child.uri === uri && child.name === name)
}

/** The text directly inside an element, without that of elements in it. */
export function ownText(element: XmlElement | undefined): string {
  return element ? element.children.filter(child => typeof child === 'string').join('') : ''
}

export function attribute(element: XmlElement, name: string, uri = ''): string | undefined {
  return element.attributes.find(one => one.name === name && one.uri === uri)?.value
}
