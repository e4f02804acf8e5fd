import { firstCharacter, looksLikeMarkdown } from '../../detect.ts'
import type { Importer } from '../../importer.ts'
import { start, startsAsPage, utf16Of } from '../../tree/page-start.ts'

/** HTML pages: the article, found by Readability, with the metadata of the page. */
export const htmlImporter: Importer = {
  name: 'html',
  mediaTypes: ['text/html', 'application/xhtml+xml'],
  extensions: ['.html', '.htm', '.xhtml'],

  sniff(head) {
    if (firstCharacter(head) !== '<') return false
    const isWide = head[0] === 0xff || head[0] === 0xfe
    const marked = isWide ? (head[0] === 0xff ? 'utf-16le' : 'utf-16be') : 'utf-8'
    return looksLikeHtml(new TextDecoder(utf16Of(head) ?? marked).decode(head))
  },

  async *parse(input, options) {
    const { readHtml } = await import('./read.ts')
    yield await readHtml(input, options)
  },
}

/** Whether a text begins like a page or a fragment of HTML and has no Markdown headings. */
function looksLikeHtml(head: string): boolean {
  return (
    startsAsPage(head) ||
    (/^<(article|main|section|div|p|h[1-6]|table|ul|ol|figure|blockquote|img|a|span)(\s[^<]*|\/?)>/i.test(
      start(head),
    ) &&
      !looksLikeMarkdown(head))
  )
}
