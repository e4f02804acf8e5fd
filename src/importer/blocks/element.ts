import type { Element, Nodes } from 'hast'

/** An attribute as text; undefined if it is missing. */
export function attribute(element: Element, name: string): string | undefined {
  const value = element.properties[name]
  if (value === undefined || value === null || value === false) return undefined
  return value === true ? '' : Array.isArray(value) ? value.join(' ') : String(value)
}

export function hasAttributes({ properties }: Element): boolean {
  for (const _ in properties) return true
  return false
}

/** The first of the attributes that has a value. */
export function firstAttribute(element: Element, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = attribute(element, name)?.trim()
    if (value) return value
  }
  return undefined
}

export function hasClass(element: Element, pattern: RegExp): boolean {
  return pattern.test(attribute(element, 'className') ?? '')
}

/** A size in pixels (`640`, `640px`); undefined for percentages and other values. */
export function pixels(element: Element, name: string): number | undefined {
  const number = /^(\d{1,6})(?:\.\d+)?\s*(?:px)?$/.exec(attribute(element, name)?.trim() ?? '')?.[1]
  const value = Number(number)
  return value >= 1 && value <= 100_000 ? value : undefined
}

/** The text of nodes. Not recursive, because trees can be deep. */
export function textOf(...nodes: Nodes[]): string {
  const parts: string[] = []
  const open = [...nodes].reverse()
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.type === 'text') parts.push(node.value)
    else pushChildren(node, open)
  }
  return parts.join('')
}

/** The nodes and descendants that are elements and pass a test, in document order. */
export function elements(nodes: readonly Nodes[], test: (element: Element) => boolean): Element[] {
  const found: Element[] = []
  const open = [...nodes].reverse()
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.type === 'element' && test(node)) found.push(node)
    pushChildren(node, open)
  }
  return found
}

/** Pushes the children of a node to a stack in reverse order. */
function pushChildren(node: Nodes, open: Nodes[]): void {
  if (node.type !== 'element' && node.type !== 'root') return
  for (let at = node.children.length - 1; at >= 0; at -= 1) {
    const child = node.children[at]
    if (child) open.push(child)
  }
}

export function isElement<Name extends string>(node: Nodes, ...names: Name[]): node is Element & { tagName: Name } {
  return node.type === 'element' && names.some(name => name === node.tagName)
}

export function childElements(element: Element): Element[] {
  return element.children.filter(child => child.type === 'element')
}

/** The text of an element in one line of at most 1,000 characters. */
export function lineOf(element: Element): string {
  return textOf(element).replace(/\s+/g, ' ').trim().slice(0, 1000)
}
