import { parseJson } from '../../json/parse.ts'
import { isRecord } from '../../json/value.ts'
import { escapeHtml } from '../../tree/plain-html.ts'
import { type CardContext, cardHtml } from './card.ts'

/** The HTML of a mobiledoc 0.3 document (Ghost 1 to 4, and older posts later); undefined if it is none. */
export function mobiledocHtml(json: string, context: CardContext): string | undefined {
  const document = parsed(json)
  if (!isRecord(document) || !Array.isArray(document['sections'])) return undefined
  const shared: Shared = {
    markups: lists(document['markups']),
    atoms: lists(document['atoms']),
    cards: lists(document['cards']),
    context,
  }
  return lists(document['sections'])
    .map(section => sectionHtml(section, shared))
    .join('\n')
}

type Shared = { markups: unknown[][]; atoms: unknown[][]; cards: unknown[][]; context: CardContext }

/** HTML elements by section tag. */
const sections: Record<string, string> = { aside: 'blockquote', 'pull-quote': 'blockquote', blockquote: 'blockquote' }
const marks = new Set(['a', 'b', 'strong', 'i', 'em', 'u', 's', 'strike', 'del', 'code', 'sub', 'sup', 'mark'])

/** Section kinds of mobiledoc: 1 markup, 2 image, 3 list, 10 card. */
function sectionHtml([kind, second, third]: unknown[], shared: Shared): string {
  switch (kind) {
    case 1: {
      const tag = String(second).toLowerCase()
      const name = /^(?:p|h[1-6])$/.test(tag) ? tag : (sections[tag] ?? 'p')
      return `<${name}>${markersHtml(lists(third), shared)}</${name}>`
    }
    case 2:
      return `<figure><img src="${escapeHtml(String(second))}"></figure>`
    case 3: {
      const name = String(second).toLowerCase() === 'ol' ? 'ol' : 'ul'
      const items = Array.isArray(third) ? third : []
      return `<${name}>${items.map(item => `<li>${markersHtml(lists(item), shared)}</li>`).join('')}</${name}>`
    }
    case 10: {
      const [name, payload] = shared.cards[Number(second)] ?? []
      return typeof name === 'string' ? cardHtml(name, isRecord(payload) ? payload : {}, shared.context) : ''
    }
    default:
      shared.context.note('section', 'A section of an unknown kind was left out.')
      return ''
  }
}

/** Markers open markups by index and close the last opened ones by count. */
function markersHtml(markers: readonly unknown[][], { markups, atoms }: Shared): string {
  const open: string[] = []
  let html = ''
  for (const [type, opened, closed, value] of markers) {
    for (const index of Array.isArray(opened) ? opened : []) {
      const [tag, attributes] = markups[Number(index)] ?? []
      const name = marks.has(String(tag).toLowerCase()) ? String(tag).toLowerCase() : 'span'
      html += `<${name}${name === 'a' ? hrefOf(attributes) : ''}>`
      open.push(name)
    }
    html += type === 1 ? atom(atoms[Number(value)]) : escapeHtml(typeof value === 'string' ? value : '')
    for (let left = Number(closed) || 0; left > 0 && open.length > 0; left -= 1) html += `</${open.pop()}>`
  }
  while (open.length > 0) html += `</${open.pop()}>`
  return html
}

function atom([name, text]: unknown[] = []): string {
  return name === 'soft-return' ? '<br>' : escapeHtml(typeof text === 'string' ? text : '')
}

function hrefOf(attributes: unknown): string {
  const pairs = Array.isArray(attributes) ? attributes : []
  const at = pairs.indexOf('href')
  const href: unknown = at === -1 ? undefined : pairs[at + 1]
  return typeof href === 'string' ? ` href="${escapeHtml(href)}"` : ''
}

function lists(value: unknown): unknown[][] {
  return Array.isArray(value) ? value.map((one: unknown) => (Array.isArray(one) ? one : [])) : []
}

function parsed(json: string): unknown {
  try {
    return parseJson(json)
  } catch {
    return undefined
  }
}
