import { legible } from '../domain/text/legible-text.ts'

/** A piece of HTML or XML. Only the writers here make one, so a string that is not escaped cannot get into a document. */
export type Markup = { readonly markup: string }

/** Strings are text and get escaped; undefined is nothing. */
export type Child = string | Markup | undefined | readonly Child[]

/** An attribute that is undefined or false is left out; one that is true has no value (HTML only). */
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

/** An HTML element. Its name and those of its attributes are the caller's own, never taken from content. */
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

/** The same text in an XML document without the cost and noise of escapes: a CDATA section. */
export function cdata(text: string): Markup {
  return { markup: `<![CDATA[${legible(text).replaceAll(']]>', ']]]]><![CDATA[>')}]]>` }
}

/** Pieces one after the other. */
export function join(...children: Child[]): Markup {
  return { markup: inner(children) }
}

/** A raw-text element of HTML (`script`, `style`): its content must not hold its own end tag. */
export function rawText(name: 'script' | 'style', attributes: Attributes, content: string): Markup {
  if (/<[/!]/.test(content)) throw new RangeError(`the content of <${name}> would end it`)
  return { markup: `<${name}${attributeList(attributes)}>${content}</${name}>` }
}

/** The opening tag alone, for a document that is written while its content is still read. */
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

/** Line feeds and tabs too: XML would read them back as spaces. */
function escapeAttribute(text: string): string {
  return legible(text).replace(/[&<>"\n\t]/g, character => escapes[character] ?? character)
}
