import { looksLikeMarkdown } from '../../detect.ts'
import type { Importer } from '../../importer.ts'
import { decode } from '../../source/decode.ts'

/**
 * Plain text, as copied from a site or a word processor: a title, a line of facts, a summary, takeaways, then sections with
 * headings. Recognizes them by their form, not by a fixed template.
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
    const { readText } = await import('./read.ts')
    yield await readText(input, options)
  },
}

/** Removes an incomplete UTF-8 character at the end of the head. */
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
