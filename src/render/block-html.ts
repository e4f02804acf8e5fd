import type { Block, BlockOf, ListItem } from '../domain/body/block.ts'
import { linkAddress } from './address.ts'
import type { HtmlSetting } from './html-setting.ts'
import { imageHtml } from './image-html.ts'
import { inlineHtml } from './inline-html.ts'
import { calloutLabel, isCalloutKind } from './label.ts'
import { type Child, html, join, type Markup } from './markup.ts'
import { embedHtml, mediaHtml } from './media-html.ts'
import { tableHtml } from './table-html.ts'

/** Blocks as flow content: no scripts, no inline styles, absolute URLs only. */
export function blocksHtml(blocks: readonly Block[], setting: HtmlSetting): Markup {
  return join(blocks.map(block => blockHtml(block, setting)))
}

function blockHtml(block: Block, setting: HtmlSetting): Child {
  switch (block.type) {
    case 'paragraph':
      return html('p', {}, inlineHtml(block.content, setting))
    case 'list':
      return listHtml(block, setting)
    case 'quote':
      return quoteHtml(block, setting)
    case 'code':
      return codeHtml(block, setting)
    case 'image':
      return imageHtml(block.image, setting, { link: block.link })
    case 'gallery':
      return galleryHtml(block, setting)
    case 'table':
      return tableHtml(block, setting)
    case 'media':
      return mediaHtml(block, setting)
    case 'embed':
      return embedHtml(block)
    case 'callout':
      return calloutHtml(block, setting)
    case 'divider':
      return html('hr', {})
    case 'other':
      return html('div', { 'data-block': 'other', 'data-kind': block.kind }, blocksHtml(block.blocks, setting))
  }
}

function listHtml({ ordered, start, items }: BlockOf<'list'>, setting: HtmlSetting): Child {
  const attributes = { start: ordered && start !== undefined && start !== 1 ? start : undefined }
  return html(
    ordered ? 'ol' : 'ul',
    attributes,
    items.map(item => itemHtml(item, setting)),
  )
}

function itemHtml({ content, checked, blocks }: ListItem, setting: HtmlSetting): Child {
  const box = checked === undefined ? undefined : [html('input', { type: 'checkbox', disabled: true, checked }), ' ']
  return html('li', {}, box, inlineHtml(content, setting), blocksHtml(blocks, setting))
}

function quoteHtml({ blocks, attribution, sourceUrl }: BlockOf<'quote'>, setting: HtmlSetting): Child {
  const cite = sourceUrl === undefined ? undefined : linkAddress(sourceUrl)
  const quote = html('blockquote', { cite }, blocksHtml(blocks, setting))
  if (!attribution) return quote
  const who = cite === undefined ? attribution : html('a', { href: cite }, attribution)
  return html('figure', { class: 'quote' }, quote, html('figcaption', {}, who))
}

/** HTML expresses the language of code as a class (HTML, section 4.5.15). */
function codeHtml({ text, language, filename }: BlockOf<'code'>, { scrolls }: HtmlSetting): Child {
  const name = language?.trim().replace(/\s+/g, '-')
  const code = html(
    'pre',
    { tabindex: scrolls ? 0 : undefined },
    html('code', { class: name ? `language-${name}` : undefined }, text),
  )
  return filename ? html('figure', {}, html('figcaption', {}, html('code', {}, filename)), code) : code
}

function galleryHtml({ images, caption }: BlockOf<'gallery'>, setting: HtmlSetting): Child {
  const words = caption && caption.length > 0 ? html('figcaption', {}, inlineHtml(caption, setting)) : undefined
  const pictures = images.map(image => imageHtml(image, setting))
  return pictures.length > 0 || words ? html('figure', { class: 'gallery' }, pictures, words) : undefined
}

/** `details` can be folded; other callouts are boxes with their kind and title. An unknown kind is a note. */
function calloutHtml({ kind, title, blocks }: BlockOf<'callout'>, setting: HtmlSetting): Child {
  const content = blocksHtml(blocks, setting)
  const word = setting.language === undefined ? undefined : calloutLabel(kind, setting.language, title)
  // Importers skip elements of this class, since the author did not write them.
  const label = word && html('span', { class: 'callout-kind' }, title ? `${word}: ` : word)
  if (kind === 'details') return html('details', {}, html('summary', {}, title || label || '…'), content)
  const name = isCalloutKind(kind) ? kind : 'note'
  const heading = title && label ? [label, title] : title || label
  return html(
    'aside',
    { class: `callout ${name}` },
    heading && html('p', { class: 'callout-title' }, html('strong', {}, heading)),
    content,
  )
}
