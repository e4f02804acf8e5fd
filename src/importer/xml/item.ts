import { isUtf8 } from 'node:buffer'
import type { ImportNote, ImportProblem } from '../importer.ts'
import { isWindows1252 } from '../source/decode.ts'
import { readElement, type XmlElement } from './element.ts'
import { type ItemRange, itemLimit } from './range.ts'

/** An item of a document, with what had to be done to read it. */
export type XmlItem = {
  kind: 'item'
  element: XmlElement
  /** Where it stands in the document, in bytes. */
  start: number
  end: number
  /** Line of its first character. */
  line: number
  notes: ImportNote[]
}

type Reading = {
  /** Of the items' elements, as it is written. */
  name: string
  /** In scope where the items stand, by prefix. */
  namespaces: Readonly<Record<string, string>>
  /** Whether an element can be an item, where a fault makes it doubtful what is one. */
  isItem(element: XmlElement): boolean
  /** Whether that is certain: then one inside a section of another shows that the section was not closed in time. */
  isCertain: boolean
}

/**
 * Reads what stands in a range: one item, or a fault and the whole items that it swallowed. A section that is not closed
 * takes in the beginning of the next item; so after a fault, everything that looks like the beginning of an item is tried.
 */
export function* readRange(bytes: Buffer, range: ItemRange, reading: Reading): Generator<XmlItem | ImportProblem> {
  const { start, line, state } = range
  const { text, notes } = itemText(bytes)
  const read = state === 'too-large' ? undefined : readElement(text, reading.namespaces)
  const inner = read?.ok && !reading.isCertain ? [] : [...wholeItems(bytes, range, reading)]
  if (read?.ok && inner.length === 0) {
    const repaired = { code: 'malformed', detail: 'The XML of this item has a slip, which was read as it is meant.' }
    const all = read.repaired ? [...notes, repaired] : notes
    yield { kind: 'item', element: read.element, start, end: start + bytes.length, line, notes: all }
    return
  }
  const swallowed = { detail: 'a section is not closed before the next item', line: 1, column: 1 }
  yield read ? malformed(read.ok ? swallowed : read.fault, line) : tooLarge(line)
  yield* inner
}

/** What can be read as an item after the beginning of a range. */
function* wholeItems(bytes: Buffer, { start, line }: ItemRange, reading: Reading): Generator<XmlItem> {
  for (const { from, to } of pieces(bytes, reading.name)) {
    const piece = bytes.subarray(from, to)
    const inner = itemText(piece)
    const again = readElement(inner.text, reading.namespaces)
    if (!again.ok || !reading.isItem(again.element)) continue
    const place = line + lines(bytes.subarray(0, from))
    yield {
      kind: 'item',
      element: again.element,
      start: start + from,
      end: start + to,
      line: place,
      notes: inner.notes,
    }
  }
}

function malformed(fault: { detail: string; line: number; column: number }, line: number): ImportProblem {
  const place = { line: line + fault.line - 1, column: fault.column }
  return { kind: 'problem', code: 'malformed', detail: `The XML of this item is broken: ${fault.detail}.`, place }
}

function tooLarge(line: number): ImportProblem {
  const detail = `The item is larger than ${itemLimit / 1024 / 1024} MiB.`
  return { kind: 'problem', code: 'too-large', detail, place: { line } }
}

/** Everything after the first tag that looks like an item, from its start tag to its end tag; none overlaps. */
function* pieces(bytes: Buffer, name: string): Generator<{ from: number; to: number }> {
  let from = bytes.indexOf(`<${name}`, 1)
  while (from !== -1) {
    const next = bytes.indexOf(`<${name}`, from + 1)
    const piece = bytes.subarray(from, next === -1 ? bytes.length : next)
    const endTag = piece.lastIndexOf(`</${name}`)
    const end = endTag === -1 ? -1 : piece.indexOf(0x3e, endTag)
    if (end !== -1) yield { from, to: from + end + 1 }
    from = next
  }
}

/** The text of an item; a single one in another encoding than the file is common where sites were moved. */
function itemText(bytes: Buffer): { text: string; notes: ImportNote[] } {
  if (isUtf8(bytes)) return { text: bytes.toString('utf8'), notes: [] }
  if (isWindows1252(bytes)) {
    const detail = 'The bytes of this item are not UTF-8; they were read as Windows-1252.'
    return { text: new TextDecoder('windows-1252').decode(bytes), notes: [{ code: 'encoding-guessed', detail }] }
  }
  const detail = 'Some bytes of this item are not valid in its encoding; each stands as U+FFFD.'
  return { text: bytes.toString('utf8'), notes: [{ code: 'encoding', detail }] }
}

function lines(bytes: Buffer): number {
  let count = 0
  for (let at = bytes.indexOf(0x0a); at !== -1; at = bytes.indexOf(0x0a, at + 1)) count += 1
  return count
}
