import { absoluteUrl, contentUrl, isLinkTarget, linkSchemes, webSchemes } from '../address/absolute-url.ts'
import type { Block } from '../body/block.ts'
import type { Image } from '../body/image.ts'
import type { Inline } from '../body/inline.ts'
import { leadAnchor } from '../body/outline.ts'
import type { Fault } from '../error.ts'
import { shown } from '../input/issue.ts'
import { at } from '../text/json.ts'
import { blockDepth } from './tidy.ts'

/** The members that a manuscript and a content have in common. */
export type Checkable = {
  image?: Image | undefined
  canonicalUrl?: string | undefined
  keyTakeaways: readonly { content: Inline[] }[]
  sections: readonly {
    anchor?: string | undefined
    heading?: string | undefined
    headingContent?: Inline[] | undefined
    level: number
    blocks: Block[]
  }[]
  footnotes: readonly { anchor: string; blocks: Block[] }[]
}

/** A fault and its location: `pointer` is a JSON Pointer (RFC 6901) into the checked value. */
export type ContentFault = { pointer: string; code: Fault['code']; detail: string }

type CheckedBlock = { block: Block; pointer: string; depth: number }

/**
 * Checks the rules of a content that its schema cannot express: depth, `other`, addresses, anchors, footnotes, the
 * position of the lead. Imports repair what is a fault for editors. Faults are in reading order.
 */
export function checkContent(content: Checkable): ContentFault[] {
  const notes = new Set(content.footnotes.map(note => note.anchor))
  return [
    ...checkAbsolute(content.canonicalUrl, '/canonicalUrl'),
    ...(content.image ? checkImage(content.image, '/image', notes) : []),
    ...content.keyTakeaways.flatMap((one, index) => checkRuns(one.content, `/keyTakeaways/${index}/content`, notes)),
    ...content.sections.flatMap((section, index) => [
      ...checkPlace(section, index),
      ...checkRuns(section.headingContent, `/sections/${index}/headingContent`, notes),
      ...checkBlocks(section.blocks, `/sections/${index}/blocks`, notes),
    ]),
    ...content.footnotes.flatMap((note, index) => checkBlocks(note.blocks, `/footnotes/${index}/blocks`, notes)),
    ...checkAnchors(content),
  ]
}

function checkPlace({ heading, level, anchor }: Checkable['sections'][number], index: number): ContentFault[] {
  const pointer = `/sections/${index}`
  if (heading === undefined && index > 0) {
    return [{ pointer, code: 'required', detail: 'Only the first section, the lead, can be without a heading.' }]
  }
  const faults: ContentFault[] = []
  const isLead = heading === undefined
  if (isLead !== (level === 1)) {
    faults.push(invalid(`${pointer}/level`, 'The lead has level 1, a section with a heading 2 to 6.'))
  }
  if (!isLead && anchor === leadAnchor) {
    faults.push(invalid(`${pointer}/anchor`, 'The anchor "lead" belongs to the text before the first heading.'))
  }
  return faults
}

function checkAnchors({ sections, footnotes }: Checkable): ContentFault[] {
  const seen = new Set<string>()
  const places = [
    ...sections.map(({ anchor }, index) => ({ anchor, pointer: `/sections/${index}/anchor` })),
    ...footnotes.map(({ anchor }, index) => ({ anchor, pointer: `/footnotes/${index}/anchor` })),
  ]
  return places.flatMap(({ anchor, pointer }) => {
    if (anchor === undefined) return []
    if (seen.has(anchor)) return [invalid(pointer, 'Another section or footnote has this anchor.')]
    seen.add(anchor)
    return []
  })
}

/** Not recursive: deep nesting is a fault, not a stack overflow. */
function checkBlocks(blocks: readonly Block[], pointer: string, notes: ReadonlySet<string>): ContentFault[] {
  const faults: ContentFault[] = []
  const open: CheckedBlock[] = places(blocks, pointer, 1).reverse()
  for (let place = open.pop(); place; place = open.pop()) {
    if (place.depth > blockDepth) {
      const detail = `Blocks can be nested ${blockDepth} deep.`
      faults.push({ pointer: place.pointer, code: 'too-large', detail })
      continue
    }
    for (const fault of checkBlock(place, notes)) faults.push(fault)
    for (const inner of nested(place).reverse()) open.push(inner)
  }
  return faults
}

