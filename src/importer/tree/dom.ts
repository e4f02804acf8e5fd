import type { Element, Root, Text } from 'hast'
import { parseHTML } from 'linkedom'
import { find, html } from 'property-information'

/** The members of linkedom's nodes that are used. Its own types need the DOM library, which this project does not load. */
export type DomNode = {
  nodeType: number
  nodeValue: string | null
  localName: string
  childNodes: Iterable<DomNode>
  attributes: Iterable<{ name: string; value: string }>
  parentNode: DomNode | null
  textContent: string | null
  ownerDocument: { createElement(name: string): DomNode }
  getAttribute(name: string): string | null
  setAttribute(name: string, value: string): void
  removeAttribute(name: string): void
  querySelector(selector: string): DomNode | null
  querySelectorAll(selector: string): Iterable<DomNode>
  append(node: DomNode): void
  replaceWith(node: DomNode): void
  remove(): void
}

export type PageDom = DomNode & {
  documentElement: DomNode
  head: DomNode
  body: DomNode & { prepend(...nodes: DomNode[]): void; append(...nodes: DomNode[]): void }
}

/** Parses a page. Wraps a fragment in a document. */
export function parsePage(text: string): PageDom {
  const isWhole = /<(html|head|body)[\s>]/i.test(text)
  const whole = isWhole ? text : `<!doctype html><html><head></head><body>${text}</body></html>`
  const page = withBody(parseHTML(whole).document)
  if (!isWhole) fillHead(page, [...page.body.childNodes])
  return page
}

/** Moves nodes outside of `head` and `body` into them, as browsers do: the tags of both are optional. */
function withBody(page: PageDom): PageDom {
  const { body, head, documentElement: top } = page
  const inTop = [...top.childNodes]
  const outsideTop = [...page.childNodes].filter(node => node !== top)
  const isOutside = (node: DomNode) => node !== head && (node.nodeType === 1 || node.nodeType === 3)
  const place = inTop.indexOf(body)
  const before = inTop.slice(0, place).filter(isOutside)
  const after = [...inTop.slice(place + 1), ...outsideTop].filter(isOutside)
  // linkedom inserts an empty body in front of a first element that is not a head.
  const isInserted = [...body.childNodes].length === 0
  body.prepend(...before)
  body.append(...after)
  fillHead(page, isInserted ? [...before, ...after] : before)
  return page
}

/**
 * Moves the first of some nodes to the head: elements that only a head has, and the space between them.
 *
 * @see https://html.spec.whatwg.org/multipage/parsing.html#the-before-head-insertion-mode
 */
function fillHead({ head }: PageDom, nodes: readonly DomNode[]): void {
  for (const node of nodes) {
    const isSpace = node.nodeType !== 1 && (node.nodeType !== 3 || (node.nodeValue ?? '').trim() === '')
    if (!isSpace && !isOfHead.test(node.localName ?? '')) return
    head.append(node)
  }
}

const isOfHead = /^(?:base|link|meta|noscript|script|style|template|title)$/i

/** A hast tree, and the DOM node of each of its nodes. */
export type PageTree = { tree: Root; nodes: ReadonlyMap<Element | Text, DomNode> }

/** Converts a DOM node to a hast tree. Not recursive, because pages can be deep. */
export function treeOf(node: DomNode): PageTree {
  const tree: Root = { type: 'root', children: [] }
  const nodes = new Map<Element | Text, DomNode>()
  const open: { from: DomNode; to: Root | Element }[] = [{ from: node, to: tree }]
  for (let next = open.pop(); next; next = open.pop()) {
    for (const child of next.from.childNodes) {
      if (child.nodeType !== 1 && child.nodeType !== 3) continue
      const own = child.nodeType === 3 ? textOf(child) : elementOf(child)
      next.to.children.push(own)
      nodes.set(own, child)
      if (own.type === 'element') open.push({ from: child, to: own })
    }
  }
  return { tree, nodes }
}

function textOf({ nodeValue }: DomNode): Text {
  return { type: 'text', value: nodeValue ?? '' }
}

function elementOf(node: DomNode): Element {
  const properties: Element['properties'] = {}
  for (const { name, value } of node.attributes) {
    if (name.startsWith('on')) continue
    const { property, boolean } = find(html, name)
    properties[property] = boolean && value === '' ? true : value
  }
  return { type: 'element', tagName: node.localName.toLowerCase(), properties, children: [] }
}
