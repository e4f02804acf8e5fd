import type { Element } from 'hast'
import type { Block } from '../../../domain/body/block.ts'
import type { Image } from '../../../domain/body/image.ts'
import { type Inline, plainText } from '../../../domain/body/inline.ts'
import { elements, hasClass, isElement, textOf } from '../element.ts'
import { addBlock, type Handler, type Output, type ReadContext, readChildren, type Scope } from '../flow.ts'
import { offprintEmbed } from '../offprint-markup.ts'

/** `figure`: its content with the caption. */
export const figure: Handler = (element, scope, out, context) => {
  const embed = offprintEmbed(element, context)
  if (embed) return addBlock(out, embed)
  const caption = captionOf(element)
  const rest = caption ? without(element, caption) : element
  const { blocks } = readChildren(rest.children, scope, context)
  const [only] = blocks
  const credit = caption && blocks.length === 1 && only?.type === 'image' ? creditOf(caption) : undefined
  if (credit && only?.type === 'image')
    only.image.credit = context.restoreTemplates(textOf(credit)).replace(/\s+/g, ' ').trim()
  const words = caption ? captionText(credit ? without(caption, credit) : caption, scope, context, out) : []
  for (const block of captioned(blocks, words)) addBlock(out, block)
}

/** The element with the credit, found by its class. */
function creditOf(caption: Element): Element | undefined {
  const [credit, second] = elements(
    caption.children,
    one => isElement(one, 'small', 'span', 'cite') && hasClass(one, /(^|\s)(?:(?:photo|image)-)?credit(\s|$)/),
  )
  return credit && !second && textOf(credit).trim() !== '' ? credit : undefined
}

/** The gallery in a `div` of a gallery script or block. */
export function galleryOf(element: Element, scope: Scope, context: ReadContext): Block[] | undefined {
  if (!hasClass(element, /(^|\s)(wp-block-gallery|blocks-gallery-grid|gallery|kg-gallery-container)(\s|$)/))
    return undefined
  return captioned(readChildren(element.children, scope, context).blocks, [])
}

function captioned(blocks: Block[], caption: Inline[]): Block[] {
  const images = blocks.every(block => block.type === 'image') ? blocks.map(block => block.image) : gathered(blocks)
  const [only] = blocks
  if (images && images.length > 1) return [{ type: 'gallery', images, ...(caption.length > 0 && { caption }) }]
  if (caption.length === 0) return blocks
  const inner: Block = { type: 'paragraph', content: caption }
  if (blocks.length !== 1 || !only) return [...blocks, inner]
  switch (only.type) {
    case 'image':
      return [{ ...only, image: { ...only.image, caption: joined(only.image.caption, caption) } }]
    case 'gallery':
    case 'table':
    case 'media':
      return [{ ...only, caption: joined(only.caption, caption) }]
    case 'quote':
      return only.attribution === undefined
        ? [{ ...only, attribution: plainText(caption).replace(/^[—–-]\s*/, '') }]
        : [only, inner]
    case 'code':
      return /^[\w./@-]+\.\w+$/.test(plainText(caption)) && only.filename === undefined
        ? [{ ...only, filename: plainText(caption) }]
        : [only, inner]
    default:
      return [only, inner]
  }
}

/** The pictures of a gallery in a list. */
function gathered(blocks: readonly Block[]): Image[] | undefined {
  const [only] = blocks
  if (blocks.length !== 1 || only?.type !== 'list') return undefined
  const inner = only.items.flatMap(item => (item.content.length > 0 ? [undefined] : item.blocks))
  return inner.every(block => block?.type === 'image')
    ? inner.flatMap(block => (block?.type === 'image' ? [block.image] : []))
    : undefined
}

function captionText(caption: Element, scope: Scope, context: ReadContext, out: Output): Inline[] {
  const inner = readChildren(caption.children, scope, context)
  const lines = inner.blocks.flatMap(block => (block.type === 'paragraph' ? [block.content] : []))
  for (const block of inner.blocks) if (block.type !== 'paragraph') addBlock(out, block)
  return lines.flatMap((line, index) => (index === 0 ? line : [{ text: '\n' }, ...line]))
}

/** Joins a title and a caption. A title that the caption repeats is dropped. */
function joined(first: Inline[] | undefined, caption: Inline[]): Inline[] {
  if (!first || plainText(caption).includes(plainText(first))) return caption
  return [...first, { text: '\n' }, ...caption]
}

function captionOf(element: Element): Element | undefined {
  const all = elements(element.children, one => one.tagName === 'figcaption')
  return (
    all.find(one => element.children.includes(one)) ??
    (elements(element.children, one => one.tagName === 'figure').length === 0 ? all[0] : undefined)
  )
}

function without(element: Element, gone: Element): Element {
  const children = element.children.flatMap(child => {
    if (child === gone) return []
    return isElement(child, 'div', 'a', 'span', 'p') && elements([child], one => one === gone).length > 0
      ? [without(child, gone)]
      : [child]
  })
  return { ...element, children }
}
