import type { Element } from 'hast'
import type { Image, ImageVariant } from '../../domain/body/image.ts'
import type { Inline } from '../../domain/body/inline.ts'
import { brief } from '../fact/report.ts'
import { attribute, childElements, elements, firstAttribute, isElement, pixels } from './element.ts'
import { type Handler, placeOf, putBeside, type Scope, type Setting, say } from './flow.ts'
import { withTemplates } from './link.ts'

/** Where scripts that load pictures late keep the real address, best first. */
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

/** `img` and what stands for it. A picture without a usable address leaves its alternative text. */
export const picture: Handler = (element, scope, out, setting) => {
  const alt = attribute(element, 'alt')
  if (isEmoji(element)) return say(out, alt ?? '', scope)
  if (isCounter(element))
    return setting.reporter.note('image-counter', 'A counting pixel was left out.', placeOf(element))
  const image = imageOf(element, [], setting)
  if (!image) return say(out, alt ?? '', scope)
  putBeside(out, { type: 'image', image, ...linkAround(scope, image, setting) })
}

/** `picture`: its `img` with the variants of its sources. */
export const pictureElement: Handler = (element, scope, out, setting) => {
  const [img] = elements(element.children, one => one.tagName === 'img' || one.tagName === 'amp-img')
  const sources = childElements(element).filter(child => child.tagName === 'source')
  const image = imageOf(img ?? element, sources, setting)
  const others = element.children.filter(child => !isElement(child, 'source', 'img', 'amp-img'))
  if (image) {
    putBeside(out, { type: 'image', image, ...linkAround(scope, image, setting) })
  } else if (img) say(out, attribute(img, 'alt') ?? '', scope)
  if (others.length > 0 && !img) setting.walk(others, scope, out)
}

/** What a picture leads to; a link to the picture itself is none. */
function linkAround({ marks }: Scope, image: Image, setting: Setting): { link?: string } {
  const href = marks.link?.href
  if (!href || href === image.url || href.startsWith('#') || !setting.hasRoom(href.length)) return {}
  return { link: href }
}

/**
 * The image of an `img`, lazy attributes and `srcset` read; undefined, and noted, where it has no address that may be kept.
 *
 * @param sources `source` elements of the `picture` around it
 */
export function imageOf(element: Element, sources: readonly Element[], setting: Setting): Image | undefined {
  const variants = [element, ...sources].flatMap(source => variantsOf(source, setting))
  const written = [...lateSources, 'src'].map(name => attribute(element, name)).filter(src => src?.trim())
  const url = usable(written, element, setting) ?? variants.at(-1)?.url
  if (url === undefined) {
    const detail = written.some(src => src?.trim().startsWith('data:'))
      ? 'holds its bytes in its address'
      : 'has no address that can be kept'
    setting.reporter.note(
      'image-dropped',
      `A picture ("${brief(attribute(element, 'alt') ?? '')}") ${detail}; its words are kept.`,
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
    ...(alt !== undefined && { alt: setting.verbatim(alt).trim() }),
    ...(width && { width }),
    ...(height && { height }),
    ...(title &&
      title !== alt?.trim() &&
      setting.hasRoom(title.length) && { caption: [{ text: setting.verbatim(title) }] satisfies Inline[] }),
    variants: variants
      // The picture itself at its own size is none of its variants.
      .filter(one => one.width > 0 && !(one.url === url && one.width === width && !one.mediaType))
      .filter((one, index, all) => all.findIndex(other => other.url === one.url) === index)
      .slice(0, 40),
  }
}

function usable(written: readonly (string | undefined)[], element: Element, setting: Setting): string | undefined {
  for (const raw of written) {
    const src = raw === undefined ? undefined : withTemplates(raw, element, setting)
    const found = src === undefined ? undefined : setting.resolve(src, 'resource')
    if (found?.url === undefined || found.kind === 'fragment' || isPlaceholder(found.url)) continue
    if (found.kind === 'relative') {
      setting.reporter.note(
        'image-relative',
        `The picture at "${brief(found.url)}" does not say its site: state the base address, or serve the folder with its assets.`,
        placeOf(element),
      )
    }
    return found.url
  }
  return undefined
}

/** The candidates of a `srcset` (WHATWG HTML, 4.8.4.3.10): commas also stand inside addresses. */
function variantsOf(element: Element, setting: Setting): ImageVariant[] {
  const set = firstAttribute(element, [...lateSets, 'srcSet', 'srcset'])
  const mediaType = element.tagName === 'source' ? attribute(element, 'type') : undefined
  const found: ImageVariant[] = []
  for (const [, raw = '', width, density] of (set ?? '')
    .slice(0, 50_000)
    .matchAll(/([^\s,]\S*[^\s,])(?:\s+(?:(\d{1,6})w|(\d{1,2}(?:\.\d{1,3})?)x))?[^,]*(?:,|$)/g)) {
    const { kind, url } = setting.resolve(setting.verbatim(raw), 'resource')
    const base = pixels(element, 'width') ?? 0
    const pixelWidth = Number(width) || Math.round(base * Number(density ?? 1))
    const usable = (kind === 'absolute' || kind === 'relative') && pixelWidth <= 100_000
    if (usable) found.push({ url, width: pixelWidth, ...(mediaType && { mediaType }) })
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
