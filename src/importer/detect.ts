import { headerOf } from './fact/header-line.ts'
import type { Importer } from './importer.ts'

/** How much of a source importers look at. */
export const headBytes = 65_536

/**
 * The importer for a source, by its first bytes. The first of the list that takes them wins, so the list goes from the
 * most particular to the most general; the last one also gets what nobody takes, and says what is wrong with it.
 */
export function detect(head: Uint8Array, importers: readonly [Importer, ...Importer[]]): Importer {
  const start = head.subarray(0, headBytes)
  return importers.slice(0, -1).find(importer => importer.sniff(start)) ?? importers.at(-1) ?? importers[0]
}

/**
 * The first character of a source, behind byte order marks and white space, as far as it is in ASCII: what no kind of
 * source can begin with need not be decoded to be told from it.
 */
export function firstCharacter(head: Uint8Array): string {
  const at = head.findIndex(byte => !blank.has(byte))
  return String.fromCharCode(head[at] ?? 0)
}

/** Byte order marks of UTF-8 and UTF-16 among them, and the zeros of the latter. */
const blank = new Set([0, 9, 10, 11, 12, 13, 32, 0xef, 0xbb, 0xbf, 0xfe, 0xff])

/** Whether a text is written in Markdown: it begins with front matter, or has ATX headings or code fences. */
export function looksLikeMarkdown(head: string): boolean {
  return frontMatter.test(head) || headerOf(head) !== undefined || atxHeading.test(head) || fence.test(head)
}

/** YAML between `---`, TOML between `+++`, or a JSON object on the first line. */
const frontMatter =
  /^\ufeff?(?:---[ \t]*\r?\n(?:[\w"'-]+[ \t]*:|#|---)|\+\+\+[ \t]*\r?\n|\{[ \t]*(?:\r?\n[ \t]*)?"[^"\n]*"[ \t]*:)/

/** CommonMark 0.31.2 section 4.2, without empty ones; a lone `# ` line in prose is a number sign often enough to ask for a letter. */
const atxHeading = /^ {0,3}#{1,6}[ \t]+\S*\p{L}/mu

/** CommonMark section 4.5. */
const fence = /^ {0,3}(?:```[^`\n]*|~~~.*)$/m
