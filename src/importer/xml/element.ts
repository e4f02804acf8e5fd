import { Tokenizer } from 'htmlparser2'
import { escapeBareBrackets, resolveReferences, withoutForbidden } from './character.ts'
import { type Namespaces, namespaceOf } from './namespace.ts'

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

/** An error in XML, with its line in the text, from 1. */
export type XmlFault = { detail: string; line: number }

/** An element with the errors that were repaired, or the error that makes it unreadable. */
export type XmlRead = { ok: true; element: XmlElement; repairs: XmlFault[] } | { ok: false; fault: XmlFault }

/** Deepest nesting that is read. */
const depthLimit = 256

/**
 * Reads one element (XML 1.0, Namespaces in XML 1.0). Repairs everything that leaves the content whole: characters,
 * references, prefixes, tags. An element that is cut off, or nested too deeply, is a fault. Entities of a document type are
 * never expanded or fetched. Memory and time are linear.
 *
 * @param namespaces in scope of the text, by prefix
 */
export function readElement(text: string, namespaces: Namespaces): XmlRead {
  const first = read(text, namespaces)
  if (!first.isTagBroken) return outcome(first)
  const second = read(escapeBareBrackets(text), namespaces)
  second.repairs.unshift({ detail: 'a "<" that is not escaped', line: 1 })
  return outcome(second)
}

/**
 * Reads the beginning of a document up to its first item. Text before the document is skipped.
 *
 * @returns the elements that are open there, outermost first, with their complete children, and the namespaces by prefix
 */
export function readHead(text: string): {
  open: XmlElement[]
  namespaces: Record<string, string>
  repairs: XmlFault[]
} {
  const first = read(text, {})
  const { open, scopes, repairs } = first.isTagBroken ? read(escapeBareBrackets(text), {}) : first
  return { open: open.slice(1), namespaces: { ...scopes.at(-1) }, repairs }
}

function outcome({ root, open, fault, repairs }: Reading): XmlRead {
  if (fault) return { ok: false, fault }
  const element = root.children.find(child => typeof child !== 'string')
  if (!element) return { ok: false, fault: { detail: 'it has no element', line: 1 } }
  const last = open.length > 1 ? open.at(-1) : undefined
  if (last) return { ok: false, fault: { detail: `the end tag of <${last.name}> is missing`, line: last.line } }
  return { ok: true, element, repairs }
}

type Reading = {
  root: XmlElement
  /** Open elements, outermost first, from the root on. */
  open: XmlElement[]
  /** Namespaces of the open elements. */
  scopes: Namespaces[]
  /** Whether a `<` begins no tag, so that the tags after it cannot be trusted. */
  isTagBroken: boolean
  fault: XmlFault | undefined
  /** One of each kind. */
  repairs: XmlFault[]
}

/** Elements of HTML without an end tag that no vocabulary of XML has. */
const isVoid = new Set(['br', 'hr', 'img', 'wbr'])

const nameStart = /^[A-Za-z_:\u0080-\uffff]/

