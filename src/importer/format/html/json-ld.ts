import { attribute, textOf } from '../../blocks/element.ts'
import { asText, memberOf } from '../../fact/member.ts'
import { parseJson } from '../../json/parse.ts'
import { isRecord } from '../../json/value.ts'
import type { Page } from './page.ts'

/** Limit of a script, in characters. */
const longest = 1_000_000

/** The article in JSON-LD, with resolved references to other nodes of the page. */
export function articleData(page: Page): Record<string, unknown> | undefined {
  const nodes = page
    .named('script')
    .filter(script => attribute(script, 'type')?.toLowerCase() === 'application/ld+json')
    .flatMap(script => parsed(textOf(script)))
  const all = nodes.flatMap(node => graph(node, 0))
  const byId = new Map(
    all.flatMap(node =>
      typeof node['@id'] === 'string' && Object.keys(node).length > 1 ? [[node['@id'], node] as const] : [],
    ),
  )
  const articles = all.filter(node =>
    types(node).some(type => /(Article|Posting|Report|Review|Recipe|NewsArticle|TechArticle)$/.test(type)),
  )
  const article = articles.find(node => memberOf(node, 'headline', 'name') !== undefined) ?? articles[0]
  return article && Object.fromEntries(Object.entries(article).map(([key, value]) => [key, resolved(value, byId)]))
}

function parsed(text: string): unknown[] {
  if (text.length > longest) return []
  try {
    // Templates often write line ends in strings, which JSON does not allow.
    return [parseJson(unwrapped(text).replace(/[\n\r\t]/g, ' '))]
  } catch {
    return []
  }
}

/** Removes the comment or CDATA section that XHTML and old templates put around a script. */
function unwrapped(text: string): string {
  const start = /^(?:<!--|(?:\/\/|\/\*)? ?<!\[CDATA\[(?: ?\*\/)?)/.exec(text.trim())
  if (!start) return text
  const inner = text.trim().slice(start[0].length)
  const end = inner.lastIndexOf(start[0] === '<!--' ? '-->' : ']]>')
  return (end < 0 ? inner : inner.slice(0, end)).replace(/(?:\/\/|\/\*) ?$/, '')
}

function graph(value: unknown, depth: number): Record<string, unknown>[] {
  if (depth > 5) return []
  if (Array.isArray(value)) return value.slice(0, 200).flatMap(one => graph(one, depth + 1))
  if (!isRecord(value)) return []
  const inner = ['@graph', 'mainEntity', 'mainEntityOfPage', 'hasPart'].flatMap(key => graph(value[key], depth + 1))
  return [value, ...inner]
}

function types(node: Record<string, unknown>): string[] {
  return [node['@type']].flat().flatMap(type => asText(type) ?? [])
}

function resolved(value: unknown, byId: ReadonlyMap<string, unknown>): unknown {
  if (Array.isArray(value)) return value.map(one => resolved(one, byId))
  const id = isRecord(value) && Object.keys(value).length <= 2 ? value['@id'] : undefined
  return typeof id === 'string' ? (byId.get(id) ?? value) : value
}
