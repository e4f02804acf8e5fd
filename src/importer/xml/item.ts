import { isUtf8 } from 'node:buffer'
import type { ImportNote, ImportProblem } from '../importer.ts'
import { westernText } from '../source/decode.ts'
import { readElement, type XmlElement, type XmlFault } from './element.ts'
import { type ItemRange, itemLimit, lastTag, nextTag } from './range.ts'

const closingBracket = 0x3e
const lineFeed = 0x0a

/** An item of a document, with notes about repairs. */
export type XmlItem = {
  kind: 'item'
  element: XmlElement
  /** Byte offsets in the document. */
  start: number
  end: number
  /** Line of its first character. */
  line: number
  notes: ImportNote[]
}

type ItemReading = {
  /** Tag name of items, with its prefix. */
  name: string
  /** In scope of the items, by prefix. */
  namespaces: Readonly<Record<string, string>>
  /** Whether an element is an item, used to find items after an error. */
  isItem(element: XmlElement): boolean
  /** Whether `isItem` is reliable: then an item inside a CDATA section means that the section was not closed. */
  isCertain: boolean
}

/**
 * Reads a range: one item, or a problem and the complete items inside the range. A section that is not closed swallows the
 * items after it, up to its end: a parser reads their tags as text of the section. So after an error every tag that looks
 * like the start of an item is tried.
 *
 * @param bytes exactly the bytes of the range
 */
export function* readRange(bytes: Buffer, range: ItemRange, reading: ItemReading): Generator<XmlItem | ImportProblem> {
  const { start, line, state } = range
  const item = state === 'too-large' ? undefined : itemText(bytes, line)
  const read = item && readElement(item.text, reading.namespaces)
  const inner = read?.ok && !reading.isCertain ? [] : [...swallowedItems(bytes, range, reading)]
  if (item && read?.ok && inner.length === 0) {
    const all = [...item.notes, ...repairNotes('this item', read.repairs, line)]
    yield { kind: 'item', element: read.element, start, end: start + bytes.length, line, notes: all }
    return
  }
  const swallowed = { detail: 'a CDATA section or comment is not closed before the next item', line: 1 }
  yield read ? malformed(read.ok ? swallowed : read.fault, line) : tooLarge(line)
  yield* inner
}

/** Items that a section swallowed, and that can be read alone. */
function* swallowedItems(bytes: Buffer, { start, line }: ItemRange, reading: ItemReading): Generator<XmlItem> {
  let place = line
  let counted = 0
  for (const { from, to } of candidates(bytes, reading.name)) {
    const candidate = bytes.subarray(from, to)
    place += countLineFeeds(bytes.subarray(counted, from))
    counted = from
    const inner = itemText(candidate, place)
    const again = readElement(inner.text, reading.namespaces)
    if (!again.ok || !reading.isItem(again.element)) continue
    yield {
      kind: 'item',
      element: again.element,
      start: start + from,
      end: start + to,
      line: place,
      notes: [...inner.notes, ...repairNotes('this item', again.repairs, place)],
    }
  }
}

/** Notes about repaired errors, one for each kind. */
export function repairNotes(what: string, repairs: readonly XmlFault[], line: number): ImportNote[] {
  return repairs.map(repair => ({
    code: 'malformed',
    detail: `The XML of ${what} has an error, which was repaired: ${repair.detail}.`,
    place: { line: line + repair.line - 1 },
  }))
}

function malformed(fault: XmlFault, line: number): ImportProblem {
  const place = { line: line + fault.line - 1 }
  return { kind: 'problem', code: 'malformed', detail: `The XML of this item is broken: ${fault.detail}.`, place }
}

function tooLarge(line: number): ImportProblem {
  const detail = `The item is larger than ${itemLimit / 1024 / 1024} MiB and was not read.`
  return { kind: 'problem', code: 'too-large', detail, place: { line } }
}

/** Ranges after the first tag that look like an item, from start tag to end tag, without overlap. */
function* candidates(bytes: Buffer, name: string): Generator<{ from: number; to: number }> {
  let from = nextTag(bytes, `<${name}`, 1)
  while (from !== -1) {
    const next = nextTag(bytes, `<${name}`, from + 1)
    const candidate = bytes.subarray(from, next === -1 ? bytes.length : next)
    const endTag = lastTag(candidate, `</${name}`)
    const end = endTag === -1 ? -1 : candidate.indexOf(closingBracket, endTag)
    if (end !== -1) yield { from, to: from + end + 1 }
    from = next
  }
}

/** Decodes an item. After a move of a site, single items often have another encoding than the file. */
function itemText(bytes: Buffer, line: number): { text: string; notes: ImportNote[] } {
  const place = { line }
  if (isUtf8(bytes)) return { text: bytes.toString('utf8'), notes: [] }
  const western = westernText(bytes)
  if (western) {
    const detail = `The bytes of this item are not UTF-8; they were read as ${western.name}.`
    return { text: western.text, notes: [{ code: 'encoding-guessed', detail, place }] }
  }
  const detail = 'Some bytes of this item are not valid UTF-8 and were replaced by U+FFFD.'
  return { text: bytes.toString('utf8'), notes: [{ code: 'encoding', detail, place }] }
}

function countLineFeeds(bytes: Buffer): number {
  let count = 0
  for (let at = bytes.indexOf(lineFeed); at !== -1; at = bytes.indexOf(lineFeed, at + 1)) count += 1
  return count
}
