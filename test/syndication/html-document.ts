import { type DefaultTreeAdapterTypes, parse, parseFragment } from 'parse5'

type Element = DefaultTreeAdapterTypes.Element
type ParentNode = DefaultTreeAdapterTypes.ParentNode

/** An HTML document as an independent parser reads it, with its errors. */
export function readDocument(text: string) {
  const errors: string[] = []
  const document = parse(text, { onParseError: error => errors.push(error.code) })
  return { ...look(document), errors }
}

export function readFragment(text: string) {
  const errors: string[] = []
  const fragment = parseFragment(text, { onParseError: error => errors.push(error.code) })
  return { ...look(fragment), errors }
}

export type Found = { name: string; attributes: Record<string, string>; text: string }

function look(root: ParentNode) {
  const elements: Found[] = []
  const walk = (node: ParentNode) => {
    for (const child of node.childNodes) {
      if (!('tagName' in child)) continue
      elements.push({ name: child.tagName, attributes: attributes(child), text: words(child) })
      walk(child)
    }
  }
  walk(root)
  return { elements, all: (name: string) => elements.filter(one => one.name === name), text: words(root) }
}

function attributes(element: Element): Record<string, string> {
  return Object.fromEntries(element.attrs.map(({ name, value }) => [name, value]))
}

function words(node: ParentNode): string {
  return node.childNodes
    .map(child => {
      if (child.nodeName === '#text' && 'value' in child) return child.value
      if ('tagName' in child && child.tagName === 'br') return '\n'
      return 'childNodes' in child ? words(child) : ''
    })
    .join('')
}

/** Dangers in a document: elements that run or load code, handlers, addresses that are not absolute. */
export function dangers(elements: readonly Found[]): string[] {
  return elements.flatMap(({ name, attributes }) => {
    const found: string[] = []
    const runs = name === 'script' && attributes['type'] !== 'application/ld+json'
    if (runs || ['iframe', 'object', 'embed', 'form', 'base'].includes(name)) found.push(`<${name}>`)
    for (const [key, value] of Object.entries(attributes)) {
      if (key.startsWith('on') || key === 'style') found.push(`${name} ${key}`)
      const address = ['href', 'src', 'cite', 'poster', 'data', 'action'].includes(key)
      if (address && !/^(?:https?:\/\/|mailto:|tel:|#)/.test(value)) found.push(`${name} ${key}=${value}`)
    }
    return found
  })
}
