import type { Image } from '../../../domain/body/image.ts'
import { address } from '../../fact/address.ts'
import { asText, type Members, memberOf } from '../../fact/member.ts'
import type { Reporter } from '../../fact/report.ts'
import { isRecord } from '../../json/value.ts'

const names = [
  'image',
  'cover',
  'cover_image',
  'hero_image',
  'heroImage',
  'featured_image',
  'feature_image',
  'featuredImage',
  'featureimage',
  'banner',
  'banner_image',
  'header_image',
  'lead_image',
  'main_image',
  'thumbnail',
  'thumb',
  'og_image',
  'ogImage',
  'social_image',
  'share_image',
  'preview_image',
  'images',
  'photo',
  'hero',
]

/** The picture of the article, with its metadata in other members. */
export function coverOf(members: Members, base: string | undefined, reporter: Reporter): Image | undefined {
  const value = firstUsable(members)
  if (value === undefined) return undefined
  const written = sourceOf(value) ?? ''
  const found = address(written, 'resource', base)
  if (found.kind !== 'absolute' && found.kind !== 'relative') {
    reporter.note('image-dropped', `The picture at "${written.slice(0, 80)}" has no usable address and was removed.`, {
      line: 1,
    })
    return undefined
  }
  if (found.kind === 'relative')
    reporter.note(
      'image-relative',
      `The picture at "${found.url}" has a relative address. State the base address, or serve the folder with its assets.`,
      {
        line: 1,
      },
    )
  const alt =
    asText(memberOf(value, 'alt', 'alt_text', 'altText')) ??
    members.text(
      'image_alt',
      'imageAlt',
      'alt',
      'heroAlt',
      'heroImageAlt',
      'hero_alt',
      'cover_alt',
      'coverAlt',
      'featured_image_alt',
      'thumbnail_alt',
      'og_image_alt',
      'imageAltText',
    )
  const caption =
    asText(memberOf(value, 'caption', 'title')) ??
    members.text(
      'image_caption',
      'imageCaption',
      'image_figcaption',
      'caption',
      'cover_caption',
      'heroCaption',
      'hero_caption',
      'featured_image_caption',
    )
  const credit =
    asText(memberOf(value, 'credit', 'creditText', 'photographer', 'attribution')) ??
    members.text('image_credit', 'imageCredit', 'photo_credit', 'photoCredit', 'cover_credit', 'heroCredit')
  const width = Number(memberOf(value, 'width'))
  const height = Number(memberOf(value, 'height'))
  return {
    url: found.url,
    ...(alt !== undefined && { alt }),
    ...(Number.isInteger(width) && width > 0 && { width }),
    ...(Number.isInteger(height) && height > 0 && { height }),
    ...(caption !== undefined && { caption: [{ text: caption }] }),
    ...(credit !== undefined && { credit }),
    variants: [],
  }
}

function firstUsable(members: Members): unknown {
  for (const name of [...names, 'header']) {
    const value = members.peek(name)
    if (sourceOf(value) === undefined) continue
    members.take(name)
    return Array.isArray(value) ? value[0] : value
  }
  return undefined
}

function sourceOf(value: unknown): string | undefined {
  if (Array.isArray(value)) return sourceOf(value[0])
  if (isRecord(value))
    return asText(
      memberOf(
        value,
        'src',
        'url',
        'path',
        'image',
        'feature',
        'file',
        'source',
        'filename',
        'overlay_image',
        'teaser',
        'relative',
      ),
    )
  return typeof value === 'string' && /[./]/.test(value) ? value.trim() : undefined
}
