import type { Element } from 'hast'
import type { Block, BlockOf } from '../../../domain/body/block.ts'
import { address } from '../../fact/address.ts'
import { excerpt } from '../../fact/report.ts'
import { attribute, childElements, elements, firstAttribute, pixels } from '../element.ts'
import { addBlock, endParagraph, type Handler, placeOf, type ReadContext } from '../flow.ts'
import { withTemplates } from '../link.ts'
import { embedOf, isAdvertising } from './provider.ts'

/** `video` and `audio`. */
export const media: Handler = (element, scope, out, context) => {
  const block = mediaOf(element, context)
  if (block) return addBlock(out, block)
  endParagraph(out)
  context.walk(element.children, scope, out)
}

/** `iframe`, `embed`, `object` and similar elements. Only address, title and size are kept. */
export const frame: Handler = (element, scope, out, context) => {
  const raw = firstAttribute(element, ['src', 'dataSrc', 'dataLazySrc', 'data', 'dataSuppressedsrc'])
  const written = raw === undefined ? undefined : withTemplates(raw, element, context)
  const found = written === undefined ? undefined : context.resolve(written, 'resource')
  if (found?.kind === 'absolute' && isAdvertising(found.url)) return
  if (found?.kind === 'absolute') {
    const width = pixels(element, 'width')
    const height = pixels(element, 'height')
    return addBlock(
      out,
      embedOf(found.url, {
        title: attribute(element, 'title')?.trim(),
        ...(width && { width }),
        ...(height && { height }),
      }),
    )
  }
  if (found?.kind === 'relative') {
    context.reporter.note(
      'embed-relative',
      `The embed "${excerpt(found.url)}" has a relative address and became a link. State the base address to keep it.`,
      placeOf(element),
    )
    return addBlock(out, {
      type: 'paragraph',
      content: [{ text: attribute(element, 'title')?.trim() || found.url, link: { href: found.url } }],
    })
  }
  const detail = `<${element.tagName}> has no usable address and was removed.`
  context.reporter.note('embed-dropped', detail, placeOf(element))
  if (element.tagName !== 'iframe') context.walk(element.children, scope, out)
}

const players: Record<string, (key: string) => string> = {
  'lite-youtube': key => `https://www.youtube.com/watch?v=${key}`,
  'youtube-video': key => `https://www.youtube.com/watch?v=${key}`,
  'amp-youtube': key => `https://www.youtube.com/watch?v=${key}`,
  'lite-vimeo': key => `https://vimeo.com/${key}`,
  'amp-vimeo': key => `https://vimeo.com/${key}`,
  'amp-twitter': key => `https://x.com/i/status/${key}`,
  'amp-instagram': key => `https://www.instagram.com/p/${key}/`,
}

/** `lite-youtube` and similar players with an id. */
export const player: Handler = (element, scope, out, context) => {
  const key = firstAttribute(element, [
    'videoId',
    'videoid',
    'dataVideoid',
    'dataVideoId',
    'dataTweetid',
    'dataShortcode',
  ])
  const make = players[element.tagName]
  if (key && make && /^[\w-]+$/.test(key))
    addBlock(out, embedOf(make(key), { title: firstAttribute(element, ['playLabel', 'playlabel', 'title']) }))
  else context.walk(element.children, scope, out)
}

/** Names of the elements that `player` reads. */
export const playerNames = Object.keys(players)

const posts: readonly [RegExp, readonly string[]][] = [
  [/(^|\s)(twitter-tweet|twitter-video)(\s|$)/, []],
  [/(^|\s)instagram-media(\s|$)/, ['dataInstgrmPermalink']],
  [/(^|\s)tiktok-embed(\s|$)/, ['cite']],
  [/(^|\s)(bluesky-embed|reddit-embed-bq|reddit-card|mastodon-embed)(\s|$)/, ['dataEmbedUrl']],
  [/(^|\s)fb-(post|video)(\s|$)/, ['dataHref']],
]

/** A quoted post of a social network, which its script would replace; undefined for other elements. */
export function postOf(element: Element): BlockOf<'embed'> | undefined {
  const names = attribute(element, 'className') ?? ''
  const attributes = posts.find(([pattern]) => pattern.test(names))?.[1]
  if (!attributes) return undefined
  const links = elements(element.children, one => one.tagName === 'a').map(link => attribute(link, 'href'))
  const url = [...attributes.map(name => attribute(element, name)), ...links.reverse()]
    .map(href => address(href ?? '', 'resource'))
    .find(found => found.kind === 'absolute')?.url
  return url === undefined ? undefined : embedOf(url)
}

function mediaOf(element: Element, context: ReadContext): Block | undefined {
  const sources = [element, ...childElements(element).filter(child => child.tagName === 'source')]
  for (const source of sources) {
    const raw = firstAttribute(source, ['src', 'dataSrc'])
    const written = raw === undefined ? undefined : withTemplates(raw, source, context)
    const found = written === undefined ? undefined : context.resolve(written, 'resource')
    if (found?.kind !== 'absolute' && found?.kind !== 'relative') continue
    if (found.kind === 'relative')
      context.reporter.note(
        'media-relative',
        `The ${element.tagName} at "${excerpt(found.url)}" has a relative address. State the base address so that it can be shown.`,
        placeOf(element),
      )
    const mediaType = attribute(source, 'type')?.split(';')[0]?.trim()
    const duration = Number(attribute(element, 'dataDuration') ?? Number.NaN)
    const poster = context.resolve(attribute(element, 'poster') ?? '', 'resource')
    return {
      type: 'media',
      kind: element.tagName.replace('amp-', ''),
      url: found.url,
      ...(mediaType && { mediaType }),
      ...(duration >= 0 && Number.isFinite(duration) && { durationSeconds: duration }),
      ...(poster.kind === 'absolute' && { poster: { url: poster.url, variants: [] } }),
    }
  }
  return undefined
}

/** The last path segment of a URL, else the host. */
export function fileName(url: string): string {
  const { pathname, hostname } = new URL(url)
  return pathname.split('/').findLast(Boolean) ?? hostname
}
