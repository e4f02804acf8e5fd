import type { ImportProblem } from '../importer.ts'

/** A document in UTF-8 without byte order mark, or the problem. */
export type Utf8Input = { ok: true; input: AsyncIterable<Uint8Array> } | { ok: false; problem: ImportProblem }

/**
 * Converts a document to UTF-8, by its byte order mark or XML declaration (XML 1.0, appendix F).
 *
 * @param label WHATWG encoding label that overrides both
 */
export async function asUtf8(input: AsyncIterable<Uint8Array>, label?: string): Promise<Utf8Input> {
  const chunks = input[Symbol.asyncIterator]()
  const head = await firstBytes(chunks)
  const name = label ?? markedEncoding(head) ?? declaredEncoding(head) ?? 'utf-8'
  const decoder = decoderFor(name)
  if (!decoder) {
    await chunks.return?.()
    const detail = `There is no encoding named "${name.slice(0, 40)}".`
    return { ok: false, problem: { kind: 'problem', code: 'encoding-unknown', detail } }
  }
  const all = rest(head, chunks)
  return { ok: true, input: decoder.encoding === 'utf-8' ? withoutMark(all) : recoded(all, decoder) }
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
