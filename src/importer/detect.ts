import type { Importer } from './importer.ts'

/** How much of a source importers look at. */
export const headBytes = 65_536

/**
 * The importer for a source, by its first bytes. The first of the list that takes them wins, so the list goes from the
 * most particular to the most general; the last one also gets what nobody takes, and says what is wrong with it.
 */
export function detect(head: Uint8Array, importers: readonly [Importer, ...Importer[]]): Importer {
  const start = head.subarray(0, headBytes)
  return importers.find(importer => importer.sniff(start)) ?? importers.at(-1) ?? importers[0]
}

/** Whether a text is written in Markdown: it begins with front matter, or has ATX headings or code fences. */
export function looksLikeMarkdown(head: string): boolean {
  return frontMatter.test(head) || atxHeading.test(head) || fence.test(head)
}

/** YAML between `---`, TOML between `+++`, or a JSON object on the first line. */
const frontMatter =
  /^\ufeff?(?:---[ \t]*\r?\n(?:[\w"'-]+[ \t]*:|#|---)|\+\+\+[ \t]*\r?\n|\{[ \t]*\r?\n?[ \t]*"[^"\n]*"[ \t]*:)/

/** CommonMark 0.31.2 section 4.2, without empty ones; a lone `# ` line in prose is a number sign often enough to ask for a letter. */
const atxHeading = /^ {0,3}#{1,6}[ \t]+\S*\p{L}/mu

/** CommonMark section 4.5. */
const fence = /^ {0,3}(?:```[^`\n]*|~~~.*)$/m
