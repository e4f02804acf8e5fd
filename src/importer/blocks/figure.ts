import type { Element } from 'hast'
import type { Block } from '../../domain/body/block.ts'
import type { Image } from '../../domain/body/image.ts'
import { type Inline, plainText } from '../../domain/body/inline.ts'
import { elements, hasClass, isElement, textOf } from './element.ts'
import { type Handler, inside, type Out, put, type Scope, type Setting } from './flow.ts'
import { ownEmbed } from './own.ts'

/** `figure`: what it shows, with its caption. */
export const figure: Handler = (element, scope, out, setting) => {
  const embed = ownEmbed(element, setting)
  if (embed) return put(out, embed)
  const caption = captionOf(element)
  const rest = caption ? without(element, caption) : element
  const { blocks } = inside(rest.children, scope, setting)
  const [only] = blocks
  const by = caption && blocks.length === 1 && only?.type === 'image' ? creditOf(caption) : undefined
  if (by && only?.type === 'image') only.image.credit = setting.verbatim(textOf(by)).replace(/\s+/g, ' ').trim()
  const words = caption ? captionText(by ? without(caption, by) : caption, scope, setting, out) : []
  for (const block of captioned(blocks, words)) put(out, block)
}

/** Whose picture it is, where a class says so. */
function creditOf(caption: Element): Element | undefined {
  const [by, second] = elements(
    caption.children,
    one => isElement(one, 'small', 'span', 'cite') && hasClass(one, /(^|\s)(?:(?:photo|image)-)?credit(\s|$)/),
  )
  return by && !second && textOf(by).trim() !== '' ? by : undefined
}

/** `div` that a gallery script or block made, if it holds two or more pictures and no text. */
export function galleryOf(element: Element, scope: Scope, setting: Setting): Block[] | undefined {
  if (!hasClass(element, /(^|\s)(wp-block-gallery|blocks-gallery-grid|gallery|kg-gallery-container)(\s|$)/))
    return undefined
  return captioned(inside(element.children, scope, setting).blocks, [])
}

function captioned(blocks: Block[], caption: Inline[]): Block[] {
  const images = blocks.every(block => block.type === 'image') ? blocks.map(block => block.image) : gathered(blocks)
  const [only] = blocks
  if (images && images.length > 1) return [{ type: 'gallery', images, ...(caption.length > 0 && { caption }) }]
  if (caption.length === 0) return blocks
  const said: Block = { type: 'paragraph', content: caption }
  if (blocks.length !== 1 || !only) return [...blocks, said]
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
        : [only, said]
    case 'code':
      return /^[\w./@-]+\.\w+$/.test(plainText(caption)) && only.filename === undefined
        ? [{ ...only, filename: plainText(caption) }]
        : [only, said]
    default:
      return [only, said]
  }
}

/** The pictures of a gallery that is marked up as a list. */
function gathered(blocks: readonly Block[]): Image[] | undefined {
  const [only] = blocks
  if (blocks.length !== 1 || only?.type !== 'list') return undefined
  const inner = only.items.flatMap(item => (item.content.length > 0 ? [undefined] : item.blocks))
  return inner.every(block => block?.type === 'image')
    ? inner.flatMap(block => (block?.type === 'image' ? [block.image] : []))
    : undefined
}

function captionText(caption: Element, scope: Scope, setting: Setting, out: Out): Inline[] {
  const said = inside(caption.children, scope, setting)
  const lines = said.blocks.flatMap(block => (block.type === 'paragraph' ? [block.content] : []))
  for (const block of said.blocks) if (block.type !== 'paragraph') put(out, block)
  return lines.flatMap((line, index) => (index === 0 ? line : [{ text: '\n' }, ...line]))
}

/** A title that says what the caption says is the caption's echo. */
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
