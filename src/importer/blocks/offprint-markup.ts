import type { Element } from 'hast'
import type { Block, BlockOf } from '../../domain/body/block.ts'
import { clean } from '../../domain/text/json.ts'
import { parseJson } from '../json/parse.ts'
import { attribute, elements, hasClass, pixels, textOf } from './element.ts'
import { addBlock, endParagraph, type Handler, type ReadContext, readChildren } from './flow.ts'
import { fileName } from './media/media.ts'
import { embedOf } from './media/provider.ts'

/** Offprint's pages and Markdown mark up blocks that HTML has no element for. These readers restore the same blocks. */

/** `figure.embed` around one link. */
export function offprintEmbed(element: Element, context: ReadContext): BlockOf<'embed'> | undefined {
  const link = onlyLink(element, /(^|\s)embed(\s|$)/, context)
  if (!link) return undefined
  const width = pixels(element, 'dataWidth')
  const height = pixels(element, 'dataHeight')
  const title = link.words === new URL(link.url).hostname ? undefined : link.words
  const [img] = elements(element.children, one => one.tagName === 'img')
  const picture = context.resolve((img && attribute(img, 'src')) ?? '', 'resource')
  return {
    ...embedOf(link.url, { title, ...(width && { width }), ...(height && { height }) }),
    ...(picture.kind === 'absolute' && { thumbnail: picture.url }),
  }
}

/** `p.file` around one link. */
export function offprintFile(element: Element, context: ReadContext): BlockOf<'media'> | undefined {
  const link = onlyLink(element, /(^|\s)file(\s|$)/, context)
  if (!link) return undefined
  const mediaType = attribute(link.element, 'type')
  return {
    type: 'media',
    kind: 'file',
    url: link.url,
    ...(mediaType && { mediaType }),
    ...(link.words !== '' && link.words !== fileName(link.url) && { caption: [{ text: link.words }] }),
  }
}

/** Whether a `div` is a block of type `other`. */
export function isOtherElement(element: Element): boolean {
  return attribute(element, 'dataBlock') === 'other'
}

/** `div[data-block=other]`, with kind and data in attributes. */
export const otherBlock: Handler = (element, scope, out, context) => {
  const { blocks } = readChildren(element.children, scope, context)
  const kind = context.restoreTemplates(attribute(element, 'dataKind') ?? '').slice(0, 64)
  endParagraph(out)
  const [first] = blocks
  if (kind === '' || !first || blocks.some(isOtherBlock)) for (const block of blocks) addBlock(out, block)
  else
    addBlock(out, {
      type: 'other',
      kind,
      blocks,
      data: dataOf(context.restoreTemplates(attribute(element, 'dataContent') ?? '')),
    })
}

function isOtherBlock({ type }: Block): boolean {
  return type === 'other'
}

function dataOf(text: string): Record<string, unknown> {
  try {
    const data = clean<unknown>(parseJson(text))
    return typeof data === 'object' && data !== null && !Array.isArray(data) ? { ...data } : {}
  } catch {
    return {}
  }
}

/** The link of an element with a class, if it is the whole content. */
function onlyLink(
  element: Element,
  name: RegExp,
  context: ReadContext,
): { element: Element; url: string; words: string } | undefined {
  if (!hasClass(element, name)) return undefined
  const [link, second] = elements(element.children, one => one.tagName === 'a')
  if (!link || second || textOf(element).trim() !== textOf(link).trim()) return undefined
  const { kind, url } = context.resolve(attribute(link, 'href') ?? '', 'resource')
  const words = context.restoreTemplates(textOf(link)).replace(/\s+/g, ' ').trim()
  return kind === 'absolute' ? { element: link, url, words } : undefined
}
