import type { ImportNote, ImportProblem } from '../importer.ts'
import { type Spool, spool } from '../source/spool.ts'

/** A document in UTF-8 without byte order mark, or the problem. */
export type Utf8Input =
  | { ok: true; input: AsyncIterable<Uint8Array>; notes: ImportNote[] }
  | { ok: false; problem: ImportProblem }

/**
 * Converts a document to UTF-8, by its byte order mark or XML declaration (XML 1.0, appendix F). A declaration of another
 * encoding is ignored, with a note, where the bytes are UTF-8: text in that encoding is nearly never valid UTF-8.
 *
 * @param label WHATWG encoding label that overrides both
 */
export async function asUtf8(input: AsyncIterable<Uint8Array>, label?: string): Promise<Utf8Input> {
  const chunks = input[Symbol.asyncIterator]()
  const head = await firstBytes(chunks)
  const certain = label ?? markedEncoding(head)
  const name = certain ?? declaredEncoding(head) ?? 'utf-8'
  const decoder = decoderFor(name)
  if (!decoder) {
    await chunks.return?.()
    const detail = `There is no encoding named "${name.slice(0, 40)}".`
    return { ok: false, problem: { kind: 'problem', code: 'encoding-unknown', detail } }
  }
  const all = rest(head, chunks)
  if (decoder.encoding === 'utf-8') return { ok: true, input: withoutMark(all), notes: [] }
  if (certain !== undefined) return { ok: true, input: recoded(all, decoder), notes: [] }
  const raw = await spool(all)
  if (!(await isUtf8Text(raw))) return { ok: true, input: recoded(chunksOf(raw), decoder), notes: [] }
  const detail = `The file declares the encoding ${name.slice(0, 40)}, but its bytes are UTF-8; they were read as UTF-8.`
  return { ok: true, input: chunksOf(raw), notes: [{ code: 'encoding-guessed', detail }] }
}

const windowSize = 256 * 1024

/** Reads a spool once and closes it. */
async function* chunksOf(source: Spool): AsyncGenerator<Buffer> {
  try {
    for (let at = 0; at < source.size; at += windowSize) yield await source.read(at, at + windowSize)
  } finally {
    await source.close()
  }
}

/** Whether all bytes are UTF-8 and some are not ASCII. */
async function isUtf8Text(source: Spool): Promise<boolean> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let hasOther = false
  try {
    for (let at = 0; at < source.size; at += windowSize) {
      const bytes = await source.read(at, at + windowSize)
      hasOther ||= bytes.some(byte => byte > 0x7f)
      decoder.decode(bytes, { stream: true })
    }
    decoder.decode()
  } catch {
    return false
  }
  return hasOther
}

type Decoder = InstanceType<typeof TextDecoder>

/** Enough for a byte order mark and an XML declaration. */
const headLength = 256

async function firstBytes(chunks: AsyncIterator<Uint8Array>): Promise<Buffer> {
  const read: Uint8Array[] = []
  for (let length = 0; length < headLength; ) {
    const next = await chunks.next()
    if (next.done) break
    read.push(next.value)
    length += next.value.length
  }
  return Buffer.concat(read)
}

function markedEncoding(head: Buffer): string | undefined {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be'
  if (hasMark(head)) return 'utf-8'
  if (head[0] === 0x3c && head[1] === 0) return 'utf-16le'
  if (head[0] === 0 && head[1] === 0x3c) return 'utf-16be'
  return undefined
}

function declaredEncoding(head: Buffer): string | undefined {
  const declared = /^\s*<\?xml[^>]*?\bencoding\s*=\s*["']([\w.:-]+)["']/.exec(head.toString('latin1'))?.[1]
  // A declaration that is readable as single bytes is not in UTF-16.
  return declared && !/^utf-?16|^ucs-?2/i.test(declared) ? declared : undefined
}

function decoderFor(name: string): Decoder | undefined {
  try {
    return new TextDecoder(name)
  } catch {
    return undefined
  }
}

function hasMark(head: Buffer): boolean {
  return head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf
}

async function* rest(head: Buffer, chunks: AsyncIterator<Uint8Array>): AsyncGenerator<Buffer> {
  try {
    yield head
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield Buffer.from(next.value)
  } finally {
    await chunks.return?.()
  }
}

async function* withoutMark(input: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let isFirst = true
  for await (const chunk of input) {
    yield isFirst && hasMark(chunk) ? chunk.subarray(3) : chunk
    isFirst = false
  }
}

async function* recoded(input: AsyncIterable<Buffer>, decoder: Decoder): AsyncGenerator<Buffer> {
  for await (const chunk of input) yield Buffer.from(decoder.decode(chunk, { stream: true }))
  yield Buffer.from(decoder.decode())
}
