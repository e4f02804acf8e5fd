import { firstCharacter, looksLikeMarkdown } from '../../detect.ts'
import type { Importer } from '../../importer.ts'
import { beginsAsPage, start } from '../../tree/begin.ts'

/** Pages of HTML: the article on it, found by Readability, with what the page says about it. */
export const htmlImporter: Importer = {
  name: 'html',
  mediaTypes: ['text/html', 'application/xhtml+xml'],
  extensions: ['.html', '.htm', '.xhtml'],

  sniff(head) {
    if (firstCharacter(head) !== '<') return false
    return looksLikeHtml(new TextDecoder().decode(head))
  },

  async *parse(input, options) {
    const { readHtml } = await import('./read.ts')
    yield await readHtml(input, options)
  },
}

/** Whether a text is a page or a fragment of HTML by how it begins; one with headings in Markdown is that. */
function looksLikeHtml(head: string): boolean {
  return (
    beginsAsPage(head) ||
    (/^<(article|main|section|div|p|h[1-6]|table|ul|ol|figure|blockquote|img|a|span)(\s[^<]*|\/?)>/i.test(
      start(head),
    ) &&
      !looksLikeMarkdown(head))
  )
}
