import type { Element, Nodes } from 'hast'
import { canonicalLanguage } from '../../domain/text/language.ts'
import { listing } from './code.ts'
import { isHidden, unwrap } from './drop.ts'
import { attribute, hasAttributes, textOf } from './element.ts'
import { galleryOf } from './figure.ts'
import { close, depthLimit, type Out, placeOf, put, putBeside, type Scope, type Setting, say } from './flow.ts'
import { handlers } from './handlers.ts'
import { isOther, other } from './own.ts'
import { admonition, admonitionBlock } from './quote.ts'

/** Blocks that hold blocks; too deep inside others they are opened up. */
const isNesting = new Set([
  'ul',
  'ol',
  'menu',
  'dl',
  'blockquote',
  'details',
  'table',
  'figure',
  'offprint-callout',
  'li',
])

/** The reading of one tree: every node to where it belongs. */
export function walker(setting: Omit<Setting, 'walk'>): Setting {
  const whole: Setting = {
    ...setting,
    walk(nodes, scope, out) {
      for (const node of nodes) visit(node, scope, out, whole)
    },
  }
  return whole
}

function visit(node: Nodes, scope: Scope, out: Out, setting: Setting) {
  switch (node.type) {
    case 'text':
      return sayText(node.value, scope, out, setting)
    case 'element':
      return visitElement(node, scope, out, setting)
    case 'root':
      return setting.walk(node.children, scope, out)
    case 'comment':
      return setting.reporter.consume('comment', setting.verbatim(node.value), placeOf(node))
    default:
      return undefined
  }
}

function visitElement(element: Element, scope: Scope, out: Out, setting: Setting) {
  const name = element.tagName
  const isBare = !hasAttributes(element)
  if (!isBare) remember(element, setting)
  if (!isBare && isHidden(element))
    return setting.reporter.consume('hidden', setting.verbatim(textOf(element)), placeOf(element))
  if (setting.state.depth >= depthLimit && isNesting.has(name)) {
    setting.reporter.note(
      'nesting-flattened',
      `Blocks are nested more than ${depthLimit} deep; <${name}> was opened up.`,
      placeOf(element),
    )
    return unwrap(element, scope, out, setting)
  }
  const inner = isBare ? scope : withLanguage(element, scope, setting)
  if (!isBare && (name === 'div' || name === 'aside') && readGroup(element, inner, out, setting)) return
  const handler = Object.hasOwn(handlers, name) ? handlers[name] : undefined
  if (handler) return handler(element, inner, out, setting)
  setting.walk(element.children, inner, out)
}

/** Groups whose class names say what they are. */
function readGroup(element: Element, scope: Scope, out: Out, setting: Setting): boolean {
  if (isOther(element)) {
    other(element, scope, out, setting)
    return true
  }
  if (admonition(element)) {
    admonitionBlock(element, scope, out, setting)
    return true
  }
  const images = galleryOf(element, scope, setting)
  if (images) {
    for (const block of images) put(out, block)
    return true
  }
  const language = listing(element)?.language
  if (language === undefined) return false
  const before = out.pieces.length
  unwrap(element, scope, out, setting)
  for (const piece of out.pieces.slice(before)) if (piece.type === 'code') piece.language ??= language
  return true
}

function sayText(text: string, scope: Scope, out: Out, setting: Setting) {
  if (scope.marks.code) return say(out, setting.verbatim(text), scope)
  for (const part of setting.cut(text)) {
    if (typeof part === 'string') say(out, part, scope)
    else if (part.kind === 'text') say(out, part.text, scope)
    else if (part.kind === 'link')
      say(out, part.text, { ...scope, marks: { ...scope.marks, link: { href: part.href } } })
    else if (part.kind === 'blocks') for (const block of part.blocks) putBeside(out, withLink(block, scope, setting))
    else if (part.breaks) close(out)
  }
}

function withLink<Kind extends { type: string }>(block: Kind, { marks }: Scope, setting: Setting): Kind {
  return block.type === 'image' && marks.link && setting.hasRoom(marks.link.href.length)
    ? { ...block, link: marks.link.href }
    : block
}

/** Ids are what fragments of links lead to. */
function remember(element: Element, { state }: Setting): void {
  for (const name of ['id', 'name']) {
    const id = element.tagName.startsWith('offprint-') ? undefined : attribute(element, name)
    if (id && !state.ids.has(id)) state.ids.set(id, state.headings)
  }
}

function withLanguage(element: Element, scope: Scope, { language }: Setting): Scope {
  const stated = attribute(element, 'lang')
  const lang = stated ? canonicalLanguage(stated) : undefined
  if (lang === undefined || lang === scope.marks.lang) return scope
  const { lang: _, ...marks } = scope.marks
  return { ...scope, marks: lang === language ? marks : { ...marks, lang } }
}
