import { absoluteUrl, contentUrl, isLinkTarget, webSchemes } from '../address/absolute-url.ts'
import type { Block, BlockOf, ListItem } from '../body/block.ts'
import type { Image } from '../body/image.ts'
import { type Inline, mergeRuns, plainText } from '../body/inline.ts'
import { leaves } from '../body/leaf.ts'
import { clean } from '../text/json.ts'
import type { Manuscript } from './manuscript.ts'

/** Maximum nesting of blocks: a paragraph in a section has depth 1, one in a quote 2. */
export const blockDepth = 64

/** Maximum plausible reading time: a longer one is that of a library. */
export const maxReadingMinutes = 100_000
/** Sums of smaller numbers are exact. */
export const maxViews = 1_000_000_000_000

/** Repairs a manuscript so that it satisfies the rules of the contract: see `tidyBlocks` and `clean`. */
export function tidyManuscript(given: Manuscript): Manuscript {
  return clean({
    ...given,
    readingTimeMinutes: counted(given.readingTimeMinutes, 1, maxReadingMinutes),
    views: counted(given.views, 0, maxViews),
    image: given.image && tidyImage(given.image),
    canonicalUrl: given.canonicalUrl && absoluteUrl(given.canonicalUrl, webSchemes),
    source: given.source && withUrl(given.source),
    rights: given.rights && { ...given.rights, license: given.rights.license && withUrl(given.rights.license) },
    keyTakeaways: given.keyTakeaways.map(takeaway => ({ ...takeaway, content: tidyRuns(takeaway.content) })),
    sections: given.sections.map(({ headingContent, ...section }) => ({
      ...section,
      ...(headingContent && { headingContent: tidyRuns(headingContent) }),
      blocks: tidyBlocks(section.blocks),
    })),
    footnotes: given.footnotes.map(note => ({ ...note, blocks: tidyBlocks(note.blocks) })),
  })
}

/**
 * Repairs blocks so that they satisfy the rules of the contract without losing text: URLs are percent-encoded, links
 * with unsafe addresses are replaced by their text, runs are merged, an `other` is neither empty nor directly in an
 * `other`, and nothing is nested deeper than `blockDepth`.
 */
export function tidyBlocks(blocks: readonly Block[], depth = 1): Block[] {
  const flat = depth < blockDepth ? blocks : leaves(blocks)
  return flat.flatMap(block => tidyBlock(block, depth))
}

/** Merges runs, and repairs or removes each link. */
export function tidyRuns(content: readonly Inline[]): Inline[] {
  return mergeRuns(content.map(tidyRun))
}

/** An image with a valid URL and plausible sizes; undefined if its URL is invalid. */
export function tidyImage(image: Image): Image | undefined {
  const url = contentUrl(image.url, webSchemes)
  if (url === undefined) return undefined
  const { width, height, caption, variants, ...rest } = image
  return {
    ...rest,
    url,
    ...sizes({ width, height }),
    ...(caption && { caption: tidyRuns(caption) }),
    variants: variants.flatMap(variant => {
      const address = contentUrl(variant.url, webSchemes)
      const { width: wide, height: high, ...more } = variant
      return address && isPixels(wide) ? [{ ...more, url: address, width: wide, ...sizes({ height: high }) }] : []
    }),
  }
}

function withUrl<Named extends { url?: string | undefined }>(named: Named): Named {
  return named.url === undefined ? named : { ...named, url: absoluteUrl(named.url, webSchemes) }
}

function tidyBlock(block: Block, depth: number): Block[] {
  const inner = (blocks: readonly Block[]) => tidyBlocks(blocks, depth + 1)
  switch (block.type) {
    case 'paragraph':
      return [{ ...block, content: tidyRuns(block.content) }]
    case 'list':
      return [tidyList(block, inner)]
    case 'quote': {
      const { sourceUrl, ...rest } = block
      return [{ ...rest, blocks: inner(block.blocks), ...optional('sourceUrl', sourceUrl) }]
    }
    case 'callout':
      return [{ ...block, blocks: inner(block.blocks) }]
    case 'other': {
      const blocks = inner(block.blocks).flatMap(one => (one.type === 'other' ? one.blocks : [one]))
      return [{ ...block, blocks: blocks.length > 0 ? blocks : [{ type: 'paragraph', content: [] }] }]
    }
    case 'image': {
      const { link, ...rest } = block
      const image = tidyImage(block.image)
      return image ? [{ ...rest, image, ...optional('link', link) }] : imageWords(block.image)
    }
    case 'gallery':
      return tidyGallery(block)
    case 'table':
      return [tidyTable(block)]
    case 'media':
      return tidyMedia(block)
    case 'embed':
      return tidyEmbed(block)
    case 'code':
    case 'divider':
      return [block]
  }
}

