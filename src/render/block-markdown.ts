import type { BlockContent, Html, ListItem as ItemNode, Paragraph, PhrasingContent } from 'mdast'
import type { Block, BlockOf, ListItem } from '../domain/body/block.ts'
import type { Image } from '../domain/body/image.ts'
import { plainText } from '../domain/body/inline.ts'
import { legible } from '../domain/text/legible-text.ts'
import { linkAddress, webAddress } from './address.ts'
import { blocksHtml } from './block-html.ts'
import { oneLine } from './characters.ts'
import { htmlSetting } from './html-setting.ts'
import { inlineMarkdown, linkMarkdown, textNode } from './inline-markdown.ts'
import { toJson } from './json.ts'
import type { MarkdownSetting } from './markdown-setting.ts'
import { type Attributes, html, openTag } from './markup.ts'
import { tableMarkdown } from './table-markdown.ts'

/** Blocks as a Markdown tree. Empty blocks are omitted, since Markdown cannot express them. */
export function blocksMarkdown(blocks: readonly Block[], setting: MarkdownSetting): BlockContent[] {
  return blocks.flatMap(block => blockMarkdown(block, setting) as BlockContent[])
}

function blockMarkdown(block: Block, setting: MarkdownSetting) {
  switch (block.type) {
    case 'paragraph':
      return paragraph(inlineMarkdown(block.content, setting))
    case 'list':
      return listMarkdown(block, setting)
    case 'quote':
      return quoteMarkdown(block, setting)
    case 'code':
      return [codeMarkdown(block)]
    case 'image':
      return isPlain(block.image) ? paragraph(imageMarkdown(block.image, block.link)) : asHtml(block)
    case 'gallery':
      return asHtml(block)
    case 'table':
      return tableMarkdown(block, setting)
    case 'media':
      return asHtml(block)
    case 'embed':
      return asHtml(block)
    case 'callout':
      return calloutMarkdown(block, setting)
    case 'divider':
      return [{ type: 'thematicBreak' as const }]
    case 'other':
      return otherMarkdown(block, setting)
  }
}

function paragraph(children: PhrasingContent[]): Paragraph[] {
  return children.length > 0 ? [{ type: 'paragraph', children }] : []
}

function listMarkdown({ ordered, start, items }: BlockOf<'list'>, setting: MarkdownSetting) {
  if (items.length === 0) return []
  const children = items.map(item => itemMarkdown(item, setting))
  return [{ type: 'list' as const, ordered, start: ordered ? (start ?? 1) : null, spread: false, children }]
}

/** A checkbox needs text after it. Blank lines separate nested blocks, except a list directly after text. */
function itemMarkdown({ content, checked, blocks }: ListItem, setting: MarkdownSetting): ItemNode {
  const own = paragraph(inlineMarkdown(content, setting))
  const spread = !blocks.every(followsText)
  const box = own.length > 0 && checked !== undefined ? checked : null
  return { type: 'listItem', checked: box, spread, children: [...own, ...blocksMarkdown(blocks, setting)] }
}

/** Whether a list needs no blank line before it (CommonMark, section 5.2): it starts with text and, if ordered, with 1. */
function followsText(block: Block): boolean {
  return (
    block.type === 'list' &&
    (!block.ordered || (block.start ?? 1) === 1) &&
    plainText(block.items[0]?.content ?? []).trim() !== ''
  )
}

/** A quote with its source. Without an attribution, HTML carries the source URL. */
function quoteMarkdown(block: BlockOf<'quote'>, setting: MarkdownSetting): BlockContent[] {
  const content = blocksMarkdown(block.blocks, setting)
  const who = attribution(block)
  const cite = block.sourceUrl === undefined ? undefined : linkAddress(block.sourceUrl)
  if (cite !== undefined && who.length === 0) return within('blockquote', { cite }, content)
  return [{ type: 'blockquote', children: [...content, ...who] }]
}

/** The attribution as HTML within a quote. */
function attribution({ attribution, sourceUrl }: BlockOf<'quote'>): Html[] {
  const who = oneLine(attribution ?? '')
  if (who === '') return []
  const href = sourceUrl === undefined ? undefined : linkAddress(sourceUrl)
  const words = href === undefined ? who : html('a', { href }, who)
  return [{ type: 'html', value: html('footer', {}, '— ', words).markup }]
}

/** The file name follows the language, as in site generators. */
function codeMarkdown({ text, language, filename }: BlockOf<'code'>) {
  const title = oneLine(filename ?? '').replaceAll('"', "'")
  const lang = oneLine(language ?? '') || (title ? 'text' : null)
  return { type: 'code' as const, lang, meta: title ? `title="${title}"` : null, value: legible(text) }
}

/** A Markdown image has URL, alternative text and title (the caption). Images with more members are HTML. */
function isPlain({ alt, width, height, caption = [], credit, variants }: Image): boolean {
  // Markdown cannot express an unknown alternative text: an empty one marks the image as decorative.
  if (alt === undefined) return false
  // Importers ignore a title that repeats the alternative text.
  if (caption.length > 0 && plainText(caption).trim() === alt?.trim()) return false
  const marked = caption.some(run => Object.keys(run).length > 1 || run.text.includes('\n'))
  return width === undefined && height === undefined && variants.length === 0 && !credit && !marked
}

function imageMarkdown(image: Image, link?: string): PhrasingContent[] {
  const title = oneLine(plainText(image.caption ?? []))
  const alt = oneLine(image.alt ?? '')
  const url = webAddress(image.url)
  if (url === undefined) return [textNode([alt, title].filter(Boolean).join(' '))].filter(node => node.value !== '')
  const picture = { type: 'image', url, alt, title: title || null } as const
  return link === undefined ? [picture] : linkMarkdown(link, undefined, [picture])
}

/** On one line, since a blank line would end the HTML block. */
function asHtml(block: Block): Html[] {
  const value = blocksHtml([block], htmlSetting()).markup.replaceAll('\n', ' ')
  return value === '' ? [] : [{ type: 'html', value }]
}

/** An HTML element states the kind and wraps the content. */
function otherMarkdown({ kind, data, blocks }: BlockOf<'other'>, setting: MarkdownSetting): BlockContent[] {
  const content = Object.keys(data).length > 0 ? toJson(data) : undefined
  const attributes = { 'data-block': 'other', 'data-kind': oneLine(kind), 'data-content': content }
  return within('div', attributes, blocksMarkdown(blocks, setting))
}

/** Markdown between two HTML tags; each tag is a block. */
function within(name: string, attributes: Attributes, content: BlockContent[]): BlockContent[] {
  return [{ type: 'html', value: openTag(name, attributes) }, ...content, { type: 'html', value: `</${name}>` }]
}

const alerts = new Set(['note', 'tip', 'important', 'warning', 'caution'])

/** A GitHub alert with its title; a foldable callout is HTML. */
function calloutMarkdown({ kind, title, blocks }: BlockOf<'callout'>, setting: MarkdownSetting): BlockContent[] {
  const content = blocksMarkdown(blocks, setting)
  const name = oneLine(title ?? '')
  if (kind === 'details') {
    const summary = html('summary', {}, name || '…').markup
    return [{ type: 'html', value: `<details>${summary}` }, ...content, { type: 'html', value: '</details>' }]
  }
  const sign = { type: 'html', value: `[!${alerts.has(kind) ? kind.toUpperCase() : 'NOTE'}]` } as const
  const head = paragraph(name ? [sign, textNode(` ${name}`)] : [sign])
  return [{ type: 'blockquote', children: [...head, ...content] }]
}
