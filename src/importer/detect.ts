import { startsWithFrontMatter } from './fact/front-matter-block.ts'
import { headerOf } from './fact/header-line.ts'
import type { Importer } from './importer.ts'

/** Bytes of a source that importers examine to detect its format. */
export const headBytes = 65_536

/**
 * Detects the importer for a source by its first bytes. The first importer that accepts them wins, so the list must be in
 * order from specific to general. The last one also gets sources that no importer accepts, and reports the problem.
 */
export function detect(head: Uint8Array, importers: readonly [Importer, ...Importer[]]): Importer {
  const start = head.subarray(0, headBytes)
  return importers.slice(0, -1).find(importer => importer.sniff(start)) ?? importers.at(-1) ?? importers[0]
}

/**
 * The first ASCII character of a source after byte order mark and white space. Importers reject most sources by it without
 * decoding them.
 */
export function firstCharacter(head: Uint8Array): string {
  const at = head.findIndex(byte => !blank.has(byte))
  return String.fromCharCode(head[at] ?? 0)
}

/** White space, and the bytes of byte order marks and of UTF-16. */
const blank = new Set([0, 9, 10, 11, 12, 13, 32, 0xef, 0xbb, 0xbf, 0xfe, 0xff])

/** The text of the first bytes of a source, in UTF-8 or, with a byte order mark, in UTF-16. */
export function headText(head: Uint8Array): string {
  const [first, second] = head
  const label =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8'
  return new TextDecoder(label).decode(head)
}

/** Whether a text is written in Markdown: it begins with front matter, or has ATX headings or code fences. */
export function looksLikeMarkdown(head: string): boolean {
  const text = head.replace(/\r\n?/g, '\n')
  return startsWithFrontMatter(text) || headerOf(text) !== undefined || atxHeading.test(text) || fence.test(text)
}

/** CommonMark 0.31.2, section 4.2. Requires a letter, because a `# ` line in prose is often a number sign. */
const atxHeading = /^ {0,3}#{1,6}[ \t]+\S*\p{L}/mu

/** CommonMark 0.31.2, section 4.5. */
const fence = /^ {0,3}(?:```[^`\n]*|~~~.*)$/m
