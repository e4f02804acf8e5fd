import type { Element, Nodes } from 'hast'
import { canonicalLanguage } from '../../domain/text/language.ts'
import { listing } from './code.ts'
import { attribute, hasAttributes, textOf } from './element.ts'
import {
  addAfterParagraph,
  addBlock,
  addText,
  depthLimit,
  endParagraph,
  type Output,
  placeOf,
  type ReadContext,
  type Scope,
} from './flow.ts'
import { handlers } from './handlers.ts'
import { galleryOf } from './media/figure.ts'
import { isReplaced } from './media/picture.ts'
import { isOtherElement, otherBlock } from './offprint-markup.ts'
import { admonition, admonitionBlock } from './quote.ts'
import { isHidden, unwrap } from './removed.ts'
import { boxNames, takeawayBox } from './takeaway/takeaway-box.ts'

/** Blocks that contain blocks. Beyond the depth limit only their content is read. */
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

/** Adds the function `walk` to the context of a tree. */
export function walker(context: Omit<ReadContext, 'walk'>): ReadContext {
  const whole: ReadContext = {
    ...context,
    walk(nodes, scope, out) {
      for (const [at, node] of nodes.entries()) if (!isReplaced(node, nodes, at)) visit(node, scope, out, whole)
    },
  }
  return whole
}

function visit(node: Nodes, scope: Scope, out: Output, context: ReadContext) {
  switch (node.type) {
    case 'text':
      return readText(node.value, scope, out, context)
    case 'element':
      return visitElement(node, scope, out, context)
    case 'root':
      return context.walk(node.children, scope, out)
    case 'comment':
      return context.reporter.consume('comment', context.restoreTemplates(node.value), placeOf(node))
    default:
      return undefined
  }
}

function visitElement(element: Element, scope: Scope, out: Output, context: ReadContext) {
  const name = element.tagName
  const isBare = !hasAttributes(element)
  if (!isBare) recordIds(element, context)
  if (!isBare && isHidden(element))
    return context.reporter.consume('hidden', context.restoreTemplates(textOf(element)), placeOf(element))
  if (context.state.depth >= depthLimit && isNesting.has(name)) {
    context.reporter.note(
      'nesting-flattened',
      `Blocks are nested more than ${depthLimit} deep. <${name}> was replaced by its content.`,
      placeOf(element),
    )
    return unwrap(element, scope, out, context)
  }
  const inner = isBare ? scope : withLanguage(element, scope, context)
  if (!boxNames.has(name) || !scope.top || context.state.depth > 0) return readElement(element, inner, out, context)
  endParagraph(out)
  const before = out.flowBlocks.length
  readElement(element, inner, out, context)
  endParagraph(out)
  const box = takeawayBox(element, out.flowBlocks, before)
  if (box) context.state.boxes.push(box)
}

function readElement(element: Element, inner: Scope, out: Output, context: ReadContext) {
  const name = element.tagName
  const isBare = !hasAttributes(element)
  if (!isBare && (name === 'div' || name === 'aside') && readGroup(element, inner, out, context)) return
  const handler = Object.hasOwn(handlers, name) ? handlers[name] : undefined
  if (handler) return handler(element, inner, out, context)
  context.walk(element.children, inner, out)
}

/** Reads a group by its class names. */
function readGroup(element: Element, scope: Scope, out: Output, context: ReadContext): boolean {
  if (isOtherElement(element)) {
    otherBlock(element, scope, out, context)
    return true
  }
  if (admonition(element)) {
    admonitionBlock(element, scope, out, context)
    return true
  }
  const images = galleryOf(element, scope, context)
  if (images) {
    for (const block of images) addBlock(out, block)
    return true
  }
  const language = listing(element)?.language
  if (language === undefined) return false
  const before = out.flowBlocks.length
  unwrap(element, scope, out, context)
  for (const flowBlock of out.flowBlocks.slice(before)) if (flowBlock.type === 'code') flowBlock.language ??= language
  return true
}

function readText(text: string, scope: Scope, out: Output, context: ReadContext) {
  if (scope.marks.code) return addText(out, context.restoreTemplates(text), scope)
  for (const part of context.splitTemplates(text)) {
    if (typeof part === 'string') addText(out, part, scope)
    else if (part.kind === 'text') addText(out, part.text, scope)
    else if (part.kind === 'link')
      addText(out, part.text, { ...scope, marks: { ...scope.marks, link: { href: part.href } } })
    else if (part.kind === 'blocks')
      for (const block of part.blocks) addAfterParagraph(out, withLink(block, scope, context))
    else if (part.breaks) endParagraph(out)
  }
}

function withLink<Kind extends { type: string }>(block: Kind, { marks }: Scope, context: ReadContext): Kind {
  return block.type === 'image' && marks.link && context.fitsBudget(marks.link.href.length)
    ? { ...block, link: marks.link.href }
    : block
}

/** Records ids, the targets of links within the article. */
function recordIds(element: Element, { state }: ReadContext): void {
  for (const name of ['id', 'name']) {
    const id = element.tagName.startsWith('offprint-') ? undefined : attribute(element, name)
    if (id && !state.ids.has(id)) state.ids.set(id, state.headings)
  }
}

function withLanguage(element: Element, scope: Scope, { language }: ReadContext): Scope {
  const stated = attribute(element, 'lang')
  const lang = stated ? canonicalLanguage(stated) : undefined
  if (lang === undefined || lang === scope.marks.lang) return scope
  const { lang: _, ...marks } = scope.marks
  return { ...scope, marks: lang === language ? marks : { ...marks, lang } }
}
