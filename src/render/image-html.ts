import type { Image, ImageVariant } from '../domain/body/image.ts'
import { linkAddress, webAddress } from './address.ts'
import type { HtmlSetting } from './html-setting.ts'
import { inlineHtml } from './inline-html.ts'
import { type Child, html } from './markup.ts'

/** Where a picture leads, and whether it is seen at once: others load when they come near. */
export type Presentation = { link?: string | undefined; eager?: boolean }

/** A picture with what is said of it. Without a usable address its words stay. */
export function imageHtml(image: Image, setting: HtmlSetting, how: Presentation = {}): Child {
  const caption = captionHtml(image, setting)
  const picture = pictureHtml(image, how.eager === true)
  if (!picture) return image.alt || caption ? html('figure', {}, image.alt, caption) : undefined
  const href = how.link === undefined ? undefined : linkAddress(how.link)
  return html('figure', {}, href === undefined ? picture : html('a', { href }, picture), caption)
}

/** An unknown alternative text is left out: an empty one would say that the picture is decoration. */
function pictureHtml(image: Image, eager: boolean): Child {
  const src = webAddress(image.url)
  if (src === undefined) return undefined
  const plain = image.variants.filter(variant => !variant.mediaType)
  const srcset = sourceSet(image.width ? [...plain, { url: image.url, width: image.width }] : plain)
  const img = html('img', {
    src,
    srcset: plain.length > 0 ? srcset : undefined,
    sizes: plain.length > 0 ? sizes : undefined,
    alt: image.alt,
    width: image.width,
    height: image.height,
    loading: eager ? undefined : 'lazy',
  })
  const types = new Set(image.variants.flatMap(variant => variant.mediaType ?? []))
  if (types.size === 0) return img
  const sources = [...types].map(type => {
    const set = sourceSet(image.variants.filter(variant => variant.mediaType === type))
    return set ? html('source', { type, srcset: set, sizes }) : undefined
  })
  return html('picture', {}, sources, img)
}

const sizes = '(min-width: 44em) 42em, 100vw'

/** Narrowest first; one candidate per width. A comma would end a candidate (HTML, section 4.8.4.2.1). */
function sourceSet(variants: readonly ImageVariant[]): string | undefined {
  const byWidth = new Map<number, string>()
  for (const { url, width } of variants) {
    const src = webAddress(url)
    if (src && !byWidth.has(width)) byWidth.set(width, src.replaceAll(',', '%2C'))
  }
  const candidates = [...byWidth].sort(([a], [b]) => a - b).map(([width, src]) => `${src} ${width}w`)
  return candidates.length > 0 ? candidates.join(', ') : undefined
}

/** Caption and credit together; the credit is set apart so that importers find it. */
function captionHtml({ caption, credit }: Image, setting: HtmlSetting): Child {
  const words = caption && caption.length > 0 ? inlineHtml(caption, setting) : undefined
  const by = credit ? html('small', { class: 'credit' }, credit) : undefined
  return words || by ? html('figcaption', {}, words, words && by ? ' ' : undefined, by) : undefined
}
