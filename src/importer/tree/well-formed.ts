import { decodeNamedCharacterReference } from 'decode-named-character-reference'
import type { Element, Root } from 'hast'
import { fromParse5 } from 'hast-util-from-parse5'
import { html as names } from 'parse5'

/**
 * The tree of a fragment that is written so well that it follows from the tags alone: every element is known, closed where
 * it was opened and stands where HTML allows it, so no rule for mending anything applies (HTML, section 13.2.6). It is then
 * the tree that parse5 makes, in a fraction of the time. Undefined for all else. What editors and generators write is
 * nearly always of this kind.
 */
export function wellFormedTree(html: string): Root | undefined {
  if (altered.test(html)) return undefined
  const root: Root = { type: 'root', children: [] }
  const open: Open = { nodes: [root], names: [], paragraphs: 0, links: 0, headings: 0 }
  for (let at = 0; at < html.length; ) {
    const next = html.indexOf('<', at)
    const end = next < 0 ? html.length : next
    if (end > at && !addText(html.slice(at, end), open)) return undefined
    if (next < 0) break
    if (html.startsWith('<!--', next)) {
      const close = html.indexOf('-->', next + 4)
      if (close < 0 || !addComment(html.slice(next + 4, close), open)) return undefined
      at = close + 3
      continue
    }
    tag.lastIndex = next
    const match = tag.exec(html)
    if (!match) return undefined
    const [whole, closed, opened = '', attributes = ''] = match
    if (closed === undefined ? !start(opened, attributes, open) : !close(closed, open)) return undefined
    at = next + whole.length
    if (opened === 'pre' && html.startsWith('&', at)) return undefined
    if (opened === 'pre' && html.startsWith('\n', at)) at += 1
  }
  return open.names.length === 0 ? root : undefined
}

type Open = {
  /** The root and the elements that are open, outermost first. */
  nodes: (Root | Element)[]
  /** Of those elements. */
  names: string[]
  paragraphs: number
  links: number
  headings: number
}

/** Characters that a parser changes or leaves out. */
const altered = /[\0\r]/

/** An end tag, or a start tag with its attributes; of a bounded number, for each takes a piece of the stack. */
const tag = /<(?:\/([a-z][a-z0-9]*)>|([a-z][a-z0-9]*)((?:[ \t\n\f]+[a-z][a-z0-9-]*(?:="[^"]*")?){0,31})[ \t\n\f]*>)/y

const attribute = /([a-z][a-z0-9-]*)(?:="([^"]*)")?/g

const words = (text: string) => new Set(text.split(' '))
const headings = words('h1 h2 h3 h4 h5 h6')
/** Elements that end an open paragraph. */
const blocks = words(
  'address article aside blockquote center details dialog dir div dl fieldset figcaption figure footer h1 h2 h3 h4 h5 h6 header hgroup hr main menu nav ol p pre section summary table ul',
)
/** Elements that have no end tag. */
const voids = words('br hr img wbr')
const phrases = words(
  'a abbr audio b bdi bdo big cite code data del dfn em font i img ins kbd mark picture q s samp small span strike strong sub sup time tt u var video br wbr',
)
/** Elements that stand directly in certain others only. */
const lists = words('ol ul menu')
const parents: Record<string, ReadonlySet<string>> = {
  li: lists,
  dt: words('dl'),
  dd: words('dl'),
  caption: words('table'),
  thead: words('table'),
  tbody: words('table'),
  tfoot: words('table'),
  tr: words('thead tbody tfoot'),
  td: words('tr'),
  th: words('tr'),
}
/** Elements in which nothing else may stand than white space and those. */
const frames = words('table thead tbody tfoot tr')

/** Attributes that are texts, under the same name in the tree. */
const texts = words('href src alt title id')

/** Attributes of an element that is read here: each is compared with those before it. */
const most = 30

/** Deepest nesting that is read here: what is deeper may cost more than its length. */
const deepest = 100

function start(name: string, attributes: string, open: Open): boolean {
  const parent = open.names.at(-1) ?? ''
  const own = Object.hasOwn(parents, name) ? parents[name] : undefined
  if (own ? !own.has(parent) : frames.has(parent) || !(blocks.has(name) || phrases.has(name))) return false
  if ((own || blocks.has(name)) && open.paragraphs > 0) return false
  if (headings.has(name) && open.headings > 0) return false
  if (name === 'a' && open.links > 0) return false
  const element = elementOf(name, attributes)
  if (!element || open.names.length >= deepest) return false
  open.nodes.at(-1)?.children.push(element)
  if (voids.has(name)) return true
  open.nodes.push(element)
  open.names.push(name)
  count(name, 1, open)
  return true
}

function close(name: string, open: Open): boolean {
  if (open.names.at(-1) !== name) return false
  open.nodes.pop()
  open.names.pop()
  count(name, -1, open)
  return true
}

function count(name: string, step: number, open: Open): void {
  if (name === 'p') open.paragraphs += step
  else if (name === 'a') open.links += step
  else if (headings.has(name)) open.headings += step
}

function addText(text: string, open: Open): boolean {
  if (frames.has(open.names.at(-1) ?? '') && /[^ \t\n\f]/.test(text)) return false
  const value = withReferences(text)
  if (value === undefined) return false
  open.nodes.at(-1)?.children.push({ type: 'text', value })
  return true
}

function addComment(value: string, open: Open): boolean {
  if (/^-?>|--|-$/.test(value)) return false
  open.nodes.at(-1)?.children.push({ type: 'comment', value })
  return true
}

function elementOf(name: string, attributes: string): Element | undefined {
  const element: Element = { type: 'element', tagName: name, properties: {}, children: [] }
  if (attributes === '') return element
  const attrs: { name: string; value: string }[] = []
  for (const [, key = '', written = ''] of attributes.matchAll(attribute)) {
    const value = withReferences(written)
    if (value === undefined || attrs.length === most || attrs.some(one => one.name === key)) return undefined
    attrs.push({ name: key, value })
    if (texts.has(key)) element.properties[key] = value
  }
  if (attrs.every(one => texts.has(one.name))) return element
  // Its rules for what is a number, a list or a flag are those of all trees here.
  const node = { nodeName: name, tagName: name, attrs, namespaceURI: names.NS.HTML, childNodes: [], parentNode: null }
  const converted = fromParse5(node)
  return converted.type === 'element' ? converted : undefined
}

/** Character references resolved; undefined where one is none that ends with a semicolon, or stands for another character. */
function withReferences(text: string): string | undefined {
  if (!text.includes('&')) return text
  let isPlain = true
  const resolved = text.replace(
    /&(?:#(\d{1,7});|#[xX]([\da-fA-F]{1,6});|([a-zA-Z][a-zA-Z0-9]*);|(?=[a-zA-Z0-9#]))/g,
    (_, decimal?: string, hex?: string, name?: string) => {
      const character = name === undefined ? numbered(decimal, hex) : decodeNamedCharacterReference(name)
      if (!character) isPlain = false
      return character || ''
    },
  )
  return isPlain ? resolved : undefined
}

function numbered(decimal: string | undefined, hex: string | undefined): string | undefined {
  const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal)
  const isOwn = (code > 0 && code < 0x80) || (code > 0x9f && code < 0xd800) || (code > 0xdfff && code <= 0x10ffff)
  return isOwn ? String.fromCodePoint(code) : undefined
}
