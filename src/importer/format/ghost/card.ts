import { mergeRuns } from '../../../domain/body/inline.ts'
import type { Placeholders } from '../../blocks/media/placeholder.ts'
import { embedOf } from '../../blocks/media/provider.ts'
import { absoluteUrl } from '../../fact/address.ts'
import type { Reporter } from '../../fact/report.ts'
import { partNote, type Restriction } from '../../fact/restriction.ts'
import { isRecord, recordsMember, textMember } from '../../json/value.ts'
import { htmlLine } from '../../tree/html-line.ts'
import { escapeHtml } from '../../tree/plain-html.ts'
import { markdownHtml } from './markdown.ts'

/** The data of a card, in either editor. */
export type Payload = Record<string, unknown>

export type CardContext = Placeholders & { note: Reporter['note']; base: string | undefined }

/** Converts a card of Ghost's editors to HTML. Mobiledoc and Lexical use the same names. */
export function cardHtml(name: string, payload: Payload, context: CardContext): string {
  const restriction = visitorRestriction(payload)
  if (restriction) return leftOut(restriction, name, context)
  const reader = Object.hasOwn(readers, name) ? readers[name] : undefined
  return reader ? reader(payload, context) : unknown(name, payload, context)
}

type CardReader = (payload: Payload, context: CardContext) => string

const readers: Record<string, CardReader> = {
  image: payload => figure(linked(image(payload), textMember(payload, 'href')), payload),
  gallery: payload =>
    figure(
      recordsMember(payload, 'images')
        .map(image)
        .map(one => `<figure>${one}</figure>`)
        .join(''),
      payload,
      'wp-block-gallery',
    ),
  bookmark,
  embed,
  callout,
  toggle: payload => `<details><summary>${words(payload, 'heading')}</summary>${words(payload, 'content')}</details>`,
  code,
  codeblock: code,
  markdown: payload => markdownHtml(words(payload, 'markdown')),
  'card-markdown': payload => markdownHtml(words(payload, 'markdown')),
  html: payload => words(payload, 'html'),
  hr: () => '<hr>',
  horizontalrule: () => '<hr>',
  button: payload => button(payload, 'buttonText', 'buttonUrl'),
  header,
  signup: (payload, { note }) => {
    note('card', 'A sign-up form was removed. Its text was kept.')
    return header({ ...payload, buttonEnabled: false }) + paragraph(payload, 'disclaimer')
  },
  product,
  video: payload =>
    figure(
      `<video src="${source(payload)}"${sizes(payload)}${attribute(payload, 'poster', 'customThumbnailSrc', 'thumbnailSrc')}></video>`,
      payload,
    ),
  audio: payload =>
    figure(`<audio src="${source(payload)}"></audio>`, {
      caption: textMember(payload, 'caption') ?? escapeHtml(textMember(payload, 'title') ?? ''),
    }),
  file,
  'call-to-action': payload =>
    `${payload['hasSponsorLabel'] === true ? paragraph(payload, 'sponsorLabel') : ''}${textMember(payload, 'imageUrl') ? image({ src: payload['imageUrl'] }) : ''}${paragraph(payload, 'textValue')}${payload['showButton'] === false ? '' : button(payload, 'buttonText', 'buttonUrl')}`,
  paywall: (_, { note }) => {
    note('paywall', 'The text after this paywall card was visible only to members if the post was not public.')
    return ''
  },
  email: (_, context) => leftOut('email-only', 'email', context),
  'email-cta': (_, context) => leftOut('email-only', 'email-cta', context),
}

function figure(html: string, payload: Payload, className = ''): string {
  const caption = words(payload, 'caption')
  const named = className && ` class="${className}"`
  return `<figure${named}>${html}${caption && `<figcaption>${caption}</figcaption>`}</figure>`
}

function image(payload: Payload): string {
  const alt = typeof payload['alt'] === 'string' ? ` alt="${escapeHtml(payload['alt'])}"` : ''
  return `<img src="${source(payload)}"${alt}${attribute(payload, 'title', 'title')}${sizes(payload)}>`
}

function linked(html: string, href: string | undefined): string {
  return href === undefined ? html : `<a href="${escapeHtml(href)}">${html}</a>`
}

function bookmark(payload: Payload, context: CardContext): string {
  const url = absoluteUrl(textMember(payload, 'url') ?? '', context.base)
  const metadata = isRecord(payload['metadata']) ? payload['metadata'] : {}
  const title = textMember(metadata, 'title')
  if (url === undefined) return title ? `<p>${escapeHtml(title)}</p>` : ''
  const thumbnail = absoluteUrl(textMember(metadata, 'thumbnail') ?? '', context.base)
  const description = textMember(metadata, 'description')
  const block = { ...embedOf(url, { title }), ...(thumbnail && { thumbnail }) }
  const more = description ? `<p>${escapeHtml(description)}</p>` : ''
  return `${context.hold(block)}${more}${paragraph(payload, 'caption')}`
}

