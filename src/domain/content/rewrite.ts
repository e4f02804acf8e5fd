import type { Block, BlockOf, ListItem } from '../body/block.ts'
import type { Image } from '../body/image.ts'
import type { Inline } from '../body/inline.ts'
import type { Content } from './content.ts'

/** Functions that rewrite parts of a content. */
export type Rewrite = {
  /** Rewrites each run of text in takeaways, headings, captions, blocks and footnotes. */
  runs(content: Inline[]): Inline[]
  /** Rewrites each address outside of runs: images, media, embeds, links of images. */
  url?(url: string): string
  /** Rewrites each embed, after its addresses. */
  embed?(block: BlockOf<'embed'>): BlockOf<'embed'>
}

/** Applies a rewrite to a whole content. Unchanged parts may be shared with the original. */
export function rewriteContent(content: Content, rewrite: Rewrite): Content {
  return {
    ...content,
    keyTakeaways: content.keyTakeaways.map(takeaway => ({ ...takeaway, content: rewrite.runs(takeaway.content) })),
    sections: content.sections.map(section => ({
      ...section,
      ...(section.headingContent && { headingContent: rewrite.runs(section.headingContent) }),
      blocks: section.blocks.map(block => rewriteBlock(block, rewrite)),
    })),
    footnotes: content.footnotes.map(note => ({
      ...note,
      blocks: note.blocks.map(block => rewriteBlock(block, rewrite)),
    })),
    ...(content.image && { image: rewriteImage(content.image, rewrite) }),
  }
}

function rewriteBlock(block: Block, rewrite: Rewrite): Block {
  const caption = 'caption' in block && block.caption ? { caption: rewrite.runs(block.caption) } : {}
  const inner = (blocks: Block[]) => blocks.map(one => rewriteBlock(one, rewrite))
  const url = (address: string) => rewrite.url?.(address) ?? address
  switch (block.type) {
    case 'paragraph':
      return { ...block, content: rewrite.runs(block.content) }
    case 'list':
      return { ...block, items: block.items.map(item => rewriteItem(item, rewrite)) }
    case 'quote':
      return { ...block, blocks: inner(block.blocks), ...(block.sourceUrl && { sourceUrl: url(block.sourceUrl) }) }
    case 'callout':
    case 'other':
      return { ...block, blocks: inner(block.blocks) }
    case 'image':
      return { ...block, image: rewriteImage(block.image, rewrite), ...(block.link && { link: url(block.link) }) }
    case 'gallery':
      return { ...block, ...caption, images: block.images.map(image => rewriteImage(image, rewrite)) }
    case 'table':
      return {
        ...block,
        ...caption,
        rows: block.rows.map(row => ({
          cells: row.cells.map(cell => ({ ...cell, content: rewrite.runs(cell.content) })),
        })),
      }
    case 'media': {
      const poster = block.poster && { poster: rewriteImage(block.poster, rewrite) }
      return { ...block, url: url(block.url), ...caption, ...poster }
    }
    case 'embed': {
      const embed = { ...block, url: url(block.url), ...(block.thumbnail && { thumbnail: url(block.thumbnail) }) }
      return rewrite.embed?.(embed) ?? embed
    }
    case 'code':
    case 'divider':
      return block
  }
}

function rewriteItem(item: ListItem, rewrite: Rewrite): ListItem {
  const blocks = item.blocks.map(block => rewriteBlock(block, rewrite))
  return { ...item, content: rewrite.runs(item.content), blocks }
}

function rewriteImage(image: Image, rewrite: Rewrite): Image {
  const caption = image.caption && { caption: rewrite.runs(image.caption) }
  if (!rewrite.url) return { ...image, ...caption }
  const { url } = rewrite
  return {
    ...image,
    ...caption,
    url: url(image.url),
    variants: image.variants.map(variant => ({ ...variant, url: url(variant.url) })),
  }
}
