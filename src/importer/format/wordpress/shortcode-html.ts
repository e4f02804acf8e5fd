import type { ImportNote } from '../../importer.ts'
import { escapeHtml } from '../../tree/plain-html.ts'
import type { Attachment } from './attachment.ts'
import { isRestrictedShortcode } from './restricted-part.ts'
import { expandShortcodes, type Shortcode } from './shortcode.ts'

/** The context of the shortcodes of an article. */
export type ShortcodeContext = {
  attachments: ReadonlyMap<number, Attachment>
  /** Ids of the files uploaded for the article, shown by galleries without ids. */
  uploads: readonly number[]
  /** @param lines returns the number of line ends before it in the body */
  note(code: ImportNote['code'], detail: string, lines: () => number): void
}

/**
 * Converts shortcodes to HTML. Those of WordPress and WordPress.com become what they show. Of others only the content is
 * kept, with a note. Text in brackets that is not a shortcode stays.
 */
export function shortcodesToHtml(html: string, context: ShortcodeContext, depth = 0): string {
  return expandShortcodes(html, shortcode => {
    const lines = () => lineEnds(html, shortcode.at)
    const inner: Inner = text => (depth < 8 ? shortcodesToHtml(text, shiftLines(context, lines), depth + 1) : text)
    if (isRestrictedShortcode(shortcode, context.note, lines)) return ''
    const known = Object.hasOwn(readers, shortcode.name) ? readers[shortcode.name] : undefined
    if (known) return known(shortcode, context, inner)
    if (languages.has(shortcode.name) && shortcode.content !== undefined) return code(shortcode, shortcode.name)
    return unknown(shortcode, shiftLines(context, lines), inner)
  })
}

/** The context for a part of the body, with shifted line numbers. */
export function shiftLines<Context extends ShortcodeContext>(context: Context, above: () => number): Context {
  return {
    ...context,
    note: (code: string, detail: string, lines: () => number) => context.note(code, detail, () => above() + lines()),
  }
}

export function lineEnds(text: string, to: number): number {
  return text.slice(0, to).split('\n').length - 1
}

/** The ids of attachments in the shortcodes of a text. */
export function attachmentIds(text: string): number[] {
  const ids: number[] = []
  expandShortcodes(text, ({ name, attributes }) => {
    if (name !== 'gallery' && name !== 'playlist') return undefined
    ids.push(...idList(attributes.get('ids') ?? attributes.get('include')))
    return ''
  })
  return ids
}

/** Whether a text has a gallery that shows the uploads of the article. */
export function showsUploads(text: string): boolean {
  return text.includes('[') && /\[(?:gallery|playlist)\b(?![^\]]*\b(?:ids|include)\s*=)/i.test(text)
}

type Inner = (html: string) => string
type Reader = (shortcode: Shortcode, context: ShortcodeContext, inner: Inner) => string | undefined

const readers: Record<string, Reader> = {
  caption,
  wp_caption: caption,
  gallery,
  embed: ({ content, attributes, values }) => embed(content ?? attributes.get('src') ?? values[0]),
  audio: shortcode => medium('audio', shortcode),
  video: shortcode => medium('video', shortcode),
  playlist,
  code: shortcode => (shortcode.content === undefined ? undefined : code(shortcode)),
  sourcecode: shortcode => (shortcode.content === undefined ? undefined : code(shortcode)),
  youtube: shortcode => player(shortcode, id => `https://www.youtube.com/watch?v=${id}`),
  vimeo: shortcode => player(shortcode, id => `https://vimeo.com/${id}`),
  soundcloud: shortcode => player(shortcode),
  spotify: shortcode => player(shortcode),
  tweet: shortcode => player(shortcode, id => `https://x.com/i/status/${id}`),
  twitter: shortcode => player(shortcode, id => `https://x.com/i/status/${id}`),
  instagram: shortcode => player(shortcode),
  tiktok: shortcode => player(shortcode),
  facebook: shortcode => player(shortcode),
  dailymotion: shortcode => player(shortcode, id => `https://www.dailymotion.com/video/${id}`),
  ted: shortcode => player(shortcode, id => `https://www.ted.com/talks/${id}`),
  googlemaps: shortcode => player(shortcode),
  wpvideo: shortcode => player(shortcode, id => `https://videopress.com/v/${id}`),
  videopress: shortcode => player(shortcode, id => `https://videopress.com/v/${id}`),
  gist: shortcode => player(shortcode, id => `https://gist.github.com/${id}`),
  more: () => '',
  nextpage: () => '',
}

/** Shortcodes of SyntaxHighlighter named after a language. */
const languages = new Set(
  'actionscript3 as3 bash shell coldfusion cf clojure cpp c csharp css delphi pascal diff patch erlang fsharp go golang groovy haskell html xhtml xml xslt java javafx javascript js latex tex lua matlab objc perl php plain text powershell ps python py r rails ror ruby rb rust scala sql swift typescript vb vbnet yaml yml'.split(
    ' ',
  ),
)

/** `[caption]<img> words[/caption]`, in old articles `caption="words"`. */
function caption({ content, attributes }: Shortcode, _: ShortcodeContext, inner: Inner): string | undefined {
  if (content === undefined) return undefined
  const split = /^\s*((?:<p>\s*)?(?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*<\/a>)?)([\s\S]*)$/i.exec(content)
  const shown = split?.[1] ?? ''
  const words = inner([attributes.get('caption') ?? '', split ? split[2] : content].join(' ').trim())
  return `\n\n<figure class="wp-caption">${shown}${words && `<figcaption>${words}</figcaption>`}</figure>\n\n`
}

