import { legible } from '../domain/text/legible-text.ts'

/** A fragment of HTML or XML. Only this module creates one, so unescaped strings cannot reach a document. */
export type Markup = { readonly markup: string }

/** Strings are escaped as text; undefined is skipped. */
export type Child = string | Markup | undefined | readonly Child[]

/** Attributes that are undefined or false are omitted; true gives an attribute without value (HTML only). */
export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>

const voidElements = new Set([
  'area',
  'base',
  'br',
  'col',
  'hr',
  'img',
  'input',
  'link',
  'meta',
  'source',
  'track',
  'wbr',
])

/** An HTML element. The names of element and attributes must be constants, never content. */
export function html(name: string, attributes: Attributes, ...children: Child[]): Markup {
  const open = `<${name}${attributeList(attributes)}>`
  return { markup: voidElements.has(name) ? open : `${open}${inner(children)}</${name}>` }
}

/** An XML element. */
export function xml(name: string, attributes: Attributes, ...children: Child[]): Markup {
  const content = inner(children)
  const open = `<${name}${attributeList(attributes)}`
  return { markup: content ? `${open}>${content}</${name}>` : `${open}/>` }
}

/** Text as a CDATA section of XML, shorter and faster than escapes. */
export function cdata(text: string): Markup {
  return { markup: `<![CDATA[${legible(text).replaceAll(']]>', ']]]]><![CDATA[>')}]]>` }
}

/** Concatenates fragments. */
export function join(...children: Child[]): Markup {
  return { markup: inner(children) }
}

/** A raw-text element of HTML (`script`, `style`); the content must not contain its end tag. */
export function rawText(name: 'script' | 'style', attributes: Attributes, content: string): Markup {
  if (/<[/!]/.test(content)) throw new RangeError(`the content of <${name}> would end it`)
  return { markup: `<${name}${attributeList(attributes)}>${content}</${name}>` }
}

/** Only the start tag, for streamed documents. */
export function openTag(name: string, attributes: Attributes): string {
  return `<${name}${attributeList(attributes)}>`
}

function inner(children: readonly Child[]): string {
  let content = ''
  for (const child of children) {
    if (child === undefined) continue
    if (typeof child === 'string') content += escapeText(child)
    else if ('markup' in child) content += child.markup
    else content += inner(child)
  }
  return content
}

function attributeList(attributes: Attributes): string {
  let list = ''
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue
    list += value === true ? ` ${name}` : ` ${name}="${escapeAttribute(String(value))}"`
  }
  return list
}

const escapes: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
  '\t': '&#9;',
}

function escapeText(text: string): string {
  return legible(text).replace(/[&<>]/g, character => escapes[character] ?? character)
}

/** Escapes line feeds and tabs too, since XML parsers normalise them to spaces. */
function escapeAttribute(text: string): string {
  return legible(text).replace(/[&<>"\n\t]/g, character => escapes[character] ?? character)
}
