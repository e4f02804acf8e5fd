import type { Element, Nodes } from 'hast'
import type { Image, ImageVariant } from '../../../domain/body/image.ts'
import type { Inline } from '../../../domain/body/inline.ts'
import { excerpt } from '../../fact/report.ts'
import { attribute, childElements, elements, firstAttribute, isElement, pixels } from '../element.ts'
import { addAfterParagraph, addText, type Handler, placeOf, type ReadContext, type Scope } from '../flow.ts'
import { withTemplates } from '../link.ts'

/** Attributes for lazy loading that hold the address, best first. */
const lateSources = [
  'dataSrc',
  'dataOriginal',
  'dataLazySrc',
  'dataLazy',
  'dataOrigSrc',
  'dataOrigFile',
  'dataFullSrc',
  'dataImg',
  'dataUrl',
  'dataHiResSrc',
  'dataRaw',
  'dataFallbackSrc',
]
const lateSets = ['dataSrcset', 'dataLazySrcset', 'dataOriginalSet', 'dataSrcSet']

/** `img` and its variants. A picture without a usable address is replaced by its alternative text. */
export const picture: Handler = (element, scope, out, context) => {
  const alt = attribute(element, 'alt')
  if (isEmoji(element)) return addText(out, alt ?? '', scope)
  if (isCounter(element))
    return context.reporter.note('image-counter', 'A tracking pixel was removed.', placeOf(element))
  const image = imageOf(element, [], context)
  if (!image) return addText(out, alt ?? '', scope)
  addAfterParagraph(out, { type: 'image', image, ...linkAround(scope, image, context) })
}

/** Whether the `noscript` after a picture without an address has the picture itself. */
export function isReplaced(node: Nodes, siblings: readonly Nodes[], at: number): boolean {
  if (!isElement(node, 'img')) return false
  const next = siblings.slice(at + 1, at + 3).find(one => one.type !== 'text' || one.value.trim() !== '')
  if (!next || !isElement(next, 'noscript')) return false
  const own = [...lateSources, ...lateSets, 'srcSet', 'src'].map(name => attribute(node, name) ?? '')
  const hasAddress = own.some(src => src.trim() !== '' && !src.trim().startsWith('data:'))
  return !hasAddress && elements(next.children, one => one.tagName === 'img').length > 0
}

/** `picture`: its `img` with the variants of its sources. */
export const pictureElement: Handler = (element, scope, out, context) => {
  const [img] = elements(element.children, one => one.tagName === 'img' || one.tagName === 'amp-img')
  const sources = childElements(element).filter(child => child.tagName === 'source')
  const image = imageOf(img ?? element, sources, context)
  const others = element.children.filter(child => !isElement(child, 'source', 'img', 'amp-img'))
  if (image) {
    addAfterParagraph(out, { type: 'image', image, ...linkAround(scope, image, context) })
  } else if (img) addText(out, attribute(img, 'alt') ?? '', scope)
  if (others.length > 0 && !img) context.walk(others, scope, out)
}

/** The link of a picture. A link to the picture itself is dropped. */
function linkAround({ marks }: Scope, image: Image, context: ReadContext): { link?: string } {
  const href = marks.link?.href
  if (!href || href === image.url || href.startsWith('#') || !context.fitsBudget(href.length)) return {}
  return { link: href }
}

/**
 * The image of an `img`, with lazy attributes and `srcset`. Without a usable address the result is undefined, with a note.
 *
 * @param sources `source` elements of the `picture` around it
 */
export function imageOf(element: Element, sources: readonly Element[], context: ReadContext): Image | undefined {
  const variants = [element, ...sources].flatMap(source => variantsOf(source, context))
  const written = [...lateSources, 'src'].map(name => attribute(element, name)).filter(src => src?.trim())
  const url = isUsable(written, element, context) ?? variants.at(-1)?.url
  if (url === undefined) {
    const detail = written.some(src => src?.trim().startsWith('data:')) ? 'is a data URL' : 'has no usable address'
    const alt = attribute(element, 'alt')?.trim() ?? ''
    const rest = alt === '' ? '' : ' Its alternative text was kept.'
    context.reporter.note(
      'image-dropped',
      `A picture ("${excerpt(alt)}") ${detail} and was removed.${rest}`,
      placeOf(element),
    )
    return undefined
  }
  const alt = attribute(element, 'alt')
  const width = pixels(element, 'width')
  const height = pixels(element, 'height')
  const title = attribute(element, 'title')?.trim()
  return {
    url,
    ...(alt !== undefined && { alt: context.restoreTemplates(alt).trim() }),
    ...(width && { width }),
    ...(height && { height }),
    ...(title &&
      title !== alt?.trim() &&
      context.fitsBudget(title.length) && { caption: [{ text: context.restoreTemplates(title) }] satisfies Inline[] }),
    variants: variants
      // The picture itself is not a variant.
      .filter(one => one.width > 0 && !(one.url === url && one.width === width && !one.mediaType))
      .filter((one, index, all) => all.findIndex(other => other.url === one.url) === index)
      .slice(0, 40),
  }
}

function isUsable(
  written: readonly (string | undefined)[],
  element: Element,
  context: ReadContext,
): string | undefined {
  for (const raw of written) {
    const src = raw === undefined ? undefined : withTemplates(raw, element, context)
    const found = src === undefined ? undefined : context.resolve(src, 'resource')
    if (found?.url === undefined || found.kind === 'fragment' || isPlaceholder(found.url)) continue
    if (found.kind === 'relative') {
      context.reporter.note(
        'image-relative',
        `The picture at "${excerpt(found.url)}" has a relative address. State the base address, or serve the folder with its assets.`,
        placeOf(element),
      )
    }
    return found.url
  }
  return undefined
}

/** The candidates of a `srcset` (WHATWG HTML, 4.8.4.3.10). Addresses can contain commas. */
function variantsOf(element: Element, context: ReadContext): ImageVariant[] {
  const set = firstAttribute(element, [...lateSets, 'srcSet', 'srcset'])
  const mediaType = element.tagName === 'source' ? attribute(element, 'type') : undefined
  const found: ImageVariant[] = []
  for (const [, raw = '', width, density] of (set ?? '')
    .slice(0, 50_000)
    .matchAll(/([^\s,]\S*[^\s,])(?:\s+(?:(\d{1,6})w|(\d{1,2}(?:\.\d{1,3})?)x))?[^,]*(?:,|$)/g)) {
    const { kind, url } = context.resolve(context.restoreTemplates(raw), 'resource')
    const base = pixels(element, 'width') ?? 0
    const pixelWidth = Number(width) || Math.round(base * Number(density ?? 1))
    const isUsable = (kind === 'absolute' || kind === 'relative') && pixelWidth <= 100_000
    if (isUsable) found.push({ url, width: pixelWidth, ...(mediaType && { mediaType }) })
  }
  return found.sort((a, b) => a.width - b.width)
}

function isPlaceholder(url: string): boolean {
  return /(^|\/)(spacer|blank|placeholder|pixel|transparent|1x1|lazy[_-]?load(er|ing)?)\.(gif|png|svg)([?#]|$)/i.test(
    url,
  )
}

function isEmoji(element: Element): boolean {
  return (
    /(^|\s)(emoji|wp-smiley)(\s|$)/.test(attribute(element, 'className') ?? '') &&
    attribute(element, 'alt') !== undefined
  )
}

function isCounter(element: Element): boolean {
  const width = attribute(element, 'width')
  const height = attribute(element, 'height')
  return (width === '1' || width === '0') && (height === '1' || height === '0')
}
