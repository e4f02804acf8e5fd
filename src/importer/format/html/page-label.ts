import type { Element, ElementContent, Root } from 'hast'
import { elements, hasClass, isElement, textOf } from '../../blocks/element.ts'
import { isAdvertisement, isCall, isPageControl, isRelatedLabel, isWholeCall } from './page-phrase.ts'

/** A block of text without nested blocks: an element, or texts between elements. */
type Leaf = {
  nodes: ElementContent[]
  parent: Root | Element
  text: string
  /** Share of its characters that are links, 0–1. */
  linked: number
  words: number
}

const blocks =
  /^(?:p|h[1-6]|ul|ol|dl|li|dt|dd|blockquote|pre|table|tbody|thead|tfoot|tr|td|th|caption|figure|figcaption|hr|br|div|section|article|main|header|footer|aside|details|summary|center|address|form|fieldset)$/
const spaceless = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/gu
const media = /^(?:img|picture|iframe|video|audio|table|object|embed|svg)$/

/** Lines that a page generates: dates of the page, and what scripts would show. */
const generated =
  /^(?:published|updated|posted|last updated)\b[^.]{0,80}\d{1,2}:\d\d[^.]{0,80}$|^this (?:slideshow|video|page|content) requires javascript\b[^.]{0,40}\.?$/iu
const endOfSentence = /[.!?。！？]["'”’)»]*$/
const dated = /\b(?:19|20)\d\d\b|\d{1,2}:\d\d|^(?:by|published|updated|posted|last updated|von|par|por|di)\b/iu

/** Limits in words of lines before the first paragraph and after the last one that can be labels. */
const longestAbove = 40
const longestBelow = 60
/** Limit of the share of words before the first paragraph, or after the last one. */
const mostAround = 0.25
/** Distance of adjacent blocks: a repeated caption is at most twice as far away. */
const nearby = 3

/**
 * Removes lines of the page among the paragraphs of an article: labels of advertisements, links to other articles, buttons,
 * repeated captions; before the first paragraph dates, names and the title; after the last one calls to subscribe and lists
 * of links.
 */
export function withoutLabels(tree: Root, title: string | undefined, summary?: string): Root {
  const leaves = leavesOf(tree)
  const gone = new Set<ElementContent>()
  for (const { nodes } of [...labels(leaves, title), ...repetitions(leaves, title, summary)]) {
    // Pictures are always kept.
    if (!elements(nodes, one => media.test(one.tagName)).length) for (const node of nodes) gone.add(node)
  }
  const keep = (children: readonly ElementContent[]): ElementContent[] =>
    children
      .filter(child => !gone.has(child))
      .map(child => (child.type === 'element' ? { ...child, children: keep(child.children) } : child))
  return { type: 'root', children: keep(tree.children as ElementContent[]) }
}

/** Headings at the start that repeat title and summary. */
function repetitions(leaves: readonly Leaf[], title: string | undefined, summary: string | undefined): Leaf[] {
  const isTitle = sameWords(title)
  const isSummary = sameWords(summary)
  const isHeading = ({ parent }: Leaf) => isElement(parent, 'h2', 'h3', 'h4', 'h5', 'h6')
  return leaves.slice(0, nearby).filter(leaf => isHeading(leaf) && (isTitle(leaf.text) || isSummary(leaf.text)))
}

function labels(leaves: readonly Leaf[], title: string | undefined): Set<Leaf> {
  const found = new Set<Leaf>()
  const first = firstParagraph(leaves)
  const last = leaves.length - 1 - firstParagraph(leaves.toReversed())
  const isTitle = sameWords(title)
  for (const [at, leaf] of leaves.entries()) {
    const { text, linked, words, parent } = leaf
    const isCaption = words >= 8 && isCaptionHolder(parent)
    const isRepeated = isCaption && leaves.slice(Math.max(0, at - 2 * nearby), at).some(one => one.text === text)
    const isLoud = linked > 0.9 && words >= 3 && !isElement(parent, 'li') && isUpperCase(text)
    const isAbove =
      at < first &&
      words < longestAbove &&
      !isElement(parent, 'li', 'h1', 'h2') &&
      ((dated.test(text) && !endOfSentence.test(text)) || linked > 0.8 || isTitle(text))
    const isBelow = at > last && words < longestBelow && linked > 0.8
    const isCalling = at > last - nearby && words < longestBelow && (at > last ? isCall(text) : isWholeCall(text))
    const isCell = isElement(parent, 'td', 'th', 'dt', 'dd', 'li', 'pre')
    const isAddress = at < nearby && /^https?:\/\/\S+$/.test(text)
    if (isRepeated || isLoud || isAbove || isBelow || isCalling || isAddress) found.add(leaf)
    if (!isCell && (isAdvertisement(text) || isPageControl(text) || generated.test(text))) found.add(leaf)
    if (isRelatedLabel(text)) for (const one of announced(leaves, at)) found.add(one)
  }
  return found
}

/** Index of the first paragraph; 0 if much text precedes it, as in lists. */
function firstParagraph(leaves: readonly Leaf[]): number {
  const first = leaves.findIndex(isParagraph)
  const count = (some: readonly Leaf[]) => some.reduce((sum, { words }) => sum + words, 0)
  return first > 0 && count(leaves.slice(0, first)) <= count(leaves) * mostAround ? first : 0
}

/** A label with the links to other articles after it; empty if no link follows. */
function announced(leaves: readonly Leaf[], at: number): Leaf[] {
  const line = leaves[at]
  if (!line) return []
  let end = at + 1
  if (line.linked < 0.4 || line.text.endsWith(':')) while ((leaves[end]?.linked ?? 0) > 0.8) end += 1
  return line.linked > 0.4 || end > at + 1 ? leaves.slice(at, end) : []
}

/** Whether a block is a paragraph of the article: at least a sentence, and not a link. */
function isParagraph({ text, words, linked }: Leaf): boolean {
  return words >= 12 && linked < 0.5 && endOfSentence.test(text)
}

function isCaptionHolder(node: Root | Element): boolean {
  return node.type === 'element' && (node.tagName === 'figcaption' || hasClass(node, /caption|credit/i))
}

function isUpperCase(text: string): boolean {
  return /\p{Lu}/u.test(text) && text === text.toUpperCase()
}

/** Returns a test for texts with the same letters as the title. */
export function sameWords(title: string | undefined): (text: string) => boolean {
  const plain = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '')
  const own = title === undefined ? undefined : plain(title)
  return text => own !== undefined && plain(text) === own
}

