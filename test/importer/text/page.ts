import type { Block } from '../../../src/domain/body/block.ts'
import { plainText } from '../../../src/domain/body/inline.ts'
import type { Manuscript } from '../../../src/domain/content/manuscript.ts'
import { textImporter } from '../../../src/importer/format/text/text.ts'
import type { ImportedArticle, ParseOptions } from '../../../src/importer/importer.ts'

/** Imports one page and expects an article. */
export async function importText(
  source: string | Uint8Array,
  options: Partial<ParseOptions> = {},
): Promise<ImportedArticle> {
  const bytes = typeof source === 'string' ? new TextEncoder().encode(source) : source
  const all: ParseOptions = { name: 'pages/page.txt', siteLanguage: 'en', timeZone: 'UTC', ...options }
  for await (const item of textImporter.parse(chunksOf(bytes), all)) {
    if (item.kind === 'article') return item
    throw new Error(`${item.code}: ${item.detail}`)
  }
  throw new Error('nothing was yielded')
}

export async function* chunksOf(bytes: Uint8Array, size = 65_536): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

/** The shape of an article, short enough to compare as a whole. */
export function outlineOf({ title, summary, keyTakeaways, sections }: Manuscript) {
  return {
    title,
    summary,
    takeaways: keyTakeaways.map(({ content }) => plainText(content)),
    sections: sections.map(({ heading, blocks }) => [heading ?? '', ...blocks.map(shapeOf)]),
    lists: sections.flatMap(({ blocks }) =>
      blocks.flatMap(block => (block.type === 'list' ? [block.items.length] : [])),
    ),
  }
}

/** A block in a line or a small tree: `p: words`, `ul`, `ol 3`. */
export function shapeOf(block: Block): unknown {
  switch (block.type) {
    case 'paragraph':
      return plainText(block.content)
    case 'list':
      return {
        [block.ordered ? `ol${block.start === undefined ? '' : ` ${block.start}`}` : 'ul']: block.items.map(item =>
          item.blocks.length === 0 ? plainText(item.content) : [plainText(item.content), ...item.blocks.map(shapeOf)],
        ),
      }
    case 'quote':
      return { quote: block.blocks.map(shapeOf), by: block.attribution }
    default:
      return { [block.type]: true }
  }
}
