import type { Element } from 'hast'
import { trimEndBy } from '../../domain/text/trim.ts'
import { isCalloutWord } from '../../render/label.ts'
import type { Address } from '../fact/address.ts'
import { attribute, childElements, elements, hasClass, isElement, textOf } from './element.ts'
import { close, type Handler, inside, put, type Setting } from './flow.ts'
import { postOf } from './media.ts'

/** `blockquote`: a quote with its attribution; one that a social network's script replaces, and the post it quotes. */
export const quote: Handler = (element, scope, out, setting) => {
  const post = postOf(element)
  const [source] = elements(
    element.children,
    one => isElement(one, 'footer') || (one.tagName === 'cite' && standsAlone(element, one)),
  )
  const rest = source ? cut(element, source) : element
  const { blocks } = inside(rest.children, scope, setting)
  const attribution =
    source &&
    textOf(source)
      .replace(/\s+/g, ' ')
      .trim()
      .replace(/^[—–-]+\s*/, '')
  const cited = setting.resolve(attribute(element, 'cite') ?? '', 'resource')
  const from = cited.kind === 'absolute' ? cited : sourceOf(source, setting)
  if (blocks.length === 0 && !attribution) return post ? put(out, post) : undefined
  put(out, {
    type: 'quote',
    blocks,
    ...(attribution && { attribution: setting.verbatim(attribution) }),
    ...(from.kind === 'absolute' ? { sourceUrl: from.url } : post && { sourceUrl: post.url }),
  })
  if (post) put(out, post)
}

/** Where an attribution leads that is one link. */
function sourceOf(source: Element | undefined, setting: Setting): Address {
  const [link, second] = source ? elements(source.children, one => one.tagName === 'a') : []
  return setting.resolve((!second && link && attribute(link, 'href')) || '', 'resource')
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

/** Callout kinds that sources use beside those that v1 names. */
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

/** The kind of callout that a word of a source means; undefined where it means none. */
export function calloutKind(word: string): string | undefined {
  const name = word.toLowerCase().replace(/^callout-/, '')
  return known.has(name) || further.has(name) ? name : Object.hasOwn(kinds, name) ? kinds[name] : undefined
}

/** `offprint-callout`, which the Markdown reader makes of `:::`. */
export const callout: Handler = (element, scope, out, setting) => {
  const title = attribute(element, 'title')
  const { blocks } = inside(element.children, scope, setting)
  put(out, {
    type: 'callout',
    kind: attribute(element, 'kind') ?? 'note',
    ...(title && { title: setting.verbatim(title) }),
    blocks,
  })
}

/** `details`, its `summary` the title. */
export const details: Handler = (element, scope, out, setting) => {
  const summary = childElements(element).find(child => child.tagName === 'summary')
  const title = summary && titleOf(summary, setting)
  const { blocks } = inside(
    element.children.filter(child => child !== summary),
    scope,
    setting,
  )
  const heard = summary
    ? inside(summary.children, scope, setting).blocks.filter(block => block.type !== 'paragraph')
    : []
  put(out, { type: 'callout', kind: 'details', ...(title && { title }), blocks: [...heard, ...blocks] })
}

/** `div` or `aside` that class names make a callout; undefined where they do not. */
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

export const admonitionBlock: Handler = (element, scope, out, setting) => {
  const found = admonition(element)
  if (!found) return
  close(out)
  const rest = found.title ? cut(element, found.title) : element
  const words = found.title && titleOf(found.title, setting)
  // A title that only says the kind follows from it: renditions say it in the language of the article.
  const title = words && !isKindAlone(found.kind, words) ? words : undefined
  const { blocks } = inside(rest.children, scope, setting)
  if (blocks.length > 0 || title) put(out, { type: 'callout', kind: found.kind, ...(title && { title }), blocks })
}

/** Whether a title says nothing but the kind, by a word for it or by the name of the class. */
function isKindAlone(kind: string, title: string): boolean {
  const word = trimEndBy(title, /[:：!.\s]/)
  return isCalloutWord(kind, word) || (known.has(kind) && calloutKind(word) === kind)
}

/** A title without the kind of the callout, which our own pages put before it. */
function titleOf(element: Element, setting: Setting): string {
  const [kind] = elements(element.children, one => hasClass(one, /(^|\s)callout-kind(\s|$)/))
  return setting
    .verbatim(textOf(kind ? cut(element, kind) : element))
    .replace(/\s+/g, ' ')
    .trim()
}

/** Whether a `cite` is a line of its own, not a title within a sentence. */
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

function cut(element: Element, gone: Element): Element {
  const children = element.children.flatMap(child => {
    if (child === gone) return []
    return child.type === 'element' && elements([child], one => one === gone).length > 0 ? [cut(child, gone)] : [child]
  })
  return { ...element, children }
}
