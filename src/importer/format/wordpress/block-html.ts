import { replaceBetween } from '../../tree/between.ts'
import { escapeHtml, innerOf } from '../../tree/plain-html.ts'
import type { Attachment } from './attachment.ts'
import { type EditorBlock, hasBlocks, innerHtml, readBlocks } from './block-comment.ts'
import { beforePaywall, isGatedBlock } from './gate.ts'
import { paragraphs } from './paragraphs.ts'
import { below, embed, figure, lineEnds, type ShortcodeContext, shortcodesToHtml } from './shortcode-html.ts'

/** What the body of an article refers to. */
export type BodyContext = ShortcodeContext & {
  /** Contents of blocks that several articles share, by id. */
  sharedBlocks: ReadonlyMap<number, string>
  /** Footnotes that the editor keeps beside the text. */
  footnotes: readonly { id: string; content: string }[]
}

/**
 * The body of an article as HTML that says by its elements what it shows: blocks and shortcodes resolved, paragraphs made
 * where the classic editor only keeps blank lines.
 */
export function bodyHtml(content: string, context: BodyContext): string {
  return hasBlocks(content)
    ? beforePaywall(readBlocks(content), context.note)
        .map(block =>
          blockHtml(
            block,
            below(context, () => lineEnds(content, block.at)),
            0,
          ),
        )
        .join('\n')
    : classicHtml(content, context)
}

function classicHtml(content: string, context: BodyContext): string {
  return paragraphs(withSizes(withoutMarks(shortcodesToHtml(withEmbeds(content), context)), context))
}

/** Where a text is cut for lists and pages. */
function withoutMarks(html: string): string {
  if (!html.includes('<!--')) return html
  return replaceBetween(html, '<!--', '-->', inner =>
    /^(?:more\b|(?:nextpage|noteaser)$)/.test(inner.trim()) ? '\n\n' : undefined,
  )
}

