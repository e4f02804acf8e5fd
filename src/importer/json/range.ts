import type { Spool } from '../source/spool.ts'

/** The position of a value in a JSON text. */
export type JsonRange = {
  /** Member names from the root; `#` for an item of a list. */
  path: string
  /** Bytes from the start of the text. */
  start: number
  end: number
  /** Line of its first character, counted from 1. */
  line: number
}

/** Why the walk stopped: the text ends too early, or its brackets are not balanced. */
export type JsonFault = { fault: 'cut-off' | 'unbalanced'; line: number }

const windowSize = 256 * 1024

/** Deeper values have no path and are skipped. */
const pathLimit = 32

/** Characters of a member's name that are compared. */
const nameLimit = 256

type Frame = { isList: boolean; name: string }

type Walk = {
  isWanted(path: string): boolean
  /** Open objects and lists, outermost first, down to `pathLimit`. */
  frames: Frame[]
  depth: number
  line: number
  /** The wanted value at the current position. */
  current: { path: string; start: number; line: number; depth: number } | undefined
  /** The token at the current position: a string (`name` = of a member), or a number or literal. */
  within: 'name' | 'string' | 'scalar' | undefined
  expectsName: boolean
  /** Bytes of the member's name that were read. */
  name: Buffer
  /** Whether the next character of a string is escaped. */
  escaped: boolean
  found: JsonRange[]
}

/**
 * Finds values of a JSON text (RFC 8259) by their paths in one pass and constant memory, without parsing them. Does not
 * search inside a wanted value. Errors inside a value are found by its parser.
 *
 * @param isWanted by the path, such as `db/#/data/posts/#`; the root has the path ``
 */
export async function* jsonRanges(
  source: Spool,
  isWanted: (path: string) => boolean,
): AsyncGenerator<JsonRange | JsonFault> {
  const walk: Walk = {
    isWanted,
    frames: [],
    depth: 0,
    line: 1,
    current: undefined,
    within: undefined,
    expectsName: false,
    name: Buffer.alloc(0),
    escaped: false,
    found: [],
  }
  for (let base = 0; base < source.size; base += windowSize) {
    const bytes = await source.read(base, base + windowSize)
    let balanced = true
    for (let i = 0; i < bytes.length && balanced; ) {
      if (walk.within === 'string' || walk.within === 'name') i = skipString(walk, bytes, i, base)
      else {
        balanced = readByte(walk, bytes[i] ?? 0, base + i)
        i += 1
      }
    }
    yield* walk.found
    walk.found = []
    if (!balanced) {
      yield { fault: 'unbalanced', line: walk.line }
      return
    }
  }
  if (walk.within === 'scalar') end(walk, source.size)
  yield* walk.found
  if (walk.depth > 0 || walk.within === 'string' || walk.within === 'name') yield { fault: 'cut-off', line: walk.line }
}

/** Skips to the end of a string, or of the window. */
function skipString(walk: Walk, bytes: Buffer, from: number, base: number): number {
  let quote = bytes.indexOf(0x22, from)
  while (quote !== -1 && isEscaped(walk, bytes, from, quote)) quote = bytes.indexOf(0x22, quote + 1)
  const to = quote === -1 ? bytes.length : quote
  if (walk.within === 'name' && walk.name.length < nameLimit) {
    const more = bytes.subarray(from, Math.min(to, from + nameLimit))
    walk.name = walk.name.length === 0 ? more : Buffer.concat([walk.name, more])
  }
  if (quote === -1) {
    walk.escaped = isEscaped(walk, bytes, from, to)
    return to
  }
  walk.escaped = false
  const frame = walk.frames[walk.depth - 1]
  if (walk.within === 'name' && frame) frame.name = walk.name.toString('utf8')
  if (walk.within === 'string') end(walk, base + quote + 1)
  walk.within = undefined
  return quote + 1
}

/** Whether an odd number of backslashes precedes an offset. */
function isEscaped({ escaped }: Walk, bytes: Buffer, from: number, at: number): boolean {
  let start = at
  while (start > from && bytes[start - 1] === 0x5c) start -= 1
  const odd = (at - start) % 2 === 1
  return start === from && escaped ? !odd : odd
}

/** @returns whether the brackets are balanced so far */
function readByte(walk: Walk, byte: number, at: number): boolean {
  const ends = byte <= 0x20 || byte === 0x2c || byte === 0x7d || byte === 0x5d
  if (ends && walk.within === 'scalar') {
    end(walk, at)
    walk.within = undefined
  }
  if (byte === 0x0a) walk.line += 1
  if (byte <= 0x20) return true
  switch (byte) {
    case 0x3a:
      walk.expectsName = false
      return true
    case 0x2c:
      walk.expectsName = walk.depth <= pathLimit && walk.frames[walk.depth - 1]?.isList === false
      return true
    case 0x22:
      beginText(walk, at)
      return true
    case 0x7b:
    case 0x5b:
      begin(walk, at)
      walk.depth += 1
      if (walk.depth <= pathLimit) walk.frames.push({ isList: byte === 0x5b, name: '' })
      walk.expectsName = byte === 0x7b
      return true
    case 0x7d:
    case 0x5d:
      return closeBracket(walk, at)
    default:
      if (walk.within === undefined) begin(walk, at)
      walk.within = 'scalar'
      return true
  }
}

function beginText(walk: Walk, at: number): void {
  if (!walk.expectsName) begin(walk, at)
  walk.within = walk.expectsName && !walk.current ? 'name' : 'string'
  walk.name = Buffer.alloc(0)
}

function closeBracket(walk: Walk, at: number): boolean {
  if (walk.depth === 0) return false
  if (walk.depth <= pathLimit) walk.frames.pop()
  walk.depth -= 1
  walk.expectsName = false
  end(walk, at + 1)
  return true
}

function begin(walk: Walk, start: number): void {
  if (walk.current || walk.depth > pathLimit) return
  const path = walk.frames.map(frame => (frame.isList ? '#' : frame.name)).join('/')
  if (walk.isWanted(path)) walk.current = { path, start, line: walk.line, depth: walk.depth }
}

function end(walk: Walk, at: number): void {
  if (walk.current?.depth !== walk.depth) return
  const { path, start, line } = walk.current
  walk.found.push({ path, start, end: at, line })
  walk.current = undefined
}
