import { parseJson } from '../../json/parse.ts'
import { isRecord, recordsMember, textMember } from '../../json/value.ts'
import { escapeHtml } from '../../tree/plain-html.ts'
import { type CardContext, cardHtml } from './card.ts'

/** The HTML of a Lexical document (Ghost 5 and later); undefined if it is none. */
export function lexicalHtml(json: string, context: CardContext): string | undefined {
  const document = parsed(json)
  const root = isRecord(document) ? document['root'] : undefined
  return isRecord(root) ? children(root, context, 0) : undefined
}

type Node = Record<string, unknown>

const depthLimit = 100

/** Format bits of a text node (LexicalTextNode), innermost mark first. */
const formats: readonly (readonly [number, string])[] = [
  [16, 'code'],
  [1, 'strong'],
  [2, 'em'],
  [4, 's'],
  [8, 'u'],
  [32, 'sub'],
  [64, 'sup'],
  [128, 'mark'],
]

function children(node: Node, context: CardContext, depth: number): string {
  if (depth > depthLimit) return ''
  return recordsMember(node, 'children')
    .map(child => nodeHtml(child, context, depth + 1))
    .join('')
}

function nodeHtml(node: Node, context: CardContext, depth: number): string {
  const type = textMember(node, 'type') ?? ''
  const inner = () => children(node, context, depth)
  switch (type) {
    case 'text':
    case 'extended-text':
      return text(node)
    case 'linebreak':
      return '<br>'
    case 'tab':
      return ' '
    case 'zwnj':
      return ''
    case 'paragraph':
      return `<p>${inner()}</p>`
    case 'heading':
    case 'extended-heading': {
      const tag = textMember(node, 'tag') ?? ''
      return /^h[1-6]$/.test(tag) ? `<${tag}>${inner()}</${tag}>` : `<p>${inner()}</p>`
    }
    case 'quote':
    case 'extended-quote':
    case 'aside':
      return `<blockquote>${inner()}</blockquote>`
    case 'link':
    case 'autolink':
    case 'at-link':
      return `<a href="${escapeHtml(textMember(node, 'url') ?? '')}"${titleOf(node)}>${inner()}</a>`
    case 'list':
      return list(node, items(node, context, depth))
    case 'listitem':
      return item(node, inner())
    default:
      return Array.isArray(node['children']) ? inner() : cardHtml(type, node, context)
  }
}

function text(node: Node): string {
  const words = typeof node['text'] === 'string' ? node['text'] : ''
  const format = Number(node['format']) || 0
  return formats.reduce(
    (html, [bit, tag]) => ((format & bit) === 0 ? html : `<${tag}>${html}</${tag}>`),
    escapeHtml(words),
  )
}

function list(node: Node, items: string): string {
  if (node['listType'] !== 'number') return `<ul>${items}</ul>`
  const start = Number(node['start'])
  return `<ol${start > 1 ? ` start="${start}"` : ''}>${items}</ol>`
}

/** The items. Lexical keeps a nested list in an item of its own, after the item that it belongs to. */
function items(node: Node, context: CardContext, depth: number): string {
  let html = ''
  for (const child of recordsMember(node, 'children')) {
    const inner = recordsMember(child, 'children')
    const isNested = inner.length > 0 && inner.every(one => textMember(one, 'type') === 'list')
    const next =
      isNested && html.endsWith('</li>')
        ? `${children(child, context, depth + 1)}</li>`
        : nodeHtml(child, context, depth + 1)
    html = isNested && html.endsWith('</li>') ? html.slice(0, -'</li>'.length) + next : html + next
  }
  return html
}

function item({ checked }: Node, html: string): string {
  const box = typeof checked === 'boolean' ? `<input type="checkbox"${checked ? ' checked' : ''}>` : ''
  return `<li>${box}${html}</li>`
}

function titleOf(node: Node): string {
  const title = textMember(node, 'title')
  return title ? ` title="${escapeHtml(title)}"` : ''
}

function parsed(json: string): unknown {
  try {
    return parseJson(json)
  } catch {
    return undefined
  }
}
