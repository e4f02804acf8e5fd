import { decodeNamedCharacterReference } from 'decode-named-character-reference'
import { SaxesParser } from 'saxes'

/** An element with resolved namespaces, without comments and processing instructions. */
export type XmlElement = {
  /** Namespace, empty if there is none. */
  uri: string
  /** Without prefix. */
  name: string
  attributes: { uri: string; name: string; value: string }[]
  children: (XmlElement | string)[]
  /** Line of its start tag in the text that was read, from 1. */
  line: number
}

/** An error in XML, with its position in the text, from 1. */
export type XmlFault = { detail: string; line: number; column: number }

export type XmlRead =
  | { ok: true; element: XmlElement; repaired: boolean }
  | { ok: false; fault: XmlFault; partial: XmlElement | undefined }

/** Deepest nesting that is read. */
const depthLimit = 256

/**
 * Reads one element (XML 1.0, Namespaces in XML 1.0). Entities of a document type are never expanded or fetched. HTML's
 * named characters, unescaped ampersands and control characters are repaired; `repaired` reports it. Memory and time are
 * linear.
 *
 * @param namespaces in scope of the text, by prefix
 */
export function readElement(text: string, namespaces: Readonly<Record<string, string>>): XmlRead {
  const clean = text.replace(controls, '')
  const first = parse(clean, namespaces)
  if (first.ok) return { ...first, repaired: first.repaired || clean !== text }
  const escaped = escapeAmpersands(clean)
  if (escaped === clean) return first
  const second = parse(escaped, namespaces)
  return second.ok ? { ...second, repaired: true } : first
}

/**
 * Reads the beginning of a document up to its first item.
 *
 * @returns the elements that are open there, outermost first, with their complete children, and the namespaces by prefix;
 *   as far as the text can be read
 */
export function readHead(text: string): { open: XmlElement[]; namespaces: Record<string, string> } {
  const open: XmlElement[] = []
  const namespaces: Record<string, string> = {}
  const parser = new SaxesParser({ xmlns: true })
  build(parser, open, tag => Object.assign(namespaces, tag))
  try {
    parser.write(text.replace(controls, ''))
  } catch (error) {
    if (!(error instanceof Error)) throw error
  }
  return { open, namespaces }
}

/** Control characters that XML 1.0 forbids. */
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g

type Parser = SaxesParser<{ xmlns: true }>

function parse(text: string, namespaces: Readonly<Record<string, string>>): XmlRead {
  const parser = new SaxesParser({ xmlns: true, fragment: true, resolvePrefix: (prefix: string) => namespaces[prefix] })
  const root: XmlElement = { uri: '', name: '', attributes: [], children: [], line: 1 }
  const open = [root]
  let named = false
  parser.ENTITIES = new Proxy(parser.ENTITIES, {
    get(own, name: string) {
      const known = own[name]
      if (known !== undefined) return known
      named = true
      return decodeNamedCharacterReference(name) || undefined
    },
  })
  build(parser, open)
  const first = () => root.children.find(child => typeof child !== 'string')
  try {
    parser.write(text).close()
  } catch (error) {
    if (!(error instanceof Error)) throw error
    const detail = error.message.replace(/^\d+:\d+: /, '').replace(/\.$/, '')
    return { ok: false, fault: { detail, line: parser.line, column: parser.column + 1 }, partial: first() }
  }
  const element = first()
  if (element) return { ok: true, element, repaired: named }
  return { ok: false, fault: { detail: 'no element', line: 1, column: 1 }, partial: undefined }
}

/** Adds nodes to the innermost open element. */
function build(parser: Parser, open: XmlElement[], found?: (namespaces: Record<string, string>) => void): void {
  const roots = open.length
  const text = (words: string) => open.at(-1)?.children.push(words)
  parser.on('text', text)
  parser.on('cdata', text)
  parser.on('opentag', tag => {
    const attributes = Object.values(tag.attributes).map(({ uri, local, value }) => ({ uri, name: local, value }))
    const element = { uri: tag.uri, name: tag.local, attributes, children: [], line: parser.line }
    open.at(-1)?.children.push(element)
    open.push(element)
    found?.({ ...tag.ns })
    if (open.length > depthLimit) parser.fail(`elements are nested more than ${depthLimit} deep`)
  })
  parser.on('closetag', () => {
    if (open.length > roots) open.pop()
  })
}

/** Escapes ampersands outside of CDATA sections that begin no reference. */
function escapeAmpersands(text: string): string {
  const parts: string[] = []
  let at = 0
  for (let start = text.indexOf(cdata); start >= 0; start = text.indexOf(cdata, at)) {
    const end = text.indexOf(']]>', start)
    if (end < 0) break
    parts.push(withoutStray(text.slice(at, start)), text.slice(start, end))
    at = end
  }
  return parts.join('') + withoutStray(text.slice(at))
}

const cdata = '<![CDATA['

function withoutStray(text: string): string {
  return text.replace(/&(?!(?:#\d+|#x[\da-f]+|\w+);)/gi, '&amp;')
}
