import { innerOf, plain, references } from '../plain-html.ts'
import { type CardContext, cardHtml } from './card.ts'

/**
 * HTML that Ghost rendered, with the cards put back that HTML has no element for. The others are read as they stand.
 */
export function htmlWithCards(html: string, context: CardContext): string {
  if (!/kg-|<!--/.test(html)) return html
  return html
    .replace(/<!--\s*kg-card-(?:begin|end)[^>]*-->|<!--\s*\/?members-only\s*-->/g, '')
    .replace(
      /<figure\b[^<>]{0,500}\bkg-bookmark-card\b[^<>]{0,500}>((?:(?!<\/?figure\b)[\s\S])*)<\/figure>/g,
      (_, inner: string) => bookmark(inner, context),
    )
    .replace(toggle, (_, heading: string, content: string) => cardHtml('toggle', { heading, content }, context))
    .replace(fileCard, (whole, href: string, title: string) =>
      cardHtml(
        'file',
        { src: references(href), fileTitle: plain(title), fileCaption: part(whole, 'kg-file-card-caption') },
        context,
      ),
    )
    .replace(callout, (_, emoji: string | undefined, calloutText: string) =>
      cardHtml('callout', { calloutEmoji: plain(emoji ?? ''), calloutText }, context),
    )
}

/** Each stops at the next element of its kind, so that the time stays linear. */
const toggle =
  /<div\b[^<>]{0,500}\bkg-toggle-card\b[^<>]{0,500}>\s*<div\b[^<>]{0,500}>\s*<h4\b[^<>]{0,500}>((?:(?!<\/?h4\b|<div\b)[\s\S])*)<\/h4>(?:(?!<div\b)[\s\S])*<div\b[^<>]{0,500}\bkg-toggle-content\b[^<>]{0,500}>((?:(?!<\/?div\b)[\s\S])*)<\/div>\s*<\/div>/g
const callout =
  /<div\b[^<>]{0,500}\bkg-callout-card\b[^<>]{0,500}>\s*(?:<div\b[^<>]{0,500}\bkg-callout-emoji\b[^<>]{0,500}>([^<]*)<\/div>\s*)?<div\b[^<>]{0,500}\bkg-callout-text\b[^<>]{0,500}>((?:(?!<\/?div\b)[\s\S])*)<\/div>\s*<\/div>/g
const fileCard =
  /<div\b[^<>]{0,500}\bkg-file-card\b[^<>]{0,500}>\s*<a\b[^<>]{0,2000}\bhref="([^"<>]*)"[^<>]{0,500}>\s*<div\b[^<>]{0,500}>\s*<div\b[^<>]{0,500}\bkg-file-card-title\b[^<>]{0,500}>([^<]*)<\/div>(?:(?!<\/?a\b)[\s\S])*<\/a>\s*<\/div>/g

function bookmark(inner: string, context: CardContext): string {
  const url = /<a\b[^>]*\bhref="([^"]*)"/.exec(inner)?.[1]
  const thumbnail = /kg-bookmark-thumbnail[^>]*>\s*<img\b[^>]*\bsrc="([^"]*)"/.exec(inner)?.[1]
  const metadata = {
    title: plain(part(inner, 'kg-bookmark-title')),
    description: plain(part(inner, 'kg-bookmark-description')),
    thumbnail: references(thumbnail ?? ''),
  }
  const caption = innerOf(inner, 'figcaption') ?? ''
  return cardHtml('bookmark', { url: references(url ?? ''), metadata, caption }, context)
}

function part(html: string, className: string): string {
  const at = html.indexOf(className)
  const start = at === -1 ? -1 : html.indexOf('>', at)
  return start === -1 ? '' : html.slice(start + 1, html.indexOf('</', start))
}