function read(source: string, namespaces: Namespaces): Reading {
  const root: XmlElement = { uri: '', name: '', attributes: [], children: [], line: 1 }
  const reading: Reading = {
    root,
    open: [root],
    scopes: [namespaces],
    isTagBroken: false,
    fault: undefined,
    repairs: [],
  }
  const { open, scopes, repairs } = reading
  const tags: string[] = ['']
  let [line, counted] = [1, 0]
  const lineAt = (offset: number) => {
    for (let at = text.indexOf('\n', counted); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line += 1
    counted = Math.max(counted, offset)
    return line
  }
  let at = 0
  const repair = (detail: string) => {
    if (repairs.length < 20 && !repairs.some(one => one.detail === detail)) repairs.push({ detail, line: lineAt(at) })
  }
  const missing = (prefix: string) => repair(`the prefix "${prefix}" is not declared`)
  let text = source.includes('\r') ? source.replace(/\r\n?/g, '\n') : source
  text = withoutForbidden(text, repair)
  let tag = ''
  let attributes: [name: string, value: string][] = []
  let attribute = ''
  let value = ''
  const resolved = (from: number, to: number) => {
    at = from
    return resolveReferences(text.slice(from, to), repair)
  }
  const start = (end: number, isEmpty: boolean) => {
    const scope = scopeOf(attributes, scopes.at(-1) ?? namespaces)
    const { uri, name } = qualified(tag, scope, missing)
    const own = attributes.map(([written, text]) => {
      const isPlain = !written.includes(':')
      return isPlain ? { uri: '', name: written, value: text } : { ...qualified(written, scope, missing), value: text }
    })
    const element = { uri, name, attributes: own, children: [], line: lineAt(end) }
    open.at(-1)?.children.push(element)
    if (isEmpty) return
    if (isVoid.has(name)) {
      if (!text.startsWith(`</${tag}`, end + 1)) repair(`the end tag of <${tag}> is missing`)
      return
    }
    open.push(element)
    scopes.push(scope)
    tags.push(tag)
    if (open.length - 1 <= depthLimit) return
    reading.fault ??= { detail: `elements are nested more than ${depthLimit} levels deep`, line: element.line }
    tokenizer.pause()
  }
  const close = (name: string) => {
    const own = tags.lastIndexOf(name)
    if (own < 1) {
      if (!isVoid.has(name)) repair(`</${name}> has no start tag`)
      return
    }
    for (let depth = open.length - 1; depth > own; depth -= 1) {
      repair(`the end tag of <${tags[depth]}> is missing`)
      if (depth === own + 1 && own === 1) hoist(open[depth], open[own])
    }
    open.length = own
    scopes.length = own
    tags.length = own
  }
  const tokenizer = new Tokenizer(
    { xmlMode: true, decodeEntities: false },
    {
      ontext: (from, to) => {
        if (open.length === 1) {
          if (/[^\s\]>\ufeff]/.test(text.slice(from, to))) repair('text outside of the elements')
          return
        }
        const words = resolved(from, to)
        if (text.slice(from, to).includes('<')) repair('a "<" that is not escaped')
        if (words.includes(']]>')) repair('"]]>" outside of a CDATA section')
        open.at(-1)?.children.push(words)
      },
      oncdata: (from, to, offset) => {
        if (offset === 0) reading.fault ??= { detail: 'a CDATA section is not closed', line: lineAt(from) }
        if (open.length > 1) open.at(-1)?.children.push(text.slice(from, to - offset))
      },
      oncomment: (from, _, offset) => {
        if (offset === 0) reading.fault ??= { detail: 'a comment is not closed', line: lineAt(from) }
      },
      onopentagname: (from, to) => {
        at = from
        tag = text.slice(from, to)
        attributes = []
        if (!nameStart.test(tag) || tag.includes('<')) reading.isTagBroken = true
      },
      onattribname: (from, to) => {
        attribute = text.slice(from, to)
        value = ''
        if (attribute.includes('<')) reading.isTagBroken = true
      },
      onattribdata: (from, to) => {
        value += resolved(from, to).replace(/[\t\n]/g, ' ')
      },
      onattribend: () => {
        if (attributes.length >= attributeLimit || attributes.some(([name]) => name === attribute))
          repair('attributes that repeat or are too many')
        else attributes.push([attribute, value])
      },
      onopentagend: end => start(end, false),
      onselfclosingtag: end => start(end, true),
      onclosetag: (from, to) => {
        at = from
        const name = text.slice(from, to)
        if (name.includes('<')) reading.isTagBroken = true
        else close(name)
      },
      onattribentity() {},
      ontextentity() {},
      ondeclaration() {},
      onprocessinginstruction() {},
      onend() {},
    },
  )
  tokenizer.write(text)
  tokenizer.end()
  return reading
}

/** Attributes of an element that are read. Each is compared with those before it. */
const attributeLimit = 100

/** Declarations of namespaces on an element, over those outside of it. */
function scopeOf(attributes: readonly [string, string][], outer: Namespaces): Namespaces {
  let scope: Record<string, string> | undefined
  for (const [name, value] of attributes) {
    const prefix = name === 'xmlns' ? '' : name.startsWith('xmlns:') ? name.slice(6) : undefined
    if (prefix === undefined) continue
    scope ??= Object.assign(Object.create(null) as Record<string, string>, outer)
    scope[prefix] = value
  }
  return scope ?? outer
}

function qualified(
  tag: string,
  scope: Namespaces,
  missing: (prefix: string) => void,
): Pick<XmlElement, 'uri' | 'name'> {
  const colon = tag.indexOf(':')
  if (colon < 0) return { uri: tag === 'xmlns' ? '' : namespaceOf('', scope, missing), name: tag }
  return { uri: namespaceOf(tag.slice(0, colon), scope, missing), name: tag.slice(colon + 1) }
}

/** An element whose end tag is missing does not contain its next siblings. */
function hoist(unclosed: XmlElement | undefined, parent: XmlElement | undefined): void {
  if (!unclosed || !parent) return
  const first = unclosed.children.findIndex(child => typeof child !== 'string')
  if (first !== -1) parent.children.push(...unclosed.children.splice(first))
}
