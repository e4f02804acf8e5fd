import { Readability } from '@mozilla/readability'
import type { Element, ElementContent, Root, Text } from 'hast'
import { attribute, isElement, textOf } from '../../blocks/element.ts'
import type { Reporter } from '../../fact/report.ts'
import type { DomNode, PageDom } from '../../tree/dom.ts'
import { clutterOf } from './clutter.ts'
import { isSilent, type Measure, measuresOf } from './measure.ts'
import type { Page } from './page.ts'
import { sameWords, withoutLabels } from './page-label.ts'

type Measures = ReadonlyMap<Root | Element, Measure>

/** Attribute of the page's elements by which they are known again in what Readability makes of them. */
const markName = 'data-offprint-mark'

/** Shortest article in characters that Readability is content with, before it tries again with looser rules. */
const charThreshold = 300

/** Levels of elements that Readability is given: it takes the cube of them. Of 311 pages none had more than 51. */
const deepest = 64

/**
 * The article of a page. What is surely not of it is taken out first; Readability tells where the rest of it is. Its texts
 * and elements are taken as the page has them, together with pictures, tables, listings and headings among them that
 * Readability left out.
 *
 * @param dom the same page; it is changed
 * @param tree what stands in its body
 */
export function mainContent(
  dom: PageDom,
  { nodes }: Page,
  tree: Root,
  { title, reporter }: { title: string | undefined; reporter: Reporter },
): Root {
  const measures = measuresOf(tree)
  const clutter = clutterOf(tree, measures)
  const isDeep = (measures.get(tree)?.depth ?? 0) > deepest
  const found = isDeep ? undefined : readable(dom, tree, { nodes, clutter, measures })
  const best = withoutLabels(found && wordsIn(found, () => false) > 0 ? found : withoutClutter(tree, clutter), title)
  const isTitle = sameWords(title)
  const left = wordsIn(tree, isTitle) - wordsIn(best, isTitle)
  if (left > 0)
    reporter.note('page-frame', `${left} words outside of the article (menus, notices, other articles) were left out.`)
  return best
}

/** Numbers every element, and every text that stands loose among elements: Readability puts those into other elements. */
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

type Setting = { nodes: Page['nodes']; clutter: ReadonlySet<Element>; measures: Measures }

/** The article as Readability finds it, in the elements of the page. */
function readable(dom: PageDom, tree: Root, { nodes, clutter, measures }: Setting): Root {
  for (const element of clutter) nodes.get(element)?.remove()
  const marks = mark(tree, nodes)
  const options = {
    keepClasses: true,
    disableJSONLD: true,
    charThreshold,
    allowedVideoRegex: /\/\//,
    serializer: (node: unknown) => marksIn(node as DomNode),
  }
  // Readability is written for the DOM of browsers, whose types this project does not load.
  const kept = new Readability<Set<number>>(dom as never, options).parse()?.content ?? new Set()
  return pruned(tree, { isKept: node => kept.has(marks.get(node) ?? 0), clutter, measures })
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

type Pruning = { isKept: (node: ElementContent) => boolean; clutter: ReadonlySet<Element>; measures: Measures }

/** The tree with what is kept, and with what belongs to it among that. */
function pruned(tree: Root, { isKept, clutter, measures }: Pruning): Root {
  const prune = (parent: Root | Element, isParentKept: boolean): ElementContent[] => {
    const isLoose = !isPhrasing(parent)
    return (parent.children as ElementContent[]).flatMap((child): ElementContent[] => {
      if (isParentKept && !isLoose) return nodeWithoutClutter(child, clutter)
      if (child.type === 'text') return child.value.trim() === '' || isKept(child) ? [child] : []
      if (child.type !== 'element' || clutter.has(child)) return []
      if (child.tagName === 'br') return [child]
      if (isParentKept && !isKept(child) && isContent(child, measures)) return nodeWithoutClutter(child, clutter)
      const children = isWhole(child) ? child.children : prune(child, isKept(child))
      return isKept(child) || (!isWhole(child) && children.some(isVisible)) ? [{ ...child, children }] : []
    })
  }
  // Pages without a frame have the parts of the article in the body itself.
  const isPlain = (tree.children as ElementContent[]).filter(isKept).length > 1
  return { type: 'root', children: prune(tree, isPlain) }
}

function isVisible(node: ElementContent): boolean {
  return node.type === 'element' ? node.tagName !== 'br' : node.type === 'text' && node.value.trim() !== ''
}

/** Whether it is of the article where it stands among its parts: pictures, tables, listings, headings without links. */
function isContent(element: Element, measures: Measures): boolean {
  if (isElement(element, 'img', 'picture', 'video', 'audio', 'iframe', 'pre', 'hr', 'noscript')) return true
  if (isElement(element, 'math', 'mjx-container')) return true
  const { all, linked } = measures.get(element) ?? { all: 0, linked: 0 }
  return isElement(element, 'figure', 'table', 'h2', 'h3', 'h4', 'h5', 'h6', 'dl', 'blockquote') && linked <= all / 2
}

/** Without what is not of the article. */
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

/** An element that has a language of its own. */
function isWhole({ tagName }: Element): boolean {
  return tagName === 'math' || tagName === 'svg'
}

const phrasing =
  /^(?:p|h[1-6]|dt|figcaption|caption|summary|pre|a|abbr|b|bdi|bdo|big|cite|code|data|del|dfn|em|font|i|ins|kbd|label|mark|q|rp|rt|ruby|s|samp|small|span|strike|strong|sub|sup|time|tt|u|var)$/

/**
 * Whether the texts in it are words of one text, and stay in it. Readability takes texts apart at line breaks, and takes the
 * words out of links that lead nowhere.
 */
function isPhrasing(node: Root | Element): boolean {
  if (node.type === 'root' || !phrasing.test(node.tagName)) return false
  if (node.tagName === 'a' && attribute(node, 'href')?.startsWith('javascript:')) return false
  return !node.children.some(child => isElement(child, 'br'))
}

/** Words between white space that a reader sees, without headings that repeat the title. */
function wordsIn(tree: Root, isTitle: (text: string) => boolean): number {
  let count = 0
  const open: (Root | Element)[] = [tree]
  for (let node = open.pop(); node; node = open.pop()) {
    for (const child of node.children) {
      if (child.type === 'text') count += child.value.match(/\S+/g)?.length ?? 0
      if (child.type !== 'element' || isSilent(child)) continue
      if (!isElement(child, 'h1', 'h2') || !isTitle(textOf(child))) open.push(child)
    }
  }
  return count
}
