import { Readability } from '@mozilla/readability'
import type { Element, ElementContent, Nodes, Root } from 'hast'
import { attribute, elements, isElement, textOf } from '../blocks/element.ts'
import type { Reporter } from '../blocks/report.ts'
import { type DomNode, numberOf, numbersIn, type PageDom } from './dom.ts'
import { hasWord, type Page } from './page.ts'

/** Parts of a page that are not its article. */
const chrome = new Set(['nav', 'header', 'footer', 'aside', 'form'])
const chromeRoles = new Set(['navigation', 'banner', 'contentinfo', 'complementary'])
const chromeNames =
  /(^|[\s_-])(share|sharing|social|related|newsletter|sign-?up|subscri[a-z\d]+|promo[a-z\d]*|advert[a-z\d]*|ads?|sponsor[a-z\d]*|outbrain|taboola|comments?|disqus|breadcrumbs?|nav|navigation|menu|sidebar|toolbar|cookie|consent|paywall|popup|modal|recommend[a-z\d]*|read-?more|more-stories|pagination|skip-link|print-only|meta|byline|dateline|author-bio|tags?|widget)([\s_-]|$)/i
/** What is taken back where it was left out beside what was kept. */
const content = [
  'figure',
  'img',
  'picture',
  'table',
  'pre',
  'ul',
  'ol',
  'dl',
  'blockquote',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'p',
  'iframe',
  'video',
  'audio',
  'details',
  'hr',
  'section',
  'div',
  'a',
  'span',
  'sup',
  'code',
  'em',
  'strong',
  'noscript',
  'aside',
]

/**
 * The article of a page. Readability tells where it is; its elements are taken as the page has them, together with
 * pictures, tables, listings and headings among them that it left out. A page without any frame around is taken whole.
 *
 * @param dom the same page, its elements numbered; it is changed
 * @param tree what stands in its body
 */
export function mainContent(dom: PageDom, page: Page, tree: Root, reporter: Reporter): Root {
  if (!page.all.some(isChrome)) return tree
  const marked = page.all.filter(one => hasWord(one, 'itemProp', 'articleBody'))
  const candidates = marked.length === 1 ? marked : page.named('article')
  const likely = candidates.length === 1 ? candidates[0] : page.named('main')[0]
  const kept = readable(dom)
  const found = kept && pruned(tree, kept)
  const own = likely && within(tree, likely)
  const counts = new Map<Nodes, number>()
  const wordsFound = found ? words(found, counts) : 0
  const best = own && words(own, counts) * 0.5 > wordsFound ? own : (found ?? own ?? framed(tree))
  const left = words(tree, counts) - words(best, counts)
  if (left > 0)
    reporter.note('page-frame', `${left} words outside of the article (menus, notices, other articles) were left out.`)
  return best
}

/** Numbers of the elements that Readability keeps. It changes the page. */
function readable(dom: PageDom): Set<number> | undefined {
  const options = {
    keepClasses: true,
    disableJSONLD: true,
    charThreshold: 300,
    allowedVideoRegex: /\/\//,
    serializer: numbersOf,
  }
  return new Readability<Set<number>>(dom as never, options).parse()?.content ?? undefined
}

function numbersOf(node: unknown): Set<number> {
  return numbersIn(node as DomNode)
}

function pruned(tree: Root, kept: ReadonlySet<number>): Root {
  const holds = holders(tree, kept)
  const prune = (parent: Root | Element, parentKept: boolean): ElementContent[] =>
    (parent.children as ElementContent[]).flatMap((child): ElementContent[] => {
      if (child.type !== 'element') return parentKept ? [child] : []
      const isKept = kept.has(numberOf(child))
      if (isKept || holds.has(child)) return [{ ...child, children: prune(child, isKept) }]
      return parentKept && (isText(parent) || isContent(child)) ? [child] : []
    })
  return { type: 'root', children: prune(tree, false) }
}

/** An element whose children are words rather than parts of a page. */
function isText(node: Root | Element): boolean {
  return (
    node.type === 'element' &&
    !isElement(node, 'div', 'section', 'article', 'main', 'body', 'header', 'footer', 'aside', 'center', 'td')
  )
}

/** Elements with a kept one in them. */
function holders(tree: Root, kept: ReadonlySet<number>): Set<Nodes> {
  const found = new Set<Nodes>()
  const parents = new Map<Nodes, Nodes>()
  const open: (Root | Element)[] = [tree]
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.type === 'element' && kept.has(numberOf(node))) {
      for (let up = parents.get(node); up && !found.has(up); up = parents.get(up)) found.add(up)
    }
    for (const child of node.children) {
      if (child.type !== 'element') continue
      parents.set(child, node)
      open.push(child)
    }
  }
  return found
}

function isContent(element: Element): boolean {
  if (!content.includes(element.tagName)) return false
  const names = `${attribute(element, 'className') ?? ''} ${attribute(element, 'id') ?? ''} ${attribute(element, 'role') ?? ''}`
  if (chromeNames.test(names)) return false
  const text = textOf(element).trim()
  const linked = elements([element], one => one.tagName === 'a').reduce(
    (sum, link) => sum + textOf(link).trim().length,
    0,
  )
  const isFrame =
    elements(
      [element],
      one =>
        isElement(one, 'form', 'input', 'button', 'nav', 'select') ||
        chromeNames.test(attribute(one, 'className') ?? ''),
    ).length > 0
  const shows =
    elements([element], one => isElement(one, 'img', 'picture', 'iframe', 'video', 'audio', 'table', 'pre')).length > 0
  return !isFrame && (text === '' ? shows : linked <= text.length * 0.5)
}

function within(tree: Root, element: Element): Root | undefined {
  const [top] = elements([tree], one => one === element)
  return top && framed({ type: 'root', children: [top] })
}

function isChrome(element: Element): boolean {
  return chrome.has(element.tagName) || chromeRoles.has(attribute(element, 'role') ?? '')
}

/** Without what is framing by its element or role. */
function framed(tree: Root): Root {
  const keep = (children: readonly ElementContent[]): ElementContent[] =>
    children.flatMap((child): ElementContent[] => {
      if (child.type !== 'element') return [child]
      const role = attribute(child, 'role') ?? ''
      const isFrame =
        isElement(child, 'nav', 'form', 'script', 'style') || /^(navigation|banner|contentinfo|search)$/.test(role)
      return isFrame ? [] : [{ ...child, children: keep(child.children) }]
    })
  return { type: 'root', children: keep(tree.children as ElementContent[]) }
}

/**
 * Words between white space that a reader sees; near enough to compare parts of one page.
 *
 * @param counts of texts: parts of a page share them
 */
function words(tree: Root, counts: Map<Nodes, number>): number {
  let count = 0
  const open: Nodes[] = [tree]
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.type === 'text') {
      const own = counts.get(node) ?? wordsIn(node.value)
      counts.set(node, own)
      count += own
    } else if ('children' in node && !isElement(node, 'script', 'style', 'noscript', 'template'))
      open.push(...node.children)
  }
  return count
}

function wordsIn(text: string): number {
  let count = 0
  let isWithin = false
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    const isSpace =
      code <= 0x20 ? code === 0x20 || (code >= 9 && code <= 13) : code >= 0xa0 && /\s/.test(text.charAt(at))
    if (!isSpace && !isWithin) count += 1
    isWithin = !isSpace
  }
  return count
}
