import type { ImportedArticle } from '../importer.ts'
import { isRecord } from '../json/value.ts'
import { decode } from '../source/decode.ts'
import { escapeHtml } from '../tree/plain-html.ts'
import { readElement, type XmlElement } from '../xml/element.ts'
import { elements, ownText } from '../xml/query.ts'

/** The body of an item, for another renderer. */
export type SourceBody = { kind: 'markdown' | 'html' | 'page'; source: string }

/**
 * The body of an item in its raw source. Undefined if no other renderer can read it: Offprint's own form, and Ghost posts
 * without HTML.
 */
export function sourceBody(importer: string, { bytes }: ImportedArticle['raw']): SourceBody | undefined {
  const decoded = decode(bytes)
  if (decoded.kind === 'problem') return undefined
  const { text } = decoded
  switch (importer) {
    case 'markdown':
      return { kind: 'markdown', source: text }
    case 'html':
      return { kind: 'page', source: text }
    case 'text':
      return { kind: 'html', source: `<p>${escapeHtml(text)}</p>` }
    case 'wordpress':
      return html(contentOf(text, ['encoded'])?.replace(shortcodeTags, ' '))
    case 'feed':
      return html(
        text.trimStart().startsWith('{') ? jsonContent(text) : contentOf(text, ['encoded', 'content', 'description']),
      )
    case 'ghost':
      return html(ghostHtml(text))
    default:
      return undefined
  }
}

function html(source: string | undefined): SourceBody | undefined {
  return source === undefined || source.trim() === '' ? undefined : { kind: 'html', source }
}

/** Shortcode tags, as in WordPress's own expression. The text between them is kept. */
const shortcodeTags = /\[\/?[a-z][\w-]{0,60}(?:[ \t\n][^[\]]{0,2000}|\/)?\]/gi

/** Text of the first member of the first item, by priority of the names. */
function contentOf(xml: string, names: readonly string[]): string | undefined {
  const read = readElement(xml.replace(/^\s*<\?xml[\s\S]*?\?>/, ''), {})
  if (!read.ok) return undefined
  const item = firstItem(read.element)
  const found = names.map(name => item && elements(item).find(one => one.name === name && ownText(one).trim() !== ''))
  return ownText(found.find(one => one !== undefined))
}

function firstItem(root: XmlElement): XmlElement | undefined {
  if (['item', 'entry'].includes(root.name)) return root
  for (const child of elements(root)) {
    const found = ['item', 'entry', 'channel'].includes(child.name) ? firstItem(child) : undefined
    if (found) return found
  }
  return undefined
}

function jsonContent(text: string): string | undefined {
  const { content_html: markup, content_text: plain } = record(JSON.parse(text))
  if (typeof markup === 'string') return markup
  return typeof plain === 'string' ? escapeHtml(plain) : undefined
}

function ghostHtml(text: string): string | undefined {
  const db: unknown = record(JSON.parse(text))['db']
  const posts: unknown = record(record(Array.isArray(db) ? db[0] : undefined)['data'])['posts']
  const { html: markup } = record(Array.isArray(posts) ? posts[0] : undefined)
  return typeof markup === 'string' ? markup : undefined
}

function record(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {}
}
