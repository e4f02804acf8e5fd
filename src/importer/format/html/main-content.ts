import { Readability } from '@mozilla/readability'
import type { Element, ElementContent, Root, Text } from 'hast'
import { attribute, elements, isElement, textOf } from '../../blocks/element.ts'
import type { Reporter } from '../../fact/report.ts'
import type { DomNode, PageDom } from '../../tree/dom.ts'
import { clutterOf } from './clutter.ts'
import { isNeverShown, type Measure, measuresOf } from './measure.ts'
import { hasWord, type Page } from './page.ts'
import { sameWords, withoutLabels } from './page-label.ts'
import { takeawayBoxes } from './page-takeaway.ts'
import { showPanels } from './panel.ts'
import { textParts } from './text-part.ts'

type Measures = ReadonlyMap<Root | Element, Measure>

/** Attribute that identifies elements of the page in the result of Readability. */
const markName = 'data-offprint-mark'

/** Characters below which Readability tries again with looser rules. */
const charThreshold = 300

/** Share of the prose of a page from which marked content is the article. */
const leastMarked = 0.5

/** Limit of nested elements for Readability: its time grows with the cube. The deepest of 311 pages had 51. */
const deepest = 64

/**
 * Extracts the article of a page. Removes elements that are certainly not part of it, then uses Readability to find the
 * rest. Keeps the original elements, and pictures, tables, listings and headings among them that Readability removed.
 *
 * @param dom the same page; it is changed
 * @param tree the content of its body
 */
export function mainContent(
  dom: PageDom,
  { nodes }: Page,
  tree: Root,
  { title, summary, reporter }: { title: string | undefined; summary: string | undefined; reporter: Reporter },
): Root {
  const measures = measuresOf(tree)
  const boxes = takeawayBoxes(tree, measures)
  const textual = textParts(tree)
  showPanels(tree, textual, nodes)
  const clutter = clutterOf(tree, measures, new Set([...boxes, ...textual]))
  const isDeep = (measures.get(tree)?.depth ?? 0) > deepest
  const marked = markedContent(tree, measures)
  const found = isDeep || marked ? undefined : withCleanText(dom, tree, { nodes, clutter, boxes, textual, measures })
  const whole = found && wordsIn(found, () => false) > 0 ? found : withoutClutter(marked ?? tree, clutter)
  const best = withoutLabels(whole, title, summary)
  const isTitle = sameWords(title)
  const left = wordsIn(tree, isTitle) - wordsIn(best, isTitle)
  if (left > 0)
    reporter.note(
      'page-frame',
      `${left} words outside of the article (such as menus, notices and other articles) were left out.`,
    )
  return best
}

/** The body of the only entry of a page in the microformat h-entry, as exports of Medium have it. */
function markedContent(tree: Root, measures: Measures): Root | undefined {
  const [body, second] = elements([tree], one => hasWord(one, 'className', 'e-content'))
  const isMost = body && (measures.get(body)?.prose ?? 0) >= (measures.get(tree)?.prose ?? 0) * leastMarked
  return isMost && !second ? { type: 'root', children: [body] } : undefined
}

/** Numbers every element, and every text between elements: Readability moves those into other elements. */
function mark(tree: Root, nodes: Page['nodes']): Map<ElementContent, number> {
  const marks = new Map<ElementContent, number>()
  const number = (one: Element | Text, holder: DomNode) => {
    marks.set(one, marks.size + 1)
    holder.setAttribute(markName, String(marks.size))
  }
  const open: (Root | Element)[] = [tree]
  for (let parent = open.pop(); parent; parent = open.pop()) {
    const isLoose = !isPhrasing(parent)
    for (const child of parent.children) {
      const node = child.type === 'element' || child.type === 'text' ? nodes.get(child) : undefined
      if (node && child.type === 'text' && isLoose && child.value.trim() !== '') number(child, wrapped(node))
      if (!node || child.type !== 'element') continue
      number(child, node)
      if (!isWhole(child)) open.push(child)
    }
  }
  return marks
}

function wrapped(text: DomNode): DomNode {
  const holder = text.ownerDocument.createElement('span')
  text.replaceWith(holder)
  holder.append(text)
  return holder
}

type Parts = {
  clutter: ReadonlySet<Element>
  boxes: ReadonlySet<Element>
  /** Elements that belong to the text around them. */
  textual: ReadonlySet<Element>
  measures: Measures
}

/** The article that Readability finds, as elements of the page. */
function withCleanText(dom: PageDom, tree: Root, { nodes, ...parts }: Parts & { nodes: Page['nodes'] }): Root {
  for (const element of parts.clutter) nodes.get(element)?.remove()
  const marks = mark(tree, nodes)
  const options = {
    keepClasses: true,
    disableJSONLD: true,
    charThreshold,
    allowedVideoRegex: /\/\//,
    serializer: (node: unknown) => marksIn(node as DomNode),
  }
  // Readability's types need the DOM library, which this project does not load.
  const kept = new Readability<Set<number>>(dom as never, options).parse()?.content ?? new Set()
  return pruned(tree, { isKept: node => kept.has(marks.get(node) ?? 0), ...parts })
}

