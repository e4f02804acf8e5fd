import type { BlockContent, Html, ListItem as ItemNode, Paragraph, PhrasingContent } from 'mdast'
import type { Block, BlockOf, ListItem } from '../domain/block.ts'
import type { Image } from '../domain/image.ts'
import { plainText } from '../domain/inline.ts'
import { linkAddress, webAddress } from './address.ts'
import { blocksHtml } from './block-html.ts'
import { legible, oneLine } from './characters.ts'
import { htmlSetting } from './html-setting.ts'
import { inlineMarkdown, linkMarkdown, textNode, unlinkedMarkdown } from './inline-markdown.ts'
import type { MarkdownSetting } from './markdown-setting.ts'
import { html } from './markup.ts'
import { fileName } from './media-html.ts'
import { tableMarkdown } from './table-markdown.ts'

/** Blocks as Markdown's tree has them. A block that says nothing is left out: Markdown cannot write it. */
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
      return [
        { type: 'blockquote' as const, children: [...blocksMarkdown(block.blocks, setting), ...attribution(block)] },
      ]
    case 'code':
      return [codeMarkdown(block)]
    case 'image':
      return isPlain(block.image) ? paragraph(imageMarkdown(block.image, block.link)) : asHtml(block)
    case 'gallery':
      return asHtml(block)
    case 'table':
      return tableMarkdown(block, setting)
    case 'media':
      return mediaMarkdown(block, setting)
    case 'embed':
      return paragraph(linkMarkdown(block.url, undefined, [textNode(oneLine(block.title ?? '') || block.url)]))
    case 'callout':
      return calloutMarkdown(block, setting)
    case 'divider':
      return [{ type: 'thematicBreak' as const }]
    case 'other':
      return blocksMarkdown(block.blocks, setting)
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

/** A box needs words to stand before. Blank lines keep apart what is nested, except a list that may follow text at once. */
function itemMarkdown({ content, checked, blocks }: ListItem, setting: MarkdownSetting): ItemNode {
  const own = paragraph(inlineMarkdown(content, setting))
  const spread = !blocks.every(followsText)
  const box = own.length > 0 && checked !== undefined ? checked : null
  return { type: 'listItem', checked: box, spread, children: [...own, ...blocksMarkdown(blocks, setting)] }
}

/** A list that needs no blank line before it (CommonMark, section 5.2): it begins with words and, where it counts, with 1. */
function followsText(block: Block): boolean {
  return (
    block.type === 'list' &&
    (!block.ordered || (block.start ?? 1) === 1) &&
    plainText(block.items[0]?.content ?? []).trim() !== ''
  )
}

/** Who said it, as HTML says that within a quote. */
function attribution({ attribution, sourceUrl }: BlockOf<'quote'>): Html[] {
  const who = oneLine(attribution ?? '')
  if (who === '') return []
  const href = sourceUrl === undefined ? undefined : linkAddress(sourceUrl)
  const words = href === undefined ? who : html('a', { href }, who)
  return [{ type: 'html', value: html('footer', {}, '— ', words).markup }]
}

/** The name of the file follows the language, as site generators read it. */
function codeMarkdown({ text, language, filename }: BlockOf<'code'>) {
  const title = oneLine(filename ?? '').replaceAll('"', "'")
  const lang = oneLine(language ?? '') || (title ? 'text' : null)
  return { type: 'code' as const, lang, meta: title ? `title="${title}"` : null, value: legible(text) }
}

/** Markdown knows an address, a text and a title, which is the caption; the rest of a picture is HTML. */
function isPlain({ width, height, caption = [], credit, variants }: Image): boolean {
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

/** On one line: a blank line would end the HTML. */
function asHtml(block: Block): Html[] {
  const value = blocksHtml([block], htmlSetting()).markup.replaceAll('\n', ' ')
  return value === '' ? [] : [{ type: 'html', value }]
}

function mediaMarkdown(block: BlockOf<'media'>, setting: MarkdownSetting): (Paragraph | Html)[] {
  const { kind, url, caption = [] } = block
  if (kind === 'audio' || kind === 'video') return asHtml(block)
  const href = linkAddress(url)
  const words = unlinkedMarkdown(caption, setting)
  const name = words.length > 0 ? words : href === undefined ? [] : [textNode(fileName(href))]
  return paragraph(linkMarkdown(url, undefined, name))
}

const alerts = new Set(['note', 'tip', 'important', 'warning', 'caution'])

/** GitHub’s alerts, with the title beside the sign; what opens and closes is HTML. */
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
