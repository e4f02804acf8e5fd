import type { BlockOf } from '../domain/body/block.ts'
import { plainText } from '../domain/body/inline.ts'
import { webAddress } from './address.ts'
import type { HtmlSetting } from './html-setting.ts'
import { inlineHtml } from './inline-html.ts'
import { type Child, html } from './markup.ts'

/** Audio and video with controls, anything else as a link. Nothing is preloaded. */
export function mediaHtml(block: BlockOf<'media'>, setting: HtmlSetting): Child {
  const src = webAddress(block.url)
  const words = block.caption && block.caption.length > 0 ? inlineHtml(block.caption, setting) : undefined
  if (src === undefined) return words && html('p', {}, words)
  const caption = words && html('figcaption', {}, words)
  const name = html('a', { href: src, type: block.mediaType }, plainText(block.caption ?? []) || fileName(src))
  const source = html('source', { src, type: block.mediaType })
  if (block.kind === 'audio') {
    return html(
      'figure',
      {},
      html('audio', { controls: true, preload: 'none', 'data-duration': block.durationSeconds }, source, name),
      caption,
    )
  }
  if (block.kind === 'video') return html('figure', {}, videoHtml(block, source, name), caption)
  return html('p', { class: 'file' }, name)
}

function videoHtml({ poster, durationSeconds }: BlockOf<'media'>, source: Child, fallback: Child): Child {
  const attributes = {
    controls: true,
    preload: 'none',
    poster: poster && webAddress(poster.url),
    width: poster?.width,
    height: poster?.height,
    'data-duration': durationSeconds,
  }
  return html('video', attributes, source, fallback)
}

/**
 * A link with a thumbnail instead of a frame: the page has no scripts or cookies of other sites, and feed readers, which
 * drop frames, show the same.
 */
export function embedHtml(block: BlockOf<'embed'>): Child {
  const href = webAddress(block.url)
  const title = block.title || (href ? hostName(href) : block.url)
  if (href === undefined) return html('p', {}, title)
  const src = block.thumbnail === undefined ? undefined : webAddress(block.thumbnail)
  const picture = src && html('img', { src, alt: '', loading: 'lazy' })
  const size = { 'data-width': block.width, 'data-height': block.height }
  return html('figure', { class: 'embed', ...size }, html('a', { href }, picture, picture && ' ', title))
}

/** The last path segment, or the host. */
export function fileName(url: string): string {
  const { pathname, hostname } = new URL(url)
  return pathname.split('/').findLast(Boolean) ?? hostname
}

function hostName(url: string): string {
  return new URL(url).hostname
}