function tidyRun(run: Inline): Inline {
  if (!run.link) return run
  const {
    link: { slug: _, ...link },
    ...words
  } = run
  const href = contentUrl(link.href) ?? (isLinkTarget(link.href) ? link.href : undefined)
  return href === undefined ? words : { ...words, link: { ...link, href } }
}

function tidyList({ start, items, ...list }: BlockOf<'list'>, inner: (blocks: readonly Block[]) => Block[]): Block {
  const kept = items.map((item): ListItem => ({ ...item, content: tidyRuns(item.content), blocks: inner(item.blocks) }))
  return { ...list, ...(isCount(start, 0, 999_999_999) && { start }), items: kept }
}

function tidyGallery({ images, caption, ...gallery }: BlockOf<'gallery'>): Block[] {
  const kept = images.flatMap(one => tidyImage(one) ?? [])
  const lost = images.filter(one => tidyImage(one) === undefined).flatMap(imageWords)
  return [{ ...gallery, images: kept, ...(caption && { caption: tidyRuns(caption) }) }, ...lost]
}

function tidyTable({ caption, rows, ...table }: BlockOf<'table'>): Block {
  return {
    ...table,
    ...(caption && { caption: tidyRuns(caption) }),
    rows: rows.map(row => ({
      cells: row.cells.map(cell => ({
        ...cell,
        content: tidyRuns(cell.content),
        colspan: isCount(cell.colspan, 1, 1000) ? cell.colspan : 1,
        rowspan: isCount(cell.rowspan, 1, 65_534) ? cell.rowspan : 1,
      })),
    })),
  }
}

function tidyMedia({ url, poster, caption, durationSeconds, ...media }: BlockOf<'media'>): Block[] {
  const address = contentUrl(url, webSchemes)
  const runs = caption && tidyRuns(caption)
  if (address === undefined) return words(runs ?? [])
  const still = poster && tidyImage(poster)
  const length = durationSeconds !== undefined && durationSeconds >= 0 && { durationSeconds }
  return [{ ...media, url: address, ...length, ...(still && { poster: still }), ...(runs && { caption: runs }) }]
}

/** Without HTML, which is made from the URL when the article is printed. */
function tidyEmbed({ url, thumbnail, width, height, html: _, ...embed }: BlockOf<'embed'>): Block[] {
  const address = contentUrl(url, webSchemes)
  if (address === undefined) return words(embed.title ? [{ text: embed.title }] : [])
  return [{ ...embed, url: address, ...optional('thumbnail', thumbnail), ...sizes({ width, height }) }]
}

/** The text of an image that cannot be displayed. */
function imageWords({ alt, caption }: Image): Block[] {
  return [...words(alt ? [{ text: alt }] : []), ...words(tidyRuns(caption ?? []))]
}

function words(content: Inline[]): Block[] {
  return plainText(content) === '' ? [] : [{ type: 'paragraph', content }]
}

function optional<Name extends string>(name: Name, url: string | undefined): { [name in Name]?: string } {
  const address = url === undefined ? undefined : contentUrl(url)
  return address === undefined ? {} : ({ [name]: address } as { [name in Name]?: string })
}

function sizes<Name extends string>(given: Record<Name, number | undefined>): { [name in Name]?: number } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => isPixels(value))) as { [name in Name]?: number }
}

/** A stated number if it is in the valid range. */
function counted(value: number | undefined, least: number, max: number): number | undefined {
  return isCount(value, least, max) ? value : undefined
}

function isPixels(value: unknown): boolean {
  return isCount(value, 1, 100_000)
}

function isCount(value: unknown, least: number, max: number): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= max
}
