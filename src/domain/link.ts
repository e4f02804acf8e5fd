import type { Block, ListItem } from './block.ts'
import type { Content } from './content.ts'
import type { Id } from './id.ts'
import type { Image } from './image.ts'
import { type Inline, mergeRuns } from './inline.ts'
import { linkedArticle } from './site.ts'

type Rewrite = (content: Inline[]) => Inline[]

/** Ids of the articles that a content links to, each once. */
export function linkedArticles(content: Content): Id[] {
  const ids = new Set<Id>()
  rewriteLinks(content, runs => {
    for (const { link } of runs) {
      const id = link?.articleId ?? (link && linkedArticle(link.href))
      if (id) ids.add(id)
    }
    return runs
  })
  return [...ids]
}

/**
 * The same content with its links to articles resolved.
 *
 * @param canonicalUrl where a delivered article is read; undefined = not delivered: the link keeps its own address, and
 *   where that is only `article:{id}` the words stay without a link
 */
export function resolveLinks(content: Content, canonicalUrl: (id: Id) => string | undefined): Content {
  return rewriteLinks(content, runs =>
    runs.some(run => run.link) ? mergeRuns(runs.map(run => resolveRun(run, canonicalUrl))) : runs,
  )
}

function resolveRun(run: Inline, canonicalUrl: (id: Id) => string | undefined): Inline {
  const { link, ...words } = run
  const byHref = link && linkedArticle(link.href)
  const id = link?.articleId ?? byHref
  if (!link || !id) return run
  const href = canonicalUrl(id)
  if (href) return { ...run, link: { ...link, href: withFragment(href, link.href), articleId: id } }
  if (byHref) return words
  const { articleId: _, ...plain } = link
  return { ...run, link: plain }
}

/** An address that leads to the same place within the article as the one it stands for. */
function withFragment(href: string, original: string): string {
  const start = original.indexOf('#')
  return start < 0 || href.includes('#') ? href : href + original.slice(start)
}

/** Applies a rewrite to every run of text in takeaways, headings, blocks and footnotes. */
function rewriteLinks(content: Content, rewrite: Rewrite): Content {
  return {
    ...content,
    keyTakeaways: content.keyTakeaways.map(takeaway => ({ ...takeaway, content: rewrite(takeaway.content) })),
    sections: content.sections.map(section => ({
      ...section,
      ...(section.headingContent && { headingContent: rewrite(section.headingContent) }),
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
  const caption = 'caption' in block && block.caption ? { caption: rewrite(block.caption) } : {}
  const inner = (blocks: Block[]) => blocks.map(one => rewriteBlock(one, rewrite))
  switch (block.type) {
    case 'paragraph':
      return { ...block, content: rewrite(block.content) }
    case 'list':
      return { ...block, items: block.items.map(item => rewriteItem(item, rewrite)) }
    case 'quote':
    case 'callout':
    case 'other':
      return { ...block, blocks: inner(block.blocks) }
    case 'image':
      return { ...block, image: rewriteImage(block.image, rewrite) }
    case 'gallery':
      return { ...block, ...caption, images: block.images.map(image => rewriteImage(image, rewrite)) }
    case 'table':
      return {
        ...block,
        ...caption,
        rows: block.rows.map(row => ({
          cells: row.cells.map(cell => ({ ...cell, content: rewrite(cell.content) })),
        })),
      }
    case 'media':
      return { ...block, ...caption, ...(block.poster && { poster: rewriteImage(block.poster, rewrite) }) }
    default:
      return block
  }
}

function rewriteItem(item: ListItem, rewrite: Rewrite): ListItem {
  return { ...item, content: rewrite(item.content), blocks: item.blocks.map(block => rewriteBlock(block, rewrite)) }
}

function rewriteImage(image: Image, rewrite: Rewrite): Image {
  return image.caption ? { ...image, caption: rewrite(image.caption) } : image
}
