import type { Element, ElementContent, Root } from 'hast'
import { attribute, isElement, lineOf } from '../../blocks/element.ts'
import { isCommentArea, longestName } from './comment-area.ts'
import { isNeverShown, type Measure } from './measure.ts'
import { isOtherHeading } from './page-phrase.ts'

/** Elements around an article, and forms. */
const frames = /^(?:nav|footer|form|button|select|input|textarea|dialog|menu|aside)$/
const frameRoles =
  /^(?:navigation|banner|contentinfo|complementary|search|dialog|alertdialog|menu|menubar|toolbar|tablist)$/

/** Names of content only for screen readers or for print. */
const hiddenNames =
  /(?:^|[\s_-])(?:sr-only|visually-hidden|visuallyhidden|screen-reader(?:-text|-only)?|show-for-sr|print-only)(?:[\s_-]|$)/i

/** Names of other content around an article. */
const otherNames =
  /(?:^|[\s_-])(?:share|sharing|sharedaddy|addtoany|addthis|social|related|newsletter|sign-?up|subscribe|subscriptions?|promos?|promotions?|adverts?|advertisements?|ads?|sponsored|outbrain|taboola|breadcrumbs?|nav|navbar|navigation|menu|sidebar|toolbar|cookies?|consent|popup|modal|recommend|recommended|recommendations?|recirc[a-z]*|read-?(?:more|next)|more-?(?:stories|from|news)|most-?(?:read|popular|viewed)|trending|pagination|pager|skip-?link|byline|author-?(?:bio|box|info)|tags?|tag-?list|widget|jp-relatedposts|copyright|login|masthead)(?:[\s_-]|$)/i

/** Characters of prose that a page must have outside of a list of other articles. */
const leastProse = 200

/** An element with a larger share of the page's prose contains the article, whatever its name. */
const mostProse = 0.25

/**
 * The elements of a page that are not part of its article: hidden elements, navigation, forms, reader comments, and sharing,
 * related articles or advertisements by class or id. Comments can be longer than the article. Other elements with a large
 * share of the prose are kept.
 *
 * @param kept elements that are part of the article
 */
export function clutterOf(
  tree: Root,
  measures: ReadonlyMap<Root | Element, Measure>,
  kept: ReadonlySet<Element>,
): Set<Element> {
  const found = new Set<Element>()
  const whole = measures.get(tree)?.prose ?? 0
  const open: (Root | Element)[] = [tree]
  for (let node = open.pop(); node; node = open.pop()) {
    for (const child of node.children) {
      if (child.type !== 'element' || isNeverShown(child) || kept.has(child)) continue
      const measure = measures.get(child)
      const kind = isOtherList(child, node, whole, measures) ? 'list' : kindOf(child)
      const isSure = kind === 'comments' || kind === 'list' || child.tagName === 'nav'
      const isSmall = measure !== undefined && measure.prose <= whole * mostProse
      if (kind !== undefined && !measure?.isHead && (isSure || isSmall)) found.add(child)
      else open.push(child)
    }
  }
  return found
}

/** Whether an element begins with the heading of a list of other articles. Such a list can be longer than the article. */
function isOtherList(
  element: Element,
  parent: Root | Element,
  whole: number,
  measures: ReadonlyMap<Root | Element, Measure>,
): boolean {
  if (isElement(element, 'html', 'body', 'main') || isElement(parent, 'html')) return false
  const [first] = element.children.filter(isShown)
  if (!first || !isElement(first, 'h2', 'h3', 'h4', 'h5', 'h6', 'header')) return false
  return isOtherHeading(lineOf(first)) && whole - (measures.get(element)?.prose ?? 0) >= leastProse
}

function isShown(node: ElementContent): boolean {
  return node.type === 'element' ? !isNeverShown(node) : node.type === 'text' && node.value.trim() !== ''
}

function kindOf(element: Element): 'hidden' | 'frame' | 'comments' | 'other' | undefined {
  if (isElement(element, 'html', 'body', 'article', 'main')) return undefined
  const name = (attribute(element, 'className') ?? '').slice(0, longestName)
  if (isHidden(element) || hiddenNames.test(name)) return 'hidden'
  if (frames.test(element.tagName) || frameRoles.test(attribute(element, 'role') ?? '')) return 'frame'
  if (isCommentArea(element)) return 'comments'
  return isOtherByName(element) ? 'other' : undefined
}

/** Whether class or id say that an element is around an article. */
export function isOtherByName(element: Element): boolean {
  const names = `${attribute(element, 'className') ?? ''} ${attribute(element, 'id') ?? ''}`
  return otherNames.test(names.slice(0, longestName))
}

function isHidden(element: Element): boolean {
  return attribute(element, 'hidden') !== undefined || /display:\s*none/i.test(attribute(element, 'style') ?? '')
}
