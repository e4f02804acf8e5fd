import type { Spool } from '../source/spool.ts'

/** The position of an item in a document. */
export type ItemRange = {
  /** Bytes from the start of the document. */
  start: number
  end: number
  /** Line of its first character, counted from 1. */
  line: number
  /** `whole` = from start tag to end tag; `open` = without end tag; `too-large` = only the first bytes. */
  state: 'whole' | 'open' | 'too-large'
}

/** Bytes of the largest item that is read. */
export const itemLimit = 32 * 1024 * 1024

const windowSize = 256 * 1024

/** Bytes that are searched for the end of an end tag. */
const longestEnd = 64

/** Sections without markup. */
const opaqueSections = [
  { open: '<![CDATA[', close: Buffer.from(']]>') },
  { open: '<!--', close: Buffer.from('-->') },
  { open: '<?', close: Buffer.from('?>') },
] as const

type OpaqueSection = (typeof opaqueSections)[number]

/**
 * Finds the items of an XML document (`<item>`, `<entry>`) in one pass and constant memory, without parsing them. Skips
 * CDATA sections, comments and processing instructions. An error affects only the items that it is in: an item that begins
 * inside another one ends that one, and a section that is not closed is read as text.
 *
 * @param name tag name of items, with its prefix
 */
export async function* itemRanges(
  spool: Spool,
  name: string,
  { from = 0, limit = itemLimit }: { from?: number; limit?: number } = {},
): AsyncGenerator<ItemRange> {
  const unclosed = new Set<OpaqueSection>()
  let position: Position | undefined = { at: from, line: 1 }
  while (position) position = yield* walk(spool, { name, limit, unclosed }, position)
}

/** A byte offset, and its line. */
type Position = { at: number; line: number }

/** Walks to the end, or returns the position where the next walk must start. */
async function* walk(
  spool: Spool,
  { name, limit, unclosed }: { name: string; limit: number; unclosed: Set<OpaqueSection> },
  from: Position,
): AsyncGenerator<ItemRange, Position | undefined> {
  let item: Position | undefined
  let openSection: { section: OpaqueSection; position: Position } | undefined
  let bytes: Buffer = Buffer.alloc(0)
  let base = from.at
  let i = 0
  let counted = from
  const range = (end: number, state: ItemRange['state']): ItemRange[] =>
    item ? [{ start: item.at, end, line: item.line, state }] : []
  const position = (): Position => {
    counted = { at: base + i, line: counted.line + countLines(bytes, counted.at - base, i) }
    return counted
  }
  for (;;) {
    const more = await spool.read(base + bytes.length, base + bytes.length + windowSize)
    position()
    bytes = i === bytes.length ? more : Buffer.concat([bytes.subarray(i), more])
    base += i
    i = 0
    while (i < bytes.length) {
      if (item && base + i - item.at > limit) {
        yield* range(item.at + limit, 'too-large')
        return await resumeAfter(spool, name, item, limit)
      }
      if (openSection) {
        const close = bytes.indexOf(openSection.section.close, i)
        if (close === -1) {
          i = Math.max(i, bytes.length - 2)
          break
        }
        i = close + openSection.section.close.length
        openSection = undefined
        continue
      }
      const tag = bytes.indexOf(0x3c, i)
      i = tag === -1 ? bytes.length : tag
      if (more.length > 0 && bytes.length - i < name.length + 10) break
      const isMarkup = bytes[i + 1] !== 0x21 && bytes[i + 1] !== 0x3f
      const section = isMarkup
        ? undefined
        : opaqueSections.find(one => !unclosed.has(one) && startsWith(bytes, i, one.open))
      if (section) {
        openSection = { section, position: item ?? position() }
        i += section.open.length
      } else if (isTag(bytes, i, `</${name}`)) {
        const end = bytes.subarray(i, i + longestEnd).indexOf(0x3e)
        i += end === -1 ? name.length + 2 : end + 1
        yield* range(base + i, item && base + i - item.at > limit ? 'too-large' : 'whole')
        item = undefined
      } else if (isTag(bytes, i, `<${name}`)) {
        yield* range(base + i, 'open')
        item = position()
        i += name.length + 1
      } else i += 1
    }
    if (more.length > 0) continue
    yield* range(base + bytes.length, 'open')
    if (!openSection || item) return undefined
    unclosed.add(openSection.section)
    return openSection.position
  }
}

/** Start of the last item inside the first bytes of a too large one, else the end of those bytes. */
async function resumeAfter(spool: Spool, name: string, item: Position, limit: number): Promise<Position> {
  const bytes = await spool.read(item.at, item.at + limit)
  const inner = lastTag(bytes, `<${name}`)
  const on = inner > 0 ? inner : bytes.length
  return { at: item.at + on, line: item.line + countLines(bytes, 0, on) }
}

function countLines(bytes: Buffer, from: number, to: number): number {
  let lines = 0
  for (let at = bytes.indexOf(0x0a, from); at !== -1 && at < to; at = bytes.indexOf(0x0a, at + 1)) lines += 1
  return lines
}

/** Whether a tag begins at the offset. `text` is its start with the whole name, such as `<item`. */
function isTag(bytes: Buffer, at: number, text: string): boolean {
  const next = bytes[at + text.length]
  return startsWith(bytes, at, text) && (next === undefined || next <= 0x20 || next === 0x3e || next === 0x2f)
}

/** Offset of the next tag whose whole name is that of `text`; -1 = none. */
export function nextTag(bytes: Buffer, text: string, from: number): number {
  let at = bytes.indexOf(text, from)
  while (at !== -1 && !isTag(bytes, at, text)) at = bytes.indexOf(text, at + 1)
  return at
}

/** Offset of the last such tag; -1 = none. */
export function lastTag(bytes: Buffer, text: string): number {
  let at = bytes.lastIndexOf(text)
  while (at > 0 && !isTag(bytes, at, text)) at = bytes.lastIndexOf(text, at - 1)
  return at === 0 && !isTag(bytes, at, text) ? -1 : at
}

function startsWith(bytes: Buffer, at: number, text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    if (bytes[at + index] !== text.charCodeAt(index)) return false
  }
  return true
}
