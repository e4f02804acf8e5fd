import type { Element, Nodes } from 'hast'
import type { Inline } from '../../domain/inline.ts'
import { canonicalLanguage } from '../../domain/language.ts'
import { listing, pre } from './code.ts'
import { control, form, isHidden, noscript, script, unwrap } from './drop.ts'
import { attribute, elements, hasAttributes, textOf } from './element.ts'
import { figure, galleryOf } from './figure.ts'
import {
  breakLine,
  close,
  depthLimit,
  type Handler,
  type Out,
  placeOf,
  put,
  putBeside,
  type Scope,
  type Setting,
  say,
} from './flow.ts'
import { noteDefinition, noteReference } from './footnote.ts'
import { heading } from './heading.ts'
import { anchor } from './link.ts'
import { checkbox, definitionList, list, looseItem } from './list.ts'
import { frame, media, player, playerNames } from './media.ts'
import { isOther, other, ownFile } from './own.ts'
import { picture, pictureElement } from './picture.ts'
import { admonition, admonitionBlock, callout, details, quote } from './quote.ts'
import { brief } from './report.ts'
import { table } from './table.ts'

const mark =
  (marks: Omit<Inline, 'text'>): Handler =>
  (element, scope, out, setting) =>
    setting.walk(element.children, { ...scope, marks: { ...scope.marks, ...marks } }, out)
const skip: Handler = () => undefined
const quoted: Handler = (element, scope, out, setting) => {
  say(out, '“', scope)
  setting.walk(element.children, scope, out)
  say(out, '”', scope)
}
/** Ruby: the reading follows its word in brackets, where the source has none of its own. */
const reading: Handler = (element, scope, out, setting) => {
  say(out, '(', scope)
  setting.walk(element.children, scope, out)
  say(out, ')', scope)
}
const mathematics: Handler = (element, scope, out, setting) => {
  const [source] = elements([element], one => one.tagName === 'annotation')
  const text = attribute(element, 'alttext') ?? textOf(source ?? element)
  setting.reporter.note('math-simplified', `A formula was kept as text: "${brief(text)}".`, placeOf(element))
  say(out, text.replace(/\s+/g, ' '), { ...scope, marks: { ...scope.marks, code: true } })
}
const drawing: Handler = (element, _, __, setting) => {
  setting.reporter.note('drawing-removed', 'A drawing within the page (<svg>, <canvas>) was removed.', placeOf(element))
  setting.reporter.consume('drawing', textOf(element), placeOf(element))
}

const grouping = [
  'p',
  'div',
  'section',
  'article',
  'main',
  'header',
  'footer',
  'aside',
  'nav',
  'address',
  'hgroup',
  'center',
  'fieldset',
  'legend',
  'dt',
  'dd',
  'figcaption',
  'summary',
  'tr',
  'td',
  'th',
  'tbody',
  'thead',
  'tfoot',
  'caption',
  'dialog',
  'search',
  'body',
  'html',
  'multicol',
  'marquee',
  'blink',
  'optgroup',
  'p-block',
]
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

const handlers: Record<string, Handler> = {
  ...Object.fromEntries(grouping.map(name => [name, unwrap satisfies Handler])),
  ...Object.fromEntries(['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map(name => [name, heading])),
  ...Object.fromEntries(['strong', 'b'].map(name => [name, mark({ strong: true })])),
  ...Object.fromEntries(['em', 'i', 'cite', 'dfn', 'var'].map(name => [name, mark({ emphasis: true })])),
  ...Object.fromEntries(['code', 'kbd', 'samp', 'tt'].map(name => [name, mark({ code: true })])),
  ...Object.fromEntries(['s', 'strike', 'del'].map(name => [name, mark({ strikethrough: true })])),
  ...Object.fromEntries(['u', 'ins'].map(name => [name, mark({ underline: true })])),
  ...Object.fromEntries(['script', 'style', 'link', 'meta', 'base', 'title'].map(name => [name, script])),
  ...Object.fromEntries(
    ['input', 'select', 'textarea', 'button', 'datalist', 'output', 'progress', 'meter'].map(name => [name, control]),
  ),
  ...Object.fromEntries(['iframe', 'embed', 'object', 'amp-iframe'].map(name => [name, frame])),
  ...Object.fromEntries(playerNames.map(name => [name, player])),
  ...Object.fromEntries(['ul', 'ol', 'menu', 'dir'].map(name => [name, list])),
  ...Object.fromEntries(['img', 'amp-img'].map(name => [name, picture])),
  ...Object.fromEntries(['video', 'audio', 'amp-video', 'amp-audio'].map(name => [name, media])),
  ...Object.fromEntries(
    ['template', 'wbr', 'rp', 'track', 'source', 'param', 'area', 'map', 'head', 'frameset', 'annotation'].map(name => [
      name,
      skip,
    ]),
  ),
  ...Object.fromEntries(['svg', 'canvas'].map(name => [name, drawing])),
  sub: mark({ subscript: true }),
  sup: mark({ superscript: true }),
  mark: mark({ highlight: true }),
  a: anchor,
  q: quoted,
  rt: reading,
  math: mathematics,
  br: (_, scope, out) => breakLine(out, scope),
  hr: (_, __, out) => put(out, { type: 'divider' }),
  picture: pictureElement,
  pre,
  figure,
  table,
  details,
  noscript,
  form,
  blockquote: quote,
  li: looseItem,
  dl: definitionList,
  'offprint-note': noteDefinition,
  'offprint-ref': noteReference,
  'offprint-callout': callout,
}
handlers['p'] = (element, scope, out, setting) => {
  const file = ownFile(element, setting)
  if (file) put(out, file)
  else unwrap(element, scope, out, setting)
}
handlers['input'] = (element, scope, out, setting) =>
  attribute(element, 'type') === 'checkbox'
    ? checkbox(element, scope, out, setting)
    : control(element, scope, out, setting)

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
    else if (part.kind === 'blocks') for (const block of part.blocks) putBeside(out, withLink(block, scope))
    else if (part.breaks) close(out)
  }
}

function withLink<Kind extends { type: string }>(block: Kind, { marks }: Scope): Kind {
  return block.type === 'image' && marks.link ? { ...block, link: marks.link.href } : block
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
