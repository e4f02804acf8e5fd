import type { Spool } from '../source/spool.ts'

/** Where an item stands in a document. */
export type ItemRange = {
  /** Bytes from the start of the document. */
  start: number
  end: number
  /** Line of its first character, counted from 1. */
  line: number
  /** `whole` from its start tag to its end tag; `open` where that is missing; `too-large` = only its beginning. */
  state: 'whole' | 'open' | 'too-large'
}

/** Bytes of the largest item that is read. */
export const itemLimit = 32 * 1024 * 1024

const windowSize = 256 * 1024

/** White space that is looked through for the end of an end tag. */
const longestEnd = 64

/** What hides markup, and how it ends. */
const hiding = [
  { open: '<![CDATA[', close: Buffer.from(']]>') },
  { open: '<!--', close: Buffer.from('-->') },
  { open: '<?', close: Buffer.from('?>') },
] as const

type Hiding = (typeof hiding)[number]

/**
 * Finds the items of an XML document (`<item>`, `<entry>`) in one walk and flat memory, without parsing them: CDATA
 * sections, comments and processing instructions are stepped over. A fault never costs more than the items it touches: an
 * item that begins inside another ends that one, and a section that is never closed is taken for text.
 *
 * @param name of the items' elements as it is written, with its prefix
 */
export async function* itemRanges(
  spool: Spool,
  name: string,
  { from = 0, limit = itemLimit }: { from?: number; limit?: number } = {},
): AsyncGenerator<ItemRange> {
  const never = new Set<Hiding>()
  let mark: Mark | undefined = { at: from, line: 1 }
  while (mark) mark = yield* walk(spool, { name, limit, never }, mark)
}

/** A place, and the line it is on. */
type Mark = { at: number; line: number }

/** Walks to the end, or to where a walk must begin anew; then it returns that place. */
async function* walk(
  spool: Spool,
  { name, limit, never }: { name: string; limit: number; never: Set<Hiding> },
  from: Mark,
): AsyncGenerator<ItemRange, Mark | undefined> {
  let item: Mark | undefined
  let hidden: { section: Hiding; mark: Mark } | undefined
  let bytes: Buffer = Buffer.alloc(0)
  let base = from.at
  let i = 0
  let counted = from
  const range = (end: number, state: ItemRange['state']): ItemRange[] =>
    item ? [{ start: item.at, end, line: item.line, state }] : []
  const mark = (): Mark => {
    counted = { at: base + i, line: counted.line + countLines(bytes, counted.at - base, i) }
    return counted
  }
  for (;;) {
    const more = await spool.read(base + bytes.length, base + bytes.length + windowSize)
    mark()
    bytes = i === bytes.length ? more : Buffer.concat([bytes.subarray(i), more])
    base += i
    i = 0
    while (i < bytes.length) {
      if (item && base + i - item.at > limit) {
        yield* range(item.at + limit, 'too-large')
        return await resumeAfter(spool, name, item, limit)
      }
      if (hidden) {
        const close = bytes.indexOf(hidden.section.close, i)
        if (close === -1) {
          i = Math.max(i, bytes.length - 2)
          break
        }
        i = close + hidden.section.close.length
        hidden = undefined
        continue
      }
      const tag = bytes.indexOf(0x3c, i)
      i = tag === -1 ? bytes.length : tag
      if (more.length > 0 && bytes.length - i < name.length + 10) break
      const isMarkup = bytes[i + 1] !== 0x21 && bytes[i + 1] !== 0x3f
      const section = isMarkup ? undefined : hiding.find(one => !never.has(one) && startsWith(bytes, i, one.open))
      if (section) {
        hidden = { section, mark: item ?? mark() }
        i += section.open.length
      } else if (isTag(bytes, i, `</${name}`)) {
        const end = bytes.subarray(i, i + longestEnd).indexOf(0x3e)
        i += end === -1 ? name.length + 2 : end + 1
        yield* range(base + i, item && base + i - item.at > limit ? 'too-large' : 'whole')
        item = undefined
      } else if (isTag(bytes, i, `<${name}`)) {
        yield* range(base + i, 'open')
        item = mark()
        i += name.length + 1
      } else i += 1
    }
    if (more.length > 0) continue
    yield* range(base + bytes.length, 'open')
    if (!hidden || item) return undefined
    never.add(hidden.section)
    return hidden.mark
  }
}

/** The last item that begins inside the part of a too large one that was looked at, else the end of that part. */
async function resumeAfter(spool: Spool, name: string, item: Mark, limit: number): Promise<Mark> {
  const bytes = await spool.read(item.at, item.at + limit)
  const inner = bytes.lastIndexOf(`<${name}`)
  const on = inner > 0 ? inner : bytes.length
  return { at: item.at + on, line: item.line + countLines(bytes, 0, on) }
}

function countLines(bytes: Buffer, from: number, to: number): number {
  let lines = 0
  for (let at = bytes.indexOf(0x0a, from); at !== -1 && at < to; at = bytes.indexOf(0x0a, at + 1)) lines += 1
  return lines
}

/** Whether a tag stands there whose name ends where the text ends. */
function isTag(bytes: Buffer, at: number, text: string): boolean {
  const next = bytes[at + text.length]
  return startsWith(bytes, at, text) && (next === undefined || next <= 0x20 || next === 0x3e || next === 0x2f)
}

function startsWith(bytes: Buffer, at: number, text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    if (bytes[at + index] !== text.charCodeAt(index)) return false
  }
  return true
}
