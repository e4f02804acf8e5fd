import type { Inline } from '../../domain/body/inline.ts'
import { excerpt } from '../fact/report.ts'
import { pre } from './code.ts'
import { attribute, elements, textOf } from './element.ts'
import { addBlock, addText, breakLine, type Handler, placeOf } from './flow.ts'
import { noteDefinition, noteReference } from './footnote.ts'
import { heading } from './heading.ts'
import { anchor } from './link.ts'
import { checkbox, definitionList, list, looseItem } from './list.ts'
import { figure } from './media/figure.ts'
import { frame, media, player, playerNames } from './media/media.ts'
import { picture, pictureElement } from './media/picture.ts'
import { offprintFile } from './offprint-markup.ts'
import { callout, details, quote } from './quote.ts'
import { control, form, noscript, script, unwrap } from './removed.ts'
import { table } from './table.ts'

const mark =
  (marks: Omit<Inline, 'text'>): Handler =>
  (element, scope, out, context) =>
    context.walk(element.children, { ...scope, marks: { ...scope.marks, ...marks } }, out)
const skip: Handler = () => undefined
const quoted: Handler = (element, scope, out, context) => {
  addText(out, '“', scope)
  context.walk(element.children, scope, out)
  addText(out, '”', scope)
}
/** Ruby: the reading in parentheses after its word. The source's own parentheses (`rp`) are skipped. */
const reading: Handler = (element, scope, out, context) => {
  addText(out, '(', scope)
  context.walk(element.children, scope, out)
  addText(out, ')', scope)
}
const mathematics: Handler = (element, scope, out, context) => {
  const [source] = elements([element], one => one.tagName === 'annotation')
  const text = attribute(element, 'alttext') ?? textOf(source ?? element)
  context.reporter.note('math-simplified', `A formula was kept as code: "${excerpt(text)}".`, placeOf(element))
  addText(out, text.replace(/\s+/g, ' '), { ...scope, marks: { ...scope.marks, code: true } })
}
const drawing: Handler = (element, _, __, context) => {
  context.reporter.note('drawing-removed', 'A drawing (<svg>, <canvas>) was removed.', placeOf(element))
  context.reporter.consume('drawing', textOf(element), placeOf(element))
}
const paragraph: Handler = (element, scope, out, context) => {
  const file = offprintFile(element, context)
  if (file) addBlock(out, file)
  else unwrap(element, scope, out, context)
}
const input: Handler = (element, scope, out, context) =>
  (attribute(element, 'type') === 'checkbox' ? checkbox : control)(element, scope, out, context)

const grouping = [
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
/** The handler of each element. Of other elements only the content is read. */
export const handlers: Readonly<Record<string, Handler>> = {
  ...Object.fromEntries(grouping.map(name => [name, unwrap satisfies Handler])),
  ...Object.fromEntries(['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map(name => [name, heading])),
  ...Object.fromEntries(['strong', 'b'].map(name => [name, mark({ strong: true })])),
  ...Object.fromEntries(['em', 'i', 'cite', 'dfn', 'var'].map(name => [name, mark({ emphasis: true })])),
  ...Object.fromEntries(['code', 'kbd', 'samp', 'tt'].map(name => [name, mark({ code: true })])),
  ...Object.fromEntries(['s', 'strike', 'del'].map(name => [name, mark({ strikethrough: true })])),
  ...Object.fromEntries(['u', 'ins'].map(name => [name, mark({ underline: true })])),
  ...Object.fromEntries(['script', 'style', 'link', 'meta', 'base', 'title'].map(name => [name, script])),
  ...Object.fromEntries(
    ['select', 'textarea', 'button', 'datalist', 'output', 'progress', 'meter'].map(name => [name, control]),
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
  p: paragraph,
  input,
  sub: mark({ subscript: true }),
  sup: mark({ superscript: true }),
  mark: mark({ highlight: true }),
  a: anchor,
  q: quoted,
  rt: reading,
  math: mathematics,
  br: (_, scope, out) => breakLine(out, scope),
  hr: (_, __, out) => addBlock(out, { type: 'divider' }),
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