function leavesOf(tree: Root): Leaf[] {
  const found: Leaf[] = []
  const holders = blockHolders(tree)
  const visit = (parent: Root | Element, isLinked: boolean) => {
    let nodes: ElementContent[] = []
    const flush = () => {
      const leaf = nodes.length === 0 ? undefined : leafOf(nodes, parent, isLinked)
      if (leaf) found.push(leaf)
      nodes = []
    }
    for (const child of parent.children as ElementContent[]) {
      const isBlock = child.type === 'element' && (blocks.test(child.tagName) || holders.has(child))
      if (!isBlock) nodes.push(child)
      else {
        flush()
        visit(child, isLinked || child.tagName === 'a')
      }
    }
    flush()
  }
  visit(tree, false)
  return found
}

/** Phrasing elements that contain a block. */
function blockHolders(tree: Root): Set<Element> {
  const found = new Set<Element>()
  const holds = (element: Element): boolean => {
    let isHolder = false
    for (const child of element.children)
      if (child.type === 'element' && (holds(child) || blocks.test(child.tagName))) isHolder = true
    if (isHolder) found.add(element)
    return isHolder
  }
  for (const child of tree.children) if (child.type === 'element') holds(child)
  return found
}

function leafOf(nodes: ElementContent[], parent: Root | Element, isLinked: boolean): Leaf | undefined {
  const plain = (...of: ElementContent[]) =>
    textOf(...of)
      .replace(/\s+/g, ' ')
      .trim()
  const text = plain(...nodes)
  if (text === '') return undefined
  const links = isLinked ? [] : elements(nodes, one => isElement(one, 'a'))
  const linked = isLinked ? 1 : links.reduce((sum, link) => sum + plain(link).length, 0) / text.length
  // Two characters of a script without spaces count as one word.
  const words = text.split(' ').length + (text.match(spaceless)?.length ?? 0) / 2
  return { nodes, parent, text, linked, words }
}
