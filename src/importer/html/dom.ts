import type { Element, Root } from 'hast'
import { parseHTML } from 'linkedom'
import { find, html } from 'property-information'

/** What is used of linkedom's nodes: its own types are those of browsers, which this project does not load. */
export type DomNode = {
  nodeType: number
  nodeValue: string | null
  localName: string
  childNodes: Iterable<DomNode>
  attributes: Iterable<{ name: string; value: string }>
  parentNode: DomNode | null
  textContent: string | null
  getAttribute(name: string): string | null
  setAttribute(name: string, value: string): void
  querySelector(selector: string): DomNode | null
  querySelectorAll(selector: string): Iterable<DomNode>
  remove(): void
}

export type PageDom = DomNode & {
  documentElement: DomNode
  head: DomNode
  body: DomNode & { prepend(...nodes: DomNode[]): void; append(...nodes: DomNode[]): void }
}

/** Parses a page; what has no `html` around it gets one. */
export function parsePage(text: string): PageDom {
  const isWhole = /<(html|head|body)[\s>]/i.test(text)
  const whole = isWhole ? text : `<!doctype html><html><head></head><body>${text}</body></html>`
  return withBody(parseHTML(whole).document)
}

/** The page with all that its readers see in its body, as browsers have it: the tags of head and body may be left out. */
function withBody(page: PageDom): PageDom {
  const { body, head, documentElement: top } = page
  const inTop = [...top.childNodes]
  const beside = [...page.childNodes].filter(node => node !== top)
  const isOutside = (node: DomNode) => node !== head && (node.nodeType === 1 || node.nodeType === 3)
  const place = inTop.indexOf(body)
  body.prepend(...inTop.slice(0, place).filter(isOutside))
  body.append(...[...inTop.slice(place + 1), ...beside].filter(isOutside))
  return page
}

/** Attribute under which `treeOf` numbers the elements of a page, so that they are known again. */
export const numberName = 'data-offprint-number'

/** The tree of a node, every element numbered in both. Not recursive: pages may be deep. */
export function treeOf(node: DomNode): Root {
  const root: Root = { type: 'root', children: [] }
  const open: { from: DomNode; to: Root | Element }[] = [{ from: node, to: root }]
  let number = 0
  for (let next = open.pop(); next; next = open.pop()) {
    for (const child of next.from.childNodes) {
      if (child.nodeType === 3) next.to.children.push({ type: 'text', value: child.nodeValue ?? '' })
      if (child.nodeType !== 1) continue
      const element = elementOf(child)
      number += 1
      element.properties['dataOffprintNumber'] = number
      child.setAttribute(numberName, String(number))
      next.to.children.push(element)
      open.push({ from: child, to: element })
    }
  }
  return root
}

/** The number of an element in a tree that `treeOf` made. */
export function numberOf(element: Element): number {
  return Number(element.properties['dataOffprintNumber'] ?? 0)
}

/** Numbers of the elements within a node that `treeOf` gave. */
export function numbersIn(node: DomNode): Set<number> {
  const found = new Set<number>()
  const open = [node]
  for (let next = open.pop(); next; next = open.pop()) {
    if (next.nodeType !== 1) continue
    const number = Number(next.getAttribute(numberName) ?? 0)
    if (number > 0) found.add(number)
    open.push(...next.childNodes)
  }
  return found
}

function elementOf(node: DomNode): Element {
  const properties: Element['properties'] = {}
  for (const { name, value } of node.attributes) {
    if (name.startsWith('on') || name === numberName) continue
    const { property, boolean } = find(html, name)
    properties[property] = boolean && value === '' ? true : value
  }
  return { type: 'element', tagName: node.localName.toLowerCase(), properties, children: [] }
}
