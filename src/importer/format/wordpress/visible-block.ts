import { type EditorBlock, readBlocks } from './block-comment.ts'
import { isPaywall, isRestrictedBlock, type Note } from './restricted-part.ts'
import { restrictedRanges, type TextRange, withoutRanges } from './restricted-range.ts'

type Context = {
  /** Contents of shared blocks, by id. */
  sharedBlocks: ReadonlyMap<number, string>
  note: Note
}
type Part = EditorBlock['parts'][number]

/** Most shared blocks that one article shows, also those in other shared blocks. */
const maxShared = 500
const maxSharedDepth = 5

/**
 * The blocks of a content that visitors see. Shared blocks contain their blocks. Leaves out, with notes: restricted and
 * hidden blocks, everything after a paywall at any depth, and what is between the tags of a restricted shortcode, which can
 * be in different blocks.
 */
export function visibleBlocks(content: string, { sharedBlocks, note }: Context): EditorBlock[] {
  const walk: Walk = { sharedBlocks, note, lines: () => 0, shared: [], count: 0, isOver: false }
  const visible: EditorBlock[] = []
  for (const block of readBlocks(content)) {
    walk.lines = () => lineEnds(content.slice(0, block.at))
    visible.push(...visibleBlock(block, walk))
    if (walk.isOver) break
  }
  return withoutShortcodes(visible, content, note)
}

type Walk = Context & {
  /** Line ends before the block of the article that is read. */
  lines: () => number
  /** Ids of the shared blocks around the block that is read. */
  shared: readonly number[]
  /** Shared blocks that were read. */
  count: number
  /** Whether a paywall was read. */
  isOver: boolean
}

function visibleBlock(block: EditorBlock, walk: Walk): EditorBlock[] {
  if (isPaywall(block, walk.note, walk.lines)) {
    walk.isOver = true
    return []
  }
  if (isRestrictedBlock(block, walk.note, walk.lines)) return []
  return [{ ...block, parts: block.name === 'block' ? sharedParts(block, walk) : visibleParts(block.parts, walk) }]
}

function visibleParts(parts: readonly Part[], walk: Walk): Part[] {
  const visible: Part[] = []
  for (const part of parts) {
    if (walk.isOver) break
    if (typeof part === 'string') visible.push(part)
    else visible.push(...visibleBlock(part, walk))
  }
  return visible
}

/** The blocks of a shared block. As in WordPress, one that contains itself is not shown again. */
function sharedParts({ attributes }: EditorBlock, walk: Walk): Part[] {
  const { shared, sharedBlocks, note } = walk
  const id = Number(attributes['ref'])
  const content = sharedBlocks.get(id)
  if (content === undefined) {
    const detail = `The shared block ${id} is not in the file, so its content is missing. Export all content to include it.`
    note('block', detail, walk.lines)
    return []
  }
  walk.count += 1
  if (shared.includes(id) || shared.length > maxSharedDepth || walk.count > maxShared) {
    const detail = `The shared block ${id} was left out, because it contains itself, or because the article has too many.`
    note('block', detail, walk.lines)
    return []
  }
  walk.shared = [...shared, id]
  const parts = visibleParts(readBlocks(content), walk)
  walk.shared = shared
  return parts
}

/** WordPress expands shortcodes in the whole content, so their tags can be in different blocks. */
function withoutShortcodes(blocks: EditorBlock[], content: string, note: Note): EditorBlock[] {
  const texts = blocks.map(block => textOf(block))
  const text = texts.join('')
  if (!text.includes('[')) return blocks
  const linesBefore = (at: number) => {
    let left = at
    for (const [index, own] of texts.entries()) {
      if (left < own.length) return lineEnds(content.slice(0, blocks[index]?.at)) + lineEnds(own.slice(0, left))
      left -= own.length
    }
    return lineEnds(content)
  }
  const ranges = restrictedRanges(text, note, linesBefore)
  return ranges.length === 0 ? blocks : cutParts(blocks, { ranges, next: 0, at: 0 })
}

function textOf({ parts }: EditorBlock): string {
  return parts.map(part => (typeof part === 'string' ? part : textOf(part))).join('')
}

/** A position in the text of all blocks, and the first range that ends after it. */
type Cut = { ranges: readonly TextRange[]; next: number; at: number }

/** Removes the ranges from the texts, and the blocks inside of a range. */
function cutParts<Kind extends Part>(parts: readonly Kind[], cut: Cut): Kind[]
function cutParts(parts: readonly Part[], cut: Cut): Part[] {
  return parts.flatMap((part): Part[] => {
    const from = cut.at
    while ((cut.ranges[cut.next]?.to ?? Number.POSITIVE_INFINITY) <= from) cut.next += 1
    const range = cut.ranges[cut.next]
    if (typeof part === 'string') {
      cut.at += part.length
      return [withoutRanges(part, cut.ranges.slice(cut.next, rangesBefore(cut)), from)]
    }
    const kept = { ...part, parts: cutParts(part.parts, cut) }
    return range && range.from < from && cut.at < range.to ? [] : [kept]
  })
}

/** The index of the first range that begins at or after the position. */
function rangesBefore({ ranges, next, at }: Cut): number {
  let index = next
  while ((ranges[index]?.from ?? at) < at) index += 1
  return index
}

function lineEnds(text: string): number {
  return text.split('\n').length - 1
}