function marksIn(node: DomNode): Set<number> {
  const found = new Set<number>()
  const open = [node]
  for (let next = open.pop(); next; next = open.pop()) {
    if (next.nodeType !== 1) continue
    const number = next.getAttribute(markName)
    if (number !== null) found.add(Number(number))
    open.push(...next.childNodes)
  }
  return found
}

type Pruning = Parts & { isKept: (node: ElementContent) => boolean }

/** The tree with the kept nodes, and with related nodes among them. */
function pruned(tree: Root, { isKept, clutter, boxes, textual, measures }: Pruning): Root {
  const prune = (parent: Root | Element, isParentKept: boolean): ElementContent[] => {
    const isLoose = !isPhrasing(parent)
    return (parent.children as ElementContent[]).flatMap((child): ElementContent[] => {
      if (isParentKept && !isLoose) return nodeWithoutClutter(child, clutter)
      if (child.type === 'text') return child.value.trim() === '' || isKept(child) ? [child] : []
      if (child.type !== 'element' || clutter.has(child)) return []
      if (child.tagName === 'br') return [child]
      if (boxes.has(child)) return nodeWithoutClutter(child, clutter)
      if (isParentKept && !isKept(child) && (textual.has(child) || isContent(child, measures)))
        return nodeWithoutClutter(child, clutter)
      const children = isWhole(child) ? child.children : prune(child, isKept(child))
      return isKept(child) || (!isWhole(child) && children.some(isVisible)) ? [{ ...child, children }] : []
    })
  }
  // Simple pages have the article directly in the body.
  const isPlain = (tree.children as ElementContent[]).filter(isKept).length > 1
  return { type: 'root', children: prune(tree, isPlain) }
}

function isVisible(node: ElementContent): boolean {
  return node.type === 'element' ? node.tagName !== 'br' : node.type === 'text' && node.value.trim() !== ''
}

/** Whether a node among parts of the article belongs to it: pictures, tables, listings, headings without links. */
function isContent(element: Element, measures: Measures): boolean {
  if (isElement(element, 'img', 'picture', 'video', 'audio', 'iframe', 'pre', 'hr', 'noscript')) return true
  if (isElement(element, 'math', 'mjx-container')) return true
  const { all, linked } = measures.get(element) ?? { all: 0, linked: 0 }
  return isElement(element, 'figure', 'table', 'h2', 'h3', 'h4', 'h5', 'h6', 'dl', 'blockquote') && linked <= all / 2
}

/** Removes nodes that are not part of the article. */
function withoutClutter(tree: Root, clutter: ReadonlySet<Element>): Root {
  return {
    type: 'root',
    children: (tree.children as ElementContent[]).flatMap(child => nodeWithoutClutter(child, clutter)),
  }
}

function nodeWithoutClutter(node: ElementContent, clutter: ReadonlySet<Element>): ElementContent[] {
  if (node.type !== 'element') return [node]
  if (clutter.has(node)) return []
  return [{ ...node, children: node.children.flatMap(child => nodeWithoutClutter(child, clutter)) }]
}

/** Whether an element has its own language. */
function isWhole({ tagName }: Element): boolean {
  return tagName === 'math' || tagName === 'svg'
}

const phrasing =
  /^(?:p|h[1-6]|dt|figcaption|caption|summary|pre|a|abbr|b|bdi|bdo|big|cite|code|data|del|dfn|em|font|i|ins|kbd|label|mark|q|rp|rt|ruby|s|samp|small|span|strike|strong|sub|sup|time|tt|u|var)$/

/**
 * Whether an element contains only phrasing content and is kept whole. Readability splits texts at line breaks, and unwraps
 * links without address.
 */
function isPhrasing(node: Root | Element): boolean {
  if (node.type === 'root' || !phrasing.test(node.tagName)) return false
  if (node.tagName === 'a' && attribute(node, 'href')?.startsWith('javascript:')) return false
  return !node.children.some(child => isElement(child, 'br'))
}

/** Number of visible words, without headings that repeat the title. */
function wordsIn(tree: Root, isTitle: (text: string) => boolean): number {
  let count = 0
  const open: (Root | Element)[] = [tree]
  for (let node = open.pop(); node; node = open.pop()) {
    for (const child of node.children) {
      if (child.type === 'text') count += child.value.match(/\S+/g)?.length ?? 0
      if (child.type !== 'element' || isNeverShown(child)) continue
      if (!isElement(child, 'h1', 'h2') || !isTitle(textOf(child))) open.push(child)
    }
  }
  return count
}
