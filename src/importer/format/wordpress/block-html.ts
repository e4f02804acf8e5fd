import { escapeHtml, innerOf } from '../../tree/plain-html.ts'
import { replaceBetween } from '../../tree/replace-between.ts'
import type { Attachment } from './attachment.ts'
import { type EditorBlock, hasBlocks, innerHtml, readBlocks } from './block-comment.ts'
import { paragraphs } from './paragraphs.ts'
import { restrictedRanges, withoutRanges } from './restricted-range.ts'
import { embed, figure, lineEnds, type ShortcodeContext, shiftLines, shortcodesToHtml } from './shortcode-html.ts'
import { visibleBlocks } from './visible-block.ts'

/** The context of the body of an article. */
export type BodyContext = ShortcodeContext & {
  /** Contents of shared blocks, by id. */
  sharedBlocks: ReadonlyMap<number, string>
  /** Footnotes, which the editor stores separately. */
  footnotes: readonly { id: string; content: string }[]
}

/**
 * Converts the body of an article to plain HTML: resolves blocks and shortcodes, and adds the paragraphs that the classic
 * editor stores as blank lines.
 */
export function bodyHtml(content: string, context: BodyContext): string {
  if (hasBlocks(content))
    return visibleBlocks(content, context)
      .map(block =>
        blockHtml(
          block,
          shiftLines(context, () => lineEnds(content, block.at)),
        ),
      )
      .join('\n')
  const ranges = restrictedRanges(content, context.note, at => lineEnds(content, at))
  return classicHtml(withoutRanges(content, ranges), context)
}

function classicHtml(content: string, context: BodyContext): string {
  return paragraphs(withSizes(withoutMarks(shortcodesToHtml(withListings(withEmbeds(content)), context)), context))
}

