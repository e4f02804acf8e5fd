import type { Element } from 'hast'
import { trimEndBy } from '../../domain/text/trim.ts'
import { isCalloutWord } from '../../render/label.ts'
import type { Address } from '../fact/address.ts'
import { withButtonText } from './button.ts'
import { attribute, childElements, elements, hasClass, isElement, textOf } from './element.ts'
import { addBlock, endParagraph, type Handler, type ReadContext, readChildren } from './flow.ts'
import { postOf } from './media/media.ts'

/** `blockquote`: a quote with its attribution, and the embed of a quoted social media post. */
export const quote: Handler = (element, scope, out, context) => {
  const post = postOf(element)
  const [source] = elements(
    element.children,
    one => isElement(one, 'footer') || (one.tagName === 'cite' && standsAlone(element, one)),
  )
  const rest = source ? without(element, source) : element
  const { blocks } = readChildren(rest.children, scope, context)
  const attribution =
    source &&
    textOf(source)
      .replace(/\s+/g, ' ')
      .trim()
      .replace(/^[—–-]+\s*/, '')
  const cited = context.resolve(attribute(element, 'cite') ?? '', 'resource')
  const from = cited.kind === 'absolute' ? cited : sourceOf(source, context)
  if (blocks.length === 0 && !attribution) return post ? addBlock(out, post) : undefined
  addBlock(out, {
    type: 'quote',
    blocks,
    ...(attribution && { attribution: context.restoreTemplates(attribution) }),
    ...(from.kind === 'absolute' ? { sourceUrl: from.url } : post && { sourceUrl: post.url }),
  })
  if (post) addBlock(out, post)
}

/** The address of an attribution with exactly one link. */
function sourceOf(source: Element | undefined, context: ReadContext): Address {
  const [link, second] = source ? elements(source.children, one => one.tagName === 'a') : []
  return context.resolve((!second && link && attribute(link, 'href')) || '', 'resource')
}

const kinds: Record<string, string> = {
  info: 'note',
  information: 'note',
  notice: 'note',
  primary: 'note',
  secondary: 'note',
  hint: 'tip',
  success: 'tip',
  check: 'tip',
  done: 'tip',
  danger: 'caution',
  error: 'caution',
  bug: 'caution',
  failure: 'caution',
  fail: 'caution',
  attention: 'warning',
  warn: 'warning',
  alert: 'warning',
  spoiler: 'details',
  collapse: 'details',
  callout: 'note',
  admonition: 'note',
}

/** Further callout kinds of sources. */
const further = new Set([
  'abstract',
  'summary',
  'tldr',
  'todo',
  'question',
  'help',
  'faq',
  'example',
  'quote',
  'cite',
  'definition',
  'theorem',
  'takeaways',
  'key-takeaways',
  'aside',
])
const known = new Set(['note', 'tip', 'important', 'warning', 'caution', 'details'])

/** The callout kind that a word means; undefined for other words. */
export function calloutKind(word: string): string | undefined {
  const name = word.toLowerCase().replace(/^callout-/, '')
  return known.has(name) || further.has(name) ? name : Object.hasOwn(kinds, name) ? kinds[name] : undefined
}

/** `offprint-callout`, which the Markdown importer makes of `:::`. */
export const callout: Handler = (element, scope, out, context) => {
  const title = attribute(element, 'title')
  const { blocks } = readChildren(element.children, scope, context)
  addBlock(out, {
    type: 'callout',
    kind: attribute(element, 'kind') ?? 'note',
    ...(title && { title: context.restoreTemplates(title) }),
    blocks,
  })
}

/** `details`, with its `summary` as title. */
export const details: Handler = (element, scope, out, context) => {
  const line = childElements(element).find(child => child.tagName === 'summary')
  const summary = line && { ...line, children: withButtonText(line) }
  const title = summary && titleOf(summary, context)
  const { blocks } = readChildren(
    element.children.filter(child => child !== line),
    scope,
    context,
  )
  const summaryBlocks = summary
    ? readChildren(summary.children, scope, context).blocks.filter(block => block.type !== 'paragraph')
    : []
  addBlock(out, { type: 'callout', kind: 'details', ...(title && { title }), blocks: [...summaryBlocks, ...blocks] })
}

/** A callout by the class names of a `div` or `aside`. */
export function admonition(element: Element): { kind: string; title: Element | undefined } | undefined {
  const names = (attribute(element, 'className') ?? '').toLowerCase()
  if (
    !/(^|\s)(admonition|callout|markdown-alert|theme-admonition|custom-block|alert|kg-callout-card|wp-block-notice)(\s|$)/.test(
      names,
    )
  )
    return undefined
  const words = names
    .split(/\s+/)
    .map(name => name.replace(/^(markdown-alert|theme-admonition|alert|callout|admonition)-/, ''))
  const kind = words.map(word => calloutKind(word)).find(found => found !== undefined && found !== 'note') ?? 'note'
  const [title] = elements(element.children, one =>
    hasClass(
      one,
      /(^|\s)(admonition-title|markdown-alert-title|callout-title|custom-block-title|alert-heading)(\s|$)|admonitionHeading/,
    ),
  )
  return { kind, title }
}

export const admonitionBlock: Handler = (element, scope, out, context) => {
  const found = admonition(element)
  if (!found) return
  endParagraph(out)
  const rest = found.title ? without(element, found.title) : element
  const words = found.title && titleOf(found.title, context)
  // Renditions add the kind in the language of the article, so a title with only the kind is dropped.
  const title = words && !isKindAlone(found.kind, words) ? words : undefined
  const { blocks } = readChildren(rest.children, scope, context)
  if (blocks.length > 0 || title) addBlock(out, { type: 'callout', kind: found.kind, ...(title && { title }), blocks })
}

/** Whether a title is only a word for the kind. */
function isKindAlone(kind: string, title: string): boolean {
  const word = trimEndBy(title, /[:：!.\s]/)
  return isCalloutWord(kind, word) || (known.has(kind) && calloutKind(word) === kind)
}

/** The title without the kind, which Offprint's pages put before it. */
function titleOf(element: Element, context: ReadContext): string {
  const [kind] = elements(element.children, one => hasClass(one, /(^|\s)callout-kind(\s|$)/))
  return context
    .restoreTemplates(textOf(kind ? without(element, kind) : element))
    .replace(/\s+/g, ' ')
    .trim()
}

/** Whether a `cite` is a line of its own, not a title in a sentence. */
function standsAlone(quoted: Element, cite: Element): boolean {
  if (quoted.children.includes(cite)) return true
  const [holder] = childElements(quoted).filter(child => child.children.includes(cite))
  return (
    holder !== undefined &&
    textOf(holder)
      .trim()
      .replace(/^[—–-]+\s*/, '') === textOf(cite).trim()
  )
}

function without(element: Element, gone: Element): Element {
  const children = element.children.flatMap(child => {
    if (child === gone) return []
    return child.type === 'element' && elements([child], one => one === gone).length > 0
      ? [without(child, gone)]
      : [child]
  })
  return { ...element, children }
}
