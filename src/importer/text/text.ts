import { decode } from '../decode.ts'
import { looksLikeMarkdown } from '../detect.ts'
import { fileAddresses } from '../file-address.ts'
import type { ImportedArticle, Importer, ImportProblem, ParseOptions } from '../importer.ts'
import { articleOf } from './article.ts'
import { pageOf } from './page.ts'

/** Largest page that is read, in bytes. */
const largest = 64 * 1024 * 1024

/**
 * Pages of text as they are copied out of a site or a word processor: a title, a line of facts, a summary, takeaways,
 * then headed sections. Reads the form of the page, not a fixed template.
 */
export const textImporter: Importer = {
  name: 'text',
  mediaTypes: ['text/plain'],
  extensions: ['.txt', '.text'],

  sniff(head) {
    const decoded = decode(wholeCharacters(head))
    return decoded.kind === 'text' && !looksLikeMarkdown(decoded.text)
  },

  async *parse(input, options) {
    yield await read(input, options)
  },
}

async function read(input: AsyncIterable<Uint8Array>, options: ParseOptions): Promise<ImportedArticle | ImportProblem> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of input) {
    chunks.push(chunk)
    length += chunk.length
    if (length > largest) {
      return { kind: 'problem', code: 'too-large', detail: `A page of text has at most ${largest / 1024 / 1024} MiB.` }
    }
  }
  const bytes = Buffer.concat(chunks, length)
  const decoded = decode(bytes, options.encoding)
  if (decoded.kind === 'problem') return decoded
  const page = pageOf(decoded.text, options)
  page.account.notes.push(...decoded.notes)
  const { manuscript, report } = await articleOf(page, options)
  const mediaType = `text/plain;charset=${decoded.encoding}`
  return {
    kind: 'article',
    manuscript,
    addresses: fileAddresses(options),
    status: 'publishable',
    report,
    raw: { mediaType, bytes },
  }
}

/** The head without a character that its end may have cut in two. */
function wholeCharacters(head: Uint8Array): Uint8Array {
  let end = head.length
  for (let back = 1; back <= 3 && back <= head.length; back += 1) {
    const byte = head[head.length - back] ?? 0
    if (byte < 0x80) break
    if (byte >= 0xc0) {
      const size = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
      if (size > back) end = head.length - back
      break
    }
  }
  return head.subarray(0, end)
}