function gallery({ attributes }: Shortcode, context: ShortcodeContext): string {
  const named = idList(attributes.get('ids') ?? attributes.get('include'))
  const left = new Set(idList(attributes.get('exclude')))
  const ids = (named.length > 0 ? named : context.uploads).filter(id => !left.has(id))
  const files = ids.flatMap(id => context.attachments.get(id) ?? [])
  return files.length === 0 ? '' : `\n\n<figure class="wp-block-gallery">${files.map(figure).join('')}</figure>\n\n`
}

/** An image with its caption, as HTML. */
export function figure({ image, captionHtml }: Attachment): string {
  const size = (['width', 'height'] as const).map(name => (image[name] ? ` ${name}="${image[name]}"` : '')).join('')
  const alt = image.alt === undefined ? '' : ` alt="${escapeHtml(image.alt)}"`
  const words = captionHtml.trim() && `<figcaption>${captionHtml}</figcaption>`
  return `<figure><img src="${escapeHtml(image.url)}"${alt}${size}>${words}</figure>`
}

/** An embed as HTML. */
export function embed(address: string | undefined): string {
  const url = (address ?? '')
    .replace(/<[^<>]*>/g, '')
    .replaceAll('&amp;', '&')
    .trim()
  if (!/^(?:https?:)?\/\/\S+$/i.test(url)) return ''
  return `\n\n<figure class="wp-block-embed"><iframe src="${escapeHtml(url)}"></iframe></figure>\n\n`
}

function player(shortcode: Shortcode, make?: (id: string) => string): string | undefined {
  const { attributes, values, content } = shortcode
  const given = [...['url', 'src', 'href', 'link', 'id', 'tweet'].map(name => attributes.get(name)), ...values, content]
  for (const text of given) {
    const value = text?.trim() ?? ''
    if (/^https?:\/\//i.test(value)) return embed(value)
    if (make && /^[\w-]+$/.test(value)) return embed(make(value))
  }
  return undefined
}

const extensions: Record<string, readonly string[]> = {
  audio: ['mp3', 'm4a', 'ogg', 'wav', 'wma', 'flac'],
  video: ['mp4', 'm4v', 'webm', 'ogv', 'wmv', 'flv'],
}

function medium(kind: 'audio' | 'video', { attributes, values, content }: Shortcode): string | undefined {
  const named = ['src', ...(extensions[kind] ?? [])].map(name => attributes.get(name))
  const url = [...named, ...values, content].find(text => text !== undefined && /^(?:https?:|\/)\S+$/.test(text.trim()))
  if (url === undefined) return undefined
  const more = ['poster', 'width', 'height'].flatMap(name => {
    const value = attributes.get(name)
    return value ? [` ${name}="${escapeHtml(value)}"`] : []
  })
  return `\n\n<figure><${kind} src="${escapeHtml(url.trim())}"${more.join('')}></${kind}></figure>\n\n`
}

function playlist({ attributes }: Shortcode, context: ShortcodeContext): string {
  const kind = attributes.get('type') === 'video' ? 'video' : 'audio'
  const named = idList(attributes.get('ids') ?? attributes.get('include'))
  const files = (named.length > 0 ? named : context.uploads).flatMap(id => context.attachments.get(id) ?? [])
  const media = files.map(({ image, title, captionHtml }) => {
    const words = captionHtml.trim() || escapeHtml(title)
    return `<figure><${kind} src="${escapeHtml(image.url)}"></${kind}>${words && `<figcaption>${words}</figcaption>`}</figure>`
  })
  return `\n\n${media.join('\n')}\n\n`
}

/** Reads code, which is raw or escaped, depending on the editor. */
function code({ attributes, values, content = '' }: Shortcode, own?: string): string {
  const language = own ?? attributes.get('language') ?? attributes.get('lang') ?? values[0]?.replace(/^=/, '')
  const named = language ? ` class="language-${escapeHtml(language.toLowerCase())}"` : ''
  const text = content
    .replace(/^\s*<pre[^>]*>|<\/pre>\s*$/gi, '')
    .replace(/</g, '&lt;')
    .replace(/^(?:\r?\n)+/, '')
    .trimEnd()
  return `\n\n<pre><code${named}>${text}</code></pre>\n\n`
}

/** A shortcode of a plugin has attributes or an end tag; `[sic]` and `[1]` have neither. */
function unknown(shortcode: Shortcode, context: ShortcodeContext, inner: Inner): string | undefined {
  const { name, attributes, content } = shortcode
  if (attributes.size === 0 && content === undefined) return undefined
  const detail = content === undefined ? 'It was left out' : 'Its content was kept'
  context.note('shortcode', `The shortcode [${name}] of a plugin is not supported. ${detail}.`, () => 0)
  if (content === undefined) return ''
  const title = attributes.get('title') ?? attributes.get('heading')
  const statement = title ? `\n\n<p><strong>${escapeHtml(title)}</strong></p>\n\n` : ''
  const shown = inner(content)
  return layout.test(name) ? `\n\n${statement}${shown}\n\n` : `${statement}${shown}`
}

/** Names of shortcodes that lay out a page: their contents are boxes of their own. */
const layout =
  /(?:^|_|-)(?:col|cols|column|columns|row|section|box|tab|tabs|panel|accordion|toggle|one|half|third|fourth|inner)(?:_|-|\d|$)/

function idList(text = ''): number[] {
  return (text.match(/\d+/g) ?? []).map(Number).slice(0, 1000)
}
