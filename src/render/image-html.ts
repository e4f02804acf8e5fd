import type { Image, ImageVariant } from '../domain/body/image.ts'
import { linkAddress, webAddress } from './address.ts'
import type { HtmlSetting } from './html-setting.ts'
import { inlineHtml } from './inline-html.ts'
import { type Child, html } from './markup.ts'

/** The link of an image, and whether it is visible immediately; other images load lazily. */
export type Presentation = { link?: string | undefined; eager?: boolean }

/** An image with caption and credit. Without a usable URL, only the text is rendered. */
export function imageHtml(image: Image, setting: HtmlSetting, how: Presentation = {}): Child {
  const caption = captionHtml(image, setting)
  const picture = pictureHtml(image, how.eager === true)
  if (!picture) return image.alt || caption ? html('figure', {}, image.alt, caption) : undefined
  const href = how.link === undefined ? undefined : linkAddress(how.link)
  return html('figure', {}, href === undefined ? picture : html('a', { href }, picture), caption)
}

/** An unknown alternative text is omitted, since an empty one marks the image as decorative. */
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

/** Narrowest first, one candidate per width. URLs must not contain commas (HTML, section 4.8.4.2.1). */
function sourceSet(variants: readonly ImageVariant[]): string | undefined {
  const byWidth = new Map<number, string>()
  for (const { url, width } of variants) {
    const src = webAddress(url)
    if (src && !byWidth.has(width)) byWidth.set(width, src.replaceAll(',', '%2C'))
  }
  const candidates = [...byWidth].sort(([a], [b]) => a - b).map(([width, src]) => `${src} ${width}w`)
  return candidates.length > 0 ? candidates.join(', ') : undefined
}

/** Caption and credit. The credit has its own element so that importers find it. */
function captionHtml({ caption, credit }: Image, setting: HtmlSetting): Child {
  const words = caption && caption.length > 0 ? inlineHtml(caption, setting) : undefined
  const by = credit ? html('small', { class: 'credit' }, credit) : undefined
  return words || by ? html('figcaption', {}, words, words && by ? ' ' : undefined, by) : undefined
}