/** An address alone on its line becomes what is at it, where the site is known for that. */
function withEmbeds(html: string): string {
  return html.replace(/^[ \t]*(https?:\/\/[^\s<>"[\]]+)[ \t\r]*$/gim, (line, url: string) =>
    showsSomething.test(url) ? embed(url).trim() : line,
  )
}

const showsSomething =
  /^https?:\/\/(?:[\w-]+\.)*(?:youtube\.com\/(?:watch|shorts|live|playlist|embed)|youtu\.be\/|vimeo\.com\/|dailymotion\.com\/video|dai\.ly\/|(?:twitter|x)\.com\/\w+\/status|instagram\.com\/(?:p|reel|tv)\/|tiktok\.com\/@|soundcloud\.com\/|open\.spotify\.com\/|mixcloud\.com\/|ted\.com\/talks|flickr\.com\/photos|reddit\.com\/r\/|speakerdeck\.com\/|slideshare\.net\/|facebook\.com\/\S+\/(?:posts|videos)|bsky\.app\/profile|codepen\.io\/|videopress\.com\/v|wordpress\.tv\/|giphy\.com\/)/i

type BlockReader = (block: EditorBlock, context: BodyContext, inner: () => string) => string

/** Blocks that say in their attributes what their HTML does not. All others are what their HTML says. */
const readers: Record<string, BlockReader> = {
  shortcode: (block, context) => classicHtml(innerHtml(block), context),
  freeform: (block, context) => classicHtml(innerHtml(block), context),
  more: () => '',
  nextpage: () => '',
  spacer: () => '',
  embed: embedBlock,
  gallery: (block, context, inner) => inner() || galleryOf(block, context),
  'syntaxhighlighter/code': ({ attributes }, _, inner) => codeBlock(inner(), attributes['language']),
  code: ({ attributes }, _, inner) =>
    typeof attributes['language'] === 'string' ? codeBlock(inner(), attributes['language']) : inner(),
  footnotes: (_, context) => footnoteList(context),
}

function blockHtml(block: EditorBlock, context: BodyContext, depth: number): string {
  const { name, attributes, isEmpty } = block
  if (name === undefined) return classicHtml(innerHtml(block), context)
  const inner = () =>
    block.parts
      .map(part =>
        typeof part === 'string'
          ? withSizes(shortcodesToHtml(part, context), context)
          : blockHtml(part, context, depth),
      )
      .join('')
  if (isGatedBlock(block, context.note)) return ''
  if (name === 'block') return sharedBlock(block, context, depth)
  const known = Object.hasOwn(readers, name) ? readers[name] : undefined
  if (known) return known(block, context, inner)
  if (/^core-embed\//.test(name)) return embedBlock(block, context, inner)
  if (isEmpty) {
    if (!silent.has(name))
      context.note('block', `The block ${name} is filled by WordPress and has no text of its own.`, () => 0)
    return ''
  }
  const html = inner()
  const url = wrapped(html)
  const isAddress = /^https?:\/\/\S+$/.test(url)
  return isAddress && typeof attributes['guid'] === 'string' ? embed(url) + captionOf(html) : html
}

/** Blocks that show nothing. */
const silent = new Set(['separator', 'spacer', 'page-break'])

function sharedBlock({ attributes }: EditorBlock, context: BodyContext, depth: number): string {
  const id = Number(attributes['ref'])
  const shared = context.sharedBlocks.get(id)
  if (shared === undefined || depth > 5) {
    context.note('block', `The shared block ${id} is not in the file; what it says is missing.`, () => 0)
    return ''
  }
  return readBlocks(shared)
    .map(block => blockHtml(block, context, depth + 1))
    .join('\n')
}

function embedBlock({ attributes }: EditorBlock, _: BodyContext, inner: () => string): string {
  const html = inner()
  const url = typeof attributes['url'] === 'string' ? attributes['url'] : wrapped(html).replaceAll('&amp;', '&')
  return embed(url) === '' ? html : `${embed(url)}${captionOf(html)}`
}

/** The words in the element that WordPress puts around the address of what is embedded. */
function wrapped(html: string): string {
  const at = html.indexOf('wp-block-embed__wrapper')
  const start = at < 0 ? -1 : html.indexOf('>', at)
  const end = start < 0 ? -1 : html.indexOf('<', start)
  return end < 0 ? '' : html.slice(start + 1, end).trim()
}

function captionOf(html: string): string {
  const caption = innerOf(html, 'figcaption')
  return caption?.trim() ? `<p>${caption}</p>` : ''
}

/** A gallery whose pictures are only named by their ids. */
function galleryOf({ attributes }: EditorBlock, { attachments }: BodyContext): string {
  const ids = Array.isArray(attributes['ids']) ? attributes['ids'].map(Number) : []
  const files = ids.flatMap((id): Attachment[] => {
    const file = attachments.get(id)
    return file ? [file] : []
  })
  return files.length === 0 ? '' : `<figure class="wp-block-gallery">${files.map(figure).join('')}</figure>`
}

function codeBlock(html: string, language: unknown): string {
  const named = typeof language === 'string' ? ` class="language-${escapeHtml(language)}"` : ''
  const text = html.replace(/^\s*<pre[^>]*>(?:<code[^>]*>)?|(?:<\/code>)?<\/pre>\s*$/g, '')
  return `<pre><code${named}>${text}</code></pre>`
}

/** The list that the block editor shows for its footnotes. */
function footnoteList({ footnotes }: BodyContext): string {
  if (footnotes.length === 0) return ''
  const items = footnotes.map(({ id, content }) => `<li id="${escapeHtml(id)}">${content}</li>`)
  return `<ol class="wp-block-footnotes">${items.join('')}</ol>`
}

/** Pictures of the library get what it knows of them and their tags do not say. */
function withSizes(html: string, { attachments }: BodyContext): string {
  if (attachments.size === 0) return html
  return html.replace(/<img\b[^<>]*>/gi, tag => {
    const image = attachments.get(Number(/\bwp-image-(\d{1,15})\b/.exec(tag)?.[1]))?.image
    if (!image || / alt\s*=/i.test(tag) || image.alt === undefined) return tag
    return tag.replace(/^<img\b/i, `<img alt="${escapeHtml(image.alt)}"`)
  })
}

/** Ids of attachments and shared blocks that a body names. */
export function bodyReferences(content: string): { attachments: number[]; sharedBlocks: number[] } {
  const attachments = new Set<number>()
  const sharedBlocks = new Set<number>()
  if (content.includes('wp-image-')) {
    for (const [, id] of content.matchAll(/\bwp-image-(\d{1,15})\b/g)) attachments.add(Number(id))
  }
  const visit = ({ name, attributes, parts }: EditorBlock) => {
    if (name === 'block') sharedBlocks.add(Number(attributes['ref']))
    if (name === 'gallery' && Array.isArray(attributes['ids'])) {
      for (const id of attributes['ids']) attachments.add(Number(id))
    }
    for (const part of parts) if (typeof part !== 'string') visit(part)
  }
  if (hasBlocks(content)) for (const block of readBlocks(content)) visit(block)
  return { attachments: [...attachments].slice(0, 5000), sharedBlocks: [...sharedBlocks].slice(0, 100) }
}
