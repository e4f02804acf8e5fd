import type { Element, Nodes, Root } from 'hast'
import { hasWord } from './page.ts'

/** Characters in an element, without white space around texts. */
export type Measure = {
  all: number
  /** In links. */
  linked: number
  /** In paragraphs and other long texts outside of links. */
  prose: number
  /** Whether it contains the title or the marked body of the article. */
  isHead: boolean
  /** Nested levels in it. */
  depth: number
}

/** A text of this length is prose in any element. */
const longText = 80

/** Measures a tree and all of its elements in one pass. Not recursive, because pages can be deep. */
export function measuresOf(tree: Root): Map<Root | Element, Measure> {
  const measures = new Map<Root | Element, Measure>([[tree, nothing()]])
  const order: { node: Root | Element; parent?: Root | Element }[] = [{ node: tree }]
  const open: { node: Root | Element; isLink: boolean; isParagraph: boolean }[] = [
    { node: tree, isLink: false, isParagraph: false },
  ]
  for (let next = open.pop(); next; next = open.pop()) {
    const { node, isLink, isParagraph } = next
    const own = measures.get(node)
    for (const child of node.children) {
      if (child.type === 'text' && own) addText(own, child.value.trim().length, isLink, isParagraph)
      if (child.type !== 'element' || isNeverShown(child)) continue
      measures.set(child, { ...nothing(), isHead: child.tagName === 'h1' || hasWord(child, 'itemProp', 'articleBody') })
      order.push({ node: child, parent: node })
      open.push({
        node: child,
        isLink: isLink || child.tagName === 'a',
        isParagraph: child.tagName === 'p' || (isParagraph && isInline(child)),
      })
    }
  }
  // Children come after their parents in this order.
  for (const { node, parent } of order.reverse()) {
    const [own, outer] = [measures.get(node), parent && measures.get(parent)]
    if (!own || !outer) continue
    outer.all += own.all
    outer.linked += own.linked
    outer.prose += own.prose
    outer.isHead ||= own.isHead
    outer.depth = Math.max(outer.depth, own.depth + 1)
  }
  return measures
}

function nothing(): Measure {
  return { all: 0, linked: 0, prose: 0, isHead: false, depth: 0 }
}

function addText(to: Measure, length: number, isLink: boolean, isParagraph: boolean): void {
  to.all += length
  if (isLink) to.linked += length
  else if (isParagraph || length >= longText) to.prose += length
}

/** Whether browsers never show a node. */
export function isNeverShown(node: Nodes): boolean {
  return node.type === 'element' && /^(?:script|style|noscript|template)$/.test(node.tagName)
}

function isInline({ tagName }: Element): boolean {
  return /^(?:a|abbr|b|bdi|bdo|cite|code|data|del|dfn|em|font|i|ins|kbd|mark|q|s|small|span|strong|sub|sup|time|u|var)$/.test(
    tagName,
  )
}
