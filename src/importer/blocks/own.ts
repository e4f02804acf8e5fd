import type { Element } from 'hast'
import type { Block, BlockOf } from '../../domain/body/block.ts'
import { clean } from '../../domain/text/json.ts'
import { parseJson } from '../json/parse.ts'
import { attribute, elements, hasClass, pixels, textOf } from './element.ts'
import { close, type Handler, inside, put, type Setting } from './flow.ts'
import { fileName } from './media.ts'
import { embedOf } from './provider.ts'

/**
 * Elements by which Offprint's own pages and Markdown name blocks that HTML has no element for, so that these are the same
 * blocks when they are read back.
 */

/** `figure.embed` around one link. */
export function ownEmbed(element: Element, setting: Setting): BlockOf<'embed'> | undefined {
  const link = onlyLink(element, /(^|\s)embed(\s|$)/, setting)
  if (!link) return undefined
  const width = pixels(element, 'dataWidth')
  const height = pixels(element, 'dataHeight')
  const title = link.words === new URL(link.url).hostname ? undefined : link.words
  const [img] = elements(element.children, one => one.tagName === 'img')
  const picture = setting.resolve((img && attribute(img, 'src')) ?? '', 'resource')
  return {
    ...embedOf(link.url, { title, ...(width && { width }), ...(height && { height }) }),
    ...(picture.kind === 'absolute' && { thumbnail: picture.url }),
  }
}

/** `p.file` around one link. */
export function ownFile(element: Element, setting: Setting): BlockOf<'media'> | undefined {
  const link = onlyLink(element, /(^|\s)file(\s|$)/, setting)
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

/** Whether a `div` is what `other` reads. */
export function isOther(element: Element): boolean {
  return attribute(element, 'dataBlock') === 'other'
}

/** `div[data-block=other]`: its kind and data stand in attributes. */
export const other: Handler = (element, scope, out, setting) => {
  const { blocks } = inside(element.children, scope, setting)
  const kind = setting.verbatim(attribute(element, 'dataKind') ?? '').slice(0, 64)
  close(out)
  const [first] = blocks
  if (kind === '' || !first || blocks.some(isOtherBlock)) for (const block of blocks) put(out, block)
  else
    put(out, { type: 'other', kind, blocks, data: dataOf(setting.verbatim(attribute(element, 'dataContent') ?? '')) })
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

/** The link that is all that an element of a class says. */
function onlyLink(
  element: Element,
  name: RegExp,
  setting: Setting,
): { element: Element; url: string; words: string } | undefined {
  if (!hasClass(element, name)) return undefined
  const [link, second] = elements(element.children, one => one.tagName === 'a')
  if (!link || second || textOf(element).trim() !== textOf(link).trim()) return undefined
  const { kind, url } = setting.resolve(attribute(link, 'href') ?? '', 'resource')
  const words = setting.verbatim(textOf(link)).replace(/\s+/g, ' ').trim()
  return kind === 'absolute' ? { element: link, url, words } : undefined
}
