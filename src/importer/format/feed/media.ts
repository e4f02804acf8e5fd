import type { Block } from '../../../domain/body/block.ts'
import type { ImageVariant } from '../../../domain/body/image.ts'
import type { XmlElement } from '../../xml/element.ts'
import { all, attribute, first, ownText } from '../../xml/query.ts'
import { type FeedItem, firstUrl, names } from './item.ts'
import { ns } from './namespace.ts'

/**
 * The picture of an item, and its sound, films and documents: enclosures, Media RSS and iTunes. The largest of the pictures
 * is taken. Of a group, which holds one thing in several versions, only the first that is not a picture is taken.
 *
 * @param enclosures of the format
 */
export function mediaOf(
  element: XmlElement,
  enclosures: readonly XmlElement[],
  base: string | undefined,
): Pick<FeedItem, 'image' | 'media'> {
  const groups = all(element, ns.media, 'group').map(group => all(group, ns.media, 'content'))
  const single = [...all(element, ns.media, 'content'), ...enclosures]
  const pictures = [...groups.flat(), ...single].filter(isPicture)
  const thumbnails = [element, ...all(element, ns.media, 'group')].flatMap(one => all(one, ns.media, 'thumbnail'))
  const shown = [pictures, thumbnails, all(element, ns.itunes, 'image')]
    .map(some => largest(some))
    .find(one => one !== undefined)
  const others = [...groups.map(group => group.find(one => !isPicture(one))), ...single.filter(one => !isPicture(one))]
  const seconds = duration(ownText(first(element, ns.itunes, 'duration')))
  const media = others.flatMap(one => {
    const url = one && addressOf(one, base)
    return one && url !== undefined
      ? [
          mediaBlock(
            url,
            attribute(one, 'type') ?? attribute(one, 'medium') ?? '',
            duration(attribute(one, 'duration')) ?? seconds,
          ),
        ]
      : []
  })
  return {
    image: shown && imageOf(shown, element, base),
    media: media.filter((one, at) => media.findIndex(other => other.url === one.url) === at),
  }
}

/** @param type media type, or `audio`, `video`, `document` */
export function mediaBlock(url: string, type: string, seconds?: number): Extract<Block, { type: 'media' }> {
  const kind = /^(audio|video)\b/.exec(type)?.[1] ?? 'file'
  return {
    type: 'media',
    kind,
    url,
    ...(/^[\w.+-]+\/[\w.+-]+$/.test(type) && { mediaType: type }),
    ...(seconds !== undefined && seconds > 0 && kind !== 'file' && { durationSeconds: Math.round(seconds) }),
  }
}

function isPicture(one: XmlElement): boolean {
  return attribute(one, 'medium') === 'image' || /^image\//.test(attribute(one, 'type') ?? '')
}

function addressOf(one: XmlElement, base: string | undefined): string | undefined {
  return firstUrl(base, attribute(one, 'url') ?? attribute(one, 'href'))
}

/** The first of those with the most pixels. */
function largest(pictures: readonly XmlElement[]): XmlElement | undefined {
  const area = (one: XmlElement) => (pixels(one, 'width') ?? 0) * (pixels(one, 'height') ?? 1)
  return pictures.reduce<XmlElement | undefined>(
    (best, one) => (best && area(best) >= area(one) ? best : one),
    undefined,
  )
}

function pixels(one: XmlElement, name: string): number | undefined {
  const value = Number(attribute(one, name))
  return Number.isInteger(value) && value > 0 && value <= 100_000 ? value : undefined
}

function imageOf(one: XmlElement, item: XmlElement, base: string | undefined): FeedItem['image'] {
  const url = addressOf(one, base)
  if (url === undefined) return undefined
  const group = all(item, ns.media, 'group').find(group => group.children.includes(one))
  const text = (name: string) =>
    [one, ...(group ? [group] : [])].flatMap(place => names([ownText(first(place, ns.media, name))]))[0]
  const versions = [one, ...(group ? [group] : [])].flatMap(place => [
    ...all(place, ns.media, 'content').filter(isPicture),
    ...all(place, ns.media, 'thumbnail'),
  ])
  const credit = text('credit')
  const alt = text('description')
  const [width, height] = [pixels(one, 'width'), pixels(one, 'height')]
  return {
    url,
    ...(alt && { alt }),
    ...(width && height && { width, height }),
    ...(credit && { credit }),
    variants: variantsOf(versions, url, base),
  }
}

/** The other sizes of a picture: a group, or a picture with thumbnails inside, holds one picture. */
function variantsOf(versions: readonly XmlElement[], own: string, base: string | undefined): ImageVariant[] {
  const found = new Map<string, ImageVariant>()
  for (const one of versions) {
    const url = addressOf(one, base)
    const [width, height] = [pixels(one, 'width'), pixels(one, 'height')]
    const mediaType = attribute(one, 'type')
    if (url === undefined || url === own || width === undefined || found.has(url)) continue
    found.set(url, { url, width, ...(height && { height }), ...(mediaType && { mediaType }) })
  }
  return [...found.values()].sort((a, b) => a.width - b.width).slice(0, 40)
}

/** Seconds, also as `1:02:03`. */
function duration(text = ''): number | undefined {
  if (!/^\d{1,6}(?::\d\d?){0,2}(?:\.\d+)?$/.test(text.trim())) return undefined
  return text
    .trim()
    .split(':')
    .reduce((sum, part) => sum * 60 + Number(part), 0)
}