/** Names the language of `<pre lang>` of WP-Syntax and WP-GeSHi as other listings do. */
function withListings(html: string): string {
  return html.replace(/<pre\b([^<>]*)>/gi, (tag, attributes: string) => {
    const language = /\blang\s*=\s*["']?([\w+#-]+)/i.exec(attributes)?.[1]
    return language === undefined || /\bclass\s*=/i.test(attributes)
      ? tag
      : `<pre class="language-${language}"${attributes}>`
  })
}

/** Removes the markers of excerpts and page breaks. */
function withoutMarks(html: string): string {
  if (!html.includes('<!--')) return html
  return replaceBetween(html, '<!--', '-->', inner => {
    if (/^(?:more\b|noteaser$)/.test(inner.trim())) return ''
    return inner.trim() === 'nextpage' ? '\n\n' : undefined
  })
}

/** Converts an address alone on its line to an embed, for known providers. */
function withEmbeds(html: string): string {
  return html.replace(/^[ \t]*(https?:\/\/[^\s<>"[\]]+)[ \t\r]*$/gim, (line, url: string) =>
    embeddable.test(url) ? embed(url).trim() : line,
  )
}

const embeddable =
  /^https?:\/\/(?:[\w-]+\.)*(?:youtube\.com\/(?:watch|shorts|live|playlist|embed)|youtu\.be\/|vimeo\.com\/|dailymotion\.com\/video|dai\.ly\/|(?:twitter|x)\.com\/\w+\/status|instagram\.com\/(?:p|reel|tv)\/|tiktok\.com\/@|soundcloud\.com\/|open\.spotify\.com\/|mixcloud\.com\/|ted\.com\/talks|flickr\.com\/photos|reddit\.com\/r\/|speakerdeck\.com\/|slideshare\.net\/|facebook\.com\/\S+\/(?:posts|videos)|bsky\.app\/profile|codepen\.io\/|videopress\.com\/v|wordpress\.tv\/|giphy\.com\/)/i

type BlockReader = (block: EditorBlock, context: BodyContext, inner: () => string) => string

/** Readers of blocks whose HTML is not complete. Other blocks are read from their HTML. */
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
  file: fileBlock,
  footnotes: (_, context) => footnoteList(context),
}

function blockHtml(block: EditorBlock, context: BodyContext): string {
  const { name, attributes, isEmpty } = block
  if (name === undefined) return classicHtml(innerHtml(block), context)
  const inner = () =>
    block.parts
      .map(part =>
        typeof part === 'string' ? withSizes(shortcodesToHtml(part, context), context) : blockHtml(part, context),
      )
      .join('')
  if (name === 'block')
    return block.parts.map(part => (typeof part === 'string' ? '' : blockHtml(part, context))).join('\n')
  if (takeawayBlock.test(name)) return `<div class="key-takeaways">${takeawayHtml(block) || inner()}</div>`
  const known = Object.hasOwn(readers, name) ? readers[name] : undefined
  if (known) return known(block, context, inner)
  if (/^core-embed\//.test(name)) return embedBlock(block, context, inner)
  if (isEmpty) {
    if (!ignored.has(name))
      context.note(
        'block',
        `The block ${name} has no content in the export, because WordPress renders it. It was left out.`,
        () => 0,
      )
    return ''
  }
  const html = inner()
  const url = embedWrapperText(html)
  const isAddress = /^https?:\/\/\S+$/.test(url)
  return isAddress && typeof attributes['guid'] === 'string' ? embed(url) + captionOf(html) : html
}

/** Blocks of plugins for key takeaways, such as ClassifAI, Yoast SEO and AIOSEO. */
const takeawayBlock = /\/(?:key-takeaways|key-points|ai-summarize|tl-?dr)$/

/** The points of a block that stores them in its attributes, as ClassifAI does. */
function takeawayHtml({ attributes }: EditorBlock): string {
  const { title, takeaways } = attributes
  const points = Array.isArray(takeaways) ? takeaways.filter(one => typeof one === 'string') : []
  if (points.length === 0) return ''
  const heading = typeof title === 'string' && title !== '' ? `<h2>${escapeHtml(title)}</h2>` : ''
  return `${heading}<ul>${points.map(point => `<li>${escapeHtml(point)}</li>`).join('')}</ul>`
}

/** Blocks without content. */
const ignored = new Set(['separator', 'spacer', 'page-break'])

function embedBlock({ attributes }: EditorBlock, _: BodyContext, inner: () => string): string {
  const html = inner()
  const url =
    typeof attributes['url'] === 'string' ? attributes['url'] : embedWrapperText(html).replaceAll('&amp;', '&')
  return embed(url) === '' ? html : `${embed(url)}${captionOf(html)}`
}

/** The address in the wrapper element of an embed. */
function embedWrapperText(html: string): string {
  const at = html.indexOf('wp-block-embed__wrapper')
  const start = at < 0 ? -1 : html.indexOf('>', at)
  const end = start < 0 ? -1 : html.indexOf('<', start)
  return end < 0 ? '' : html.slice(start + 1, end).trim()
}

function captionOf(html: string): string {
  const caption = innerOf(html, 'figcaption')
  return caption?.trim() ? `<p>${caption}</p>` : ''
}

/** A gallery with only the ids of its pictures. */
function galleryOf({ attributes }: EditorBlock, { attachments }: BodyContext): string {
  const ids = Array.isArray(attributes['ids']) ? attributes['ids'].map(Number) : []
  const files = ids.flatMap((id): Attachment[] => {
    const file = attachments.get(id)
    return file ? [file] : []
  })
  return files.length === 0 ? '' : `<figure class="wp-block-gallery">${files.map(figure).join('')}</figure>`
}

/** A file, as the paragraph with one link that becomes a media block. Its second link is the button. */
function fileBlock({ attributes }: EditorBlock, _: BodyContext, inner: () => string): string {
  const html = inner()
  const name = innerOf(html, 'a')?.trim() ?? ''
  const href = attributes['href']
  return typeof href === 'string' && href !== ''
    ? `<p class="file"><a href="${escapeHtml(href)}">${name}</a></p>`
    : html
}

function codeBlock(html: string, language: unknown): string {
  const named = typeof language === 'string' ? ` class="language-${escapeHtml(language)}"` : ''
  const text = html.replace(/^\s*<pre[^>]*>(?:<code[^>]*>)?|(?:<\/code>)?<\/pre>\s*$/g, '')
  return `<pre><code${named}>${text}</code></pre>`
}

/** The footnotes as the list that the block editor shows. */
function footnoteList({ footnotes }: BodyContext): string {
  if (footnotes.length === 0) return ''
  const items = footnotes.map(({ id, content }) => `<li id="${escapeHtml(id)}">${content}</li>`)
  return `<ol class="wp-block-footnotes">${items.join('')}</ol>`
}

/** Adds missing alternative texts of the media library to pictures. */
function withSizes(html: string, { attachments }: BodyContext): string {
  if (attachments.size === 0) return html
  return html.replace(/<img\b[^<>]*>/gi, tag => {
    const image = attachments.get(Number(/\bwp-image-(\d{1,15})\b/.exec(tag)?.[1]))?.image
    if (!image || / alt\s*=/i.test(tag) || image.alt === undefined) return tag
    return tag.replace(/^<img\b/i, `<img alt="${escapeHtml(image.alt)}"`)
  })
}

/** Ids of attachments and shared blocks in a body. */
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
