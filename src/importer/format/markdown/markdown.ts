import { headText, looksLikeMarkdown } from '../../detect.ts'
import type { Importer } from '../../importer.ts'
import { startsAsPage } from '../../tree/page-start.ts'

/**
 * CommonMark with GitHub's extensions, footnotes, callouts and definition lists, after front matter in YAML, TOML or
 * JSON; with the conventions of Jekyll, Hugo, Astro, Eleventy and MDX.
 */
export const markdownImporter: Importer = {
  name: 'markdown',
  mediaTypes: ['text/markdown', 'text/x-markdown', 'text/mdx'],
  extensions: ['.md', '.markdown', '.mdown', '.mkd', '.mdx'],

  sniff(head) {
    const text = headText(head)
    return looksLikeMarkdown(text) && !startsAsPage(text)
  },

  async *parse(input, options) {
    const { readMarkdown } = await import('./read.ts')
    yield await readMarkdown(input, options)
  },
}