function nested({ block, pointer, depth }: CheckedBlock): CheckedBlock[] {
  if (block.type === 'list') {
    return block.items.flatMap((item, index) => places(item.blocks, `${pointer}/items/${index}/blocks`, depth + 1))
  }
  return 'blocks' in block ? places(block.blocks, `${pointer}/blocks`, depth + 1) : []
}

function places(blocks: readonly Block[], pointer: string, depth: number): CheckedBlock[] {
  return blocks.map((block, index) => ({ block, pointer: at(pointer, index), depth }))
}

function checkBlock({ block, pointer }: CheckedBlock, notes: ReadonlySet<string>): ContentFault[] {
  const caption = 'caption' in block ? checkRuns(block.caption, `${pointer}/caption`, notes) : []
  switch (block.type) {
    case 'paragraph':
      return checkRuns(block.content, `${pointer}/content`, notes)
    case 'list':
      return block.items.flatMap((item, index) => checkRuns(item.content, `${pointer}/items/${index}/content`, notes))
    case 'quote':
      return checkUrl(block.sourceUrl, `${pointer}/sourceUrl`, linkSchemes)
    case 'image':
      return [
        ...checkImage(block.image, `${pointer}/image`, notes),
        ...checkUrl(block.link, `${pointer}/link`, linkSchemes),
      ]
    case 'gallery':
      return [...block.images.flatMap((one, index) => checkImage(one, `${pointer}/images/${index}`, notes)), ...caption]
    case 'table':
      return [
        ...caption,
        ...block.rows.flatMap((row, line) =>
          row.cells.flatMap((cell, index) =>
            checkRuns(cell.content, `${pointer}/rows/${line}/cells/${index}/content`, notes),
          ),
        ),
      ]
    case 'media':
      return [
        ...checkUrl(block.url, `${pointer}/url`, webSchemes),
        ...(block.poster ? checkImage(block.poster, `${pointer}/poster`, notes) : []),
        ...caption,
      ]
    case 'embed':
      return [
        ...checkUrl(block.url, `${pointer}/url`, webSchemes),
        ...checkUrl(block.thumbnail, `${pointer}/thumbnail`, webSchemes),
      ]
    case 'other':
      return checkOther(block.blocks, `${pointer}/blocks`)
    case 'code':
    case 'callout':
    case 'divider':
      return []
  }
}

function checkOther(blocks: readonly Block[], pointer: string): ContentFault[] {
  if (blocks.length === 0) {
    return [{ pointer, code: 'too-small', detail: 'An `other` says the same in at least one block of another type.' }]
  }
  return blocks.flatMap((block, index) =>
    block.type === 'other' ? [invalid(at(pointer, index), 'An `other` cannot stand directly in an `other`.')] : [],
  )
}

function checkImage(image: Image, pointer: string, notes: ReadonlySet<string>): ContentFault[] {
  return [
    ...checkUrl(image.url, `${pointer}/url`, webSchemes),
    ...checkRuns(image.caption, `${pointer}/caption`, notes),
    ...image.variants.flatMap((one, index) => checkUrl(one.url, `${pointer}/variants/${index}/url`, webSchemes)),
  ]
}

function checkRuns(content: readonly Inline[] = [], pointer: string, notes: ReadonlySet<string>): ContentFault[] {
  return content.flatMap(({ link, footnote }, index) => [
    ...(link && !isLinkTarget(link.href)
      ? [
          invalid(
            `${pointer}/${index}/link/href`,
            `The link ${shown(link.href)} must be an absolute URL (${names(linkSchemes)}), a path of the site, or an #anchor.`,
          ),
        ]
      : []),
    ...(footnote !== undefined && !notes.has(footnote)
      ? [invalid(`${pointer}/${index}/footnote`, 'No footnote has this anchor.')]
      : []),
  ])
}

function checkUrl(url: string | undefined, pointer: string, schemes: readonly string[]): ContentFault[] {
  if (url === undefined || contentUrl(url, schemes) !== undefined) return []
  return [
    invalid(
      pointer,
      `The URL ${shown(url)} must be absolute (${names(schemes)}), or a path of the site that begins with a slash.`,
    ),
  ]
}

function names(schemes: readonly string[]): string {
  return schemes.map(scheme => scheme.slice(0, -1)).join(', ')
}

function checkAbsolute(url: string | undefined, pointer: string): ContentFault[] {
  if (url === undefined || absoluteUrl(url, webSchemes) !== undefined) return []
  return [invalid(pointer, `The URL ${shown(url)} must be absolute (http, https).`)]
}

function invalid(pointer: string, detail: string): ContentFault {
  return { pointer, code: 'invalid', detail }
}
