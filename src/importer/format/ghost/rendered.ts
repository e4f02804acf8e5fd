import { innerOf, plain, references } from '../../tree/plain-html.ts'
import { replaceBetween } from '../../tree/replace-between.ts'
import { type CardContext, cardHtml } from './card.ts'
import { replaceElements } from './element.ts'

/** Restores the cards in rendered HTML that HTML has no element for. Other cards are read as HTML. */
export function htmlWithCards(html: string, context: CardContext): string {
  if (!/kg-|<!--/.test(html)) return html
  const marked = replaceBetween(html, '<!--', '-->', inner =>
    /^(?:kg-card-(?:begin|end)|\/?members-only$)/.test(inner.trim()) ? '' : undefined,
  )
  const readers = [
    ['figure', 'kg-bookmark-card', bookmark],
    ['div', 'kg-toggle-card', toggle],
    ['div', 'kg-file-card', file],
    ['div', 'kg-callout-card', callout],
  ] as const
  return readers.reduce(
    (read, [element, card, reader]) => replaceElements(read, element, card, inner => reader(inner, context)),
    marked,
  )
}

function toggle(inner: string, context: CardContext): string | undefined {
  const heading = innerOf(inner, 'h4')
  const content = block(inner, 'kg-toggle-content')
  return heading === undefined || content === undefined ? undefined : cardHtml('toggle', { heading, content }, context)
}

function file(inner: string, context: CardContext): string | undefined {
  const src = /<a\b[^<>]*?\shref="([^"<>]*)"/.exec(inner)?.[1]
  if (src === undefined) return undefined
  const fileTitle = plain(part(inner, 'kg-file-card-title'))
  return cardHtml(
    'file',
    { src: references(src), fileTitle, fileCaption: part(inner, 'kg-file-card-caption') },
    context,
  )
}

function callout(inner: string, context: CardContext): string | undefined {
  const calloutText = block(inner, 'kg-callout-text')
  const calloutEmoji = plain(part(inner, 'kg-callout-emoji'))
  return calloutText === undefined ? undefined : cardHtml('callout', { calloutEmoji, calloutText }, context)
}

function bookmark(inner: string, context: CardContext): string {
  const url = /<a\b[^<>]*?\shref="([^"<>]*)"/.exec(inner)?.[1]
  const at = inner.indexOf('kg-bookmark-thumbnail')
  const thumbnail = at === -1 ? undefined : /<img\b[^<>]*?\ssrc="([^"<>]*)"/.exec(inner.slice(at))?.[1]
  const metadata = {
    title: plain(part(inner, 'kg-bookmark-title')),
    description: plain(part(inner, 'kg-bookmark-description')),
    thumbnail: references(thumbnail ?? ''),
  }
  const caption = innerOf(inner, 'figcaption') ?? ''
  return cardHtml('bookmark', { url: references(url ?? ''), metadata, caption }, context)
}

/** Inner HTML of the last element with a class in a card. It can contain elements of the same name. */
function block(html: string, className: string): string | undefined {
  const at = html.indexOf(className)
  const start = at === -1 ? -1 : html.indexOf('>', at)
  const end = html.lastIndexOf('</div')
  return start === -1 || end <= start ? undefined : html.slice(start + 1, end)
}

function part(html: string, className: string): string {
  const at = html.indexOf(className)
  const start = at === -1 ? -1 : html.indexOf('>', at)
  return start === -1 ? '' : html.slice(start + 1, html.indexOf('</', start))
}
