import type { Image, ImageVariant } from '../../../domain/body/image.ts'
import { plain } from '../../tree/plain-html.ts'
import { metaValues } from './item.ts'
import { member, type PhpValue, unserialize } from './php.ts'
import type { WxrItem } from './wxr.ts'

/** A file of the media library. */
export type Attachment = {
  id: number
  image: Image
  title: string
  /** Caption as HTML. */
  captionHtml: string
}

/** Reads an item of type `attachment`; undefined without an address. */
export function attachment(item: WxrItem): Attachment | undefined {
  const url = item.attachmentUrl || item.guid
  if (!/^https?:\/\//i.test(url)) return undefined
  const metadata = unserialize(metaValues(item, '_wp_attachment_metadata')[0] ?? '')
  const [alt] = metaValues(item, '_wp_attachment_image_alt')
  const image = {
    url,
    ...(alt !== undefined && alt !== '' && { alt: plain(alt) }),
    ...size(metadata),
    variants: variants(url, metadata),
  }
  return { id: item.id, image, title: plain(item.title), captionHtml: item.excerpt }
}

/** The resized versions of a picture, in the same folder. */
function variants(url: string, metadata: PhpValue | undefined): ImageVariant[] {
  const sizes = member(metadata, 'sizes')
  if (!(sizes instanceof Map)) return []
  const folder = url.slice(0, url.lastIndexOf('/') + 1)
  const found = new Map<string, ImageVariant>()
  for (const one of sizes.values()) {
    const file = member(one, 'file')
    const { width, height } = size(one)
    const mediaType = member(one, 'mime-type')
    if (typeof file !== 'string' || file === '' || file.includes('/') || width === undefined) continue
    found.set(file, {
      url: folder + encodeURIComponent(file),
      width,
      ...(height !== undefined && { height }),
      ...(typeof mediaType === 'string' && mediaType !== '' && { mediaType }),
    })
  }
  return [...found.values()].sort((a, b) => a.width - b.width)
}

function size(of: PhpValue | undefined): { width?: number; height?: number } {
  const [width, height] = [member(of, 'width'), member(of, 'height')].map(value => Number(value))
  return { ...(isPixels(width) && { width }), ...(isPixels(height) && { height }) }
}

function isPixels(value: number | undefined): value is number {
  return value !== undefined && Number.isInteger(value) && value >= 1 && value <= 100_000
}
