import type { XmlElement } from './element.ts'

/**
 * The first element of a text that is written so plainly that it can be read without a parser: elements and CDATA sections,
 * attributes in double quotes, the five references of XML 1.0. It is then what saxes makes of it, in a fraction of the time.
 * Undefined for all else, also for all that is wrong. What exports write is nearly always of this kind.
 *
 * @param namespaces in scope where the text stands, by prefix
 */
export function wellFormedElement(text: string, namespaces: Readonly<Record<string, string>>): XmlElement | undefined {
  if (altered.test(text)) return undefined
  const root: XmlElement = { uri: '', name: '', attributes: [], children: [], line: 1 }
  const open: Open[] = [{ element: root, tag: '' }]
  let line = 1
  let counted = 0
  for (let at = 0; at < text.length; ) {
    const next = text.indexOf('<', at)
    const end = next < 0 ? text.length : next
    if (end > at && !addText(text.slice(at, end), open)) return undefined
    if (next < 0) break
    if (text.startsWith(cdata, next)) {
      const close = text.indexOf(']]>', next)
      if (close < 0 || open.length === 1) return undefined
      open.at(-1)?.element.children.push(text.slice(next + cdata.length, close))
      at = close + 3
      continue
    }
    markup.lastIndex = next
    const match = markup.exec(text)
    if (!match) return undefined
    const [whole, closed, tag = '', attributes = '', empty] = match
    at = next + whole.length
    if (closed !== undefined) {
      if (open.length === 1 || open.pop()?.tag !== closed) return undefined
      continue
    }
    // A parser is at the end of a start tag when it tells of it.
    line += lineEnds(text, counted, at)
    counted = at
    const element = elementOf(tag, attributes, line, namespaces)
    if (!element || open.length > deepest) return undefined
    open.at(-1)?.element.children.push(element)
    if (empty === '') open.push({ element, tag })
  }
  return open.length === 1 ? root.children.find(child => typeof child !== 'string') : undefined
}

type Open = { element: XmlElement; tag: string }

/** Characters that XML forbids, and line ends that a parser changes. */
const altered = /[\u0000-\u0008\u000b-\u001f\ufffe\uffff]/

const cdata = '<![CDATA['

/**
 * An end tag, or a start tag with its attributes and perhaps the slash of an empty element. Attributes are of a bounded
 * number, for each takes a piece of the stack.
 */
const markup =
  /<(?:\/([A-Za-z][\w.-]*(?::[A-Za-z][\w.-]*)?)[ \t\n]*>|([A-Za-z][\w.-]*(?::[A-Za-z][\w.-]*)?)((?:[ \t\n]+[A-Za-z][\w.-]*="[^"<&\t\n]*"){0,31})[ \t\n]*(\/?)>)/y

const attribute = /[ \t\n]*([A-Za-z][\w.-]*)="([^"]*)"/gy

/** Attributes of an element that is read here: each is compared with those before it. */
const most = 30

/** Deepest nesting that is read here. */
const deepest = 50

function elementOf(
  tag: string,
  written: string,
  line: number,
  namespaces: Readonly<Record<string, string>>,
): XmlElement | undefined {
  const colon = tag.indexOf(':')
  const prefix = colon < 0 ? '' : tag.slice(0, colon)
  const uri = Object.hasOwn(namespaces, prefix) ? namespaces[prefix] : colon < 0 ? '' : undefined
  if (uri === undefined || prefix.startsWith('xml')) return undefined
  const attributes: XmlElement['attributes'] = []
  for (const [, name = '', value = ''] of written === '' ? [] : written.matchAll(attribute)) {
    if (name.startsWith('xml') || attributes.length === most || attributes.some(one => one.name === name))
      return undefined
    attributes.push({ uri: '', name, value })
  }
  return { uri, name: tag.slice(colon + 1), attributes, children: [], line }
}

function addText(text: string, open: readonly Open[]): boolean {
  if (open.length === 1) return text.trim() === ''
  const resolved = text.includes('&') ? withReferences(text) : text
  if (resolved === undefined || text.includes(']]>')) return false
  open.at(-1)?.element.children.push(resolved)
  return true
}

const characters: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function withReferences(text: string): string | undefined {
  let isPlain = true
  const resolved = text.replace(/&(?:(amp|lt|gt|quot|apos);)?/g, (_, name?: string) => {
    if (name === undefined) isPlain = false
    return name === undefined ? '' : (characters[name] ?? '')
  })
  return isPlain ? resolved : undefined
}

function lineEnds(text: string, from: number, to: number): number {
  let count = 0
  for (let at = text.indexOf('\n', from); at !== -1 && at < to; at = text.indexOf('\n', at + 1)) count += 1
  return count
}