function embed(payload: Payload, context: CardContext): string {
  const html = words(payload, 'html')
  const framed = /<iframe\b[^<>]*?\bsrc=["']([^"']+)/i.exec(html)?.[1]?.replaceAll('&amp;', '&')
  const url = absoluteUrl(textMember(payload, 'url') ?? framed ?? '', context.base)
  if (url === undefined) return html
  const metadata = isRecord(payload['metadata']) ? payload['metadata'] : {}
  const thumbnail = absoluteUrl(textMember(metadata, 'thumbnail_url') ?? '', context.base)
  const block = { ...embedOf(url, { title: textMember(metadata, 'title') }), ...(thumbnail && { thumbnail }) }
  return context.hold(block) + paragraph(payload, 'caption')
}

function callout(payload: Payload): string {
  const emoji = textMember(payload, 'calloutEmoji')
  const text = words(payload, 'calloutText', 'html')
  const start = /^\s{0,20}<p\b[^<>]*>/i.exec(text)?.[0] ?? ''
  const shown = emoji ? `${start}${escapeHtml(emoji)} ${text.slice(start.length)}` : text
  return `<offprint-callout kind="note">${shown}</offprint-callout>`
}

function code(payload: Payload): string {
  const language = textMember(payload, 'language')
  const named = language ? ` class="language-${escapeHtml(language.toLowerCase())}"` : ''
  const text = typeof payload['code'] === 'string' ? payload['code'] : ''
  return figure(`<pre><code${named}>${escapeHtml(text)}</code></pre>`, payload)
}

function header(payload: Payload): string {
  const picture = textMember(payload, 'backgroundImageSrc')
  const heading = textMember(payload, 'header', 'heading')
  return [
    picture ? `<p>${image({ src: picture, alt: '' })}</p>` : '',
    heading ? `<h2>${heading}</h2>` : '',
    paragraph(payload, 'subheader', 'subheading'),
    payload['buttonEnabled'] === true ? button(payload, 'buttonText', 'buttonUrl') : '',
  ].join('')
}

function product(payload: Payload, { note }: CardContext): string {
  note('card', 'A product card became text, a picture and a link.')
  const stars = Number(payload['productStarRating'])
  const picture = textMember(payload, 'productImageSrc')
  return [
    picture ? image({ src: picture, width: payload['productImageWidth'], height: payload['productImageHeight'] }) : '',
    `<p><strong>${words(payload, 'productTitle')}</strong></p>`,
    payload['productRatingEnabled'] === true && stars > 0 ? `<p>${stars}/5</p>` : '',
    paragraph(payload, 'productDescription'),
    payload['productButtonEnabled'] === true ? button(payload, 'productButton', 'productUrl') : '',
  ].join('')
}

function file(payload: Payload, { hold, base }: CardContext): string {
  const title = textMember(payload, 'fileTitle', 'title', 'fileName') ?? ''
  const url = absoluteUrl(textMember(payload, 'src') ?? '', base)
  if (url === undefined)
    return `<p>${linked(escapeHtml(title), textMember(payload, 'src'))}</p>${paragraph(payload, 'fileCaption')}`
  const more = htmlLine(words(payload, 'fileCaption', 'caption'), base)
  const lines = mergeRuns([{ text: title }, ...(title && more.length > 0 ? [{ text: '\n' }] : []), ...more])
  return hold({ type: 'media', kind: 'file', url, ...(lines.length > 0 && { caption: lines }) })
}

/**
 * The restriction of a card: `visibility.web.nonMember` and `memberSegment`, before Ghost 5.107 `showOnWeb` and `segment`.
 * Ghost does not show it to visitors if `nonMember` is false.
 */
function visitorRestriction({ visibility }: Payload): Restriction | undefined {
  if (!isRecord(visibility)) return undefined
  const { web, showOnWeb } = visibility
  if (!isRecord(web)) return showOnWeb === false ? 'email-only' : undefined
  if (web['nonMember'] !== false) return undefined
  return textMember(web, 'memberSegment') === undefined ? 'email-only' : 'members-only'
}

/** The note does not repeat the content, because more people can read the report. */
function leftOut(restriction: Restriction, card: string, { note }: CardContext): string {
  const { code, detail } = partNote(restriction, `A card of the kind "${card.slice(0, 60)}"`)
  note(code, detail)
  return ''
}

function unknown(name: string, payload: Payload, { note }: CardContext): string {
  note('card', `The card "${name.slice(0, 60)}" is not supported. Its readable content was kept as text.`)
  return ['heading', 'header', 'title', 'html', 'text', 'content', 'caption']
    .map(member => paragraph(payload, member))
    .join('')
}

function button(payload: Payload, text: string, url: string): string {
  const label = textMember(payload, text)
  return label ? `<p>${linked(escapeHtml(label), textMember(payload, url))}</p>` : ''
}

/** A member with HTML, as paragraphs. */
function paragraph(payload: Payload, ...names: string[]): string {
  const html = words(payload, ...names)
  return html === '' ? '' : `<div>${html}</div>`
}

function words(payload: Payload, ...names: string[]): string {
  return textMember(payload, ...names) ?? ''
}

function source(payload: Payload): string {
  return escapeHtml(textMember(payload, 'src') ?? '')
}

function attribute(payload: Payload, name: string, ...members: string[]): string {
  const value = textMember(payload, ...members)
  return value ? ` ${name}="${escapeHtml(value)}"` : ''
}

function sizes(payload: Payload): string {
  return ['width', 'height']
    .map(name => (Number(payload[name]) >= 1 ? ` ${name}="${Math.round(Number(payload[name]))}"` : ''))
    .join('')
}
