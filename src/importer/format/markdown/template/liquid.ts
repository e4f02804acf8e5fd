import type { Template } from '../../../blocks/flow.ts'
import { embedOf } from '../../../blocks/media/provider.ts'
import { address } from '../../../fact/address.ts'
import { dateInName } from '../../../fact/read-date.ts'
import { argumentsOf } from './argument.ts'
import type { Tag } from './tag.ts'
import { blockOf, type TagContext } from './tag-block.ts'

/** Filters that turn a path into an address and keep the path. */
const addressFilters =
  /^(url|relative_url|absolute_url|prepend|append|htmlBaseUrl|locale_url|cdn|asset_url|asset|slugify|escape|uri_escape|strip|remove|replace|safe|hash|version)\b/
/** Variables with the address of the site, which relative links do not need. */
const siteNames = /^(site\.)?(base_?url|root_?url|path_?prefix|url|home)$/i

/** The meaning of `{% name … %}`; undefined if unknown. */
export function liquidTag({ name, rest }: Tag, context: TagContext): Template | undefined {
  if (/^(end)?raw$/.test(name)) return { kind: 'nothing', breaks: false }
  if (name === 'link' || name === 'post_url') return path(rest.trim(), name)
  if (name === 'include' || name === 'include_relative' || name === 'include_cached' || name === 'render') {
    const [, file = '', args = ''] = /^\s*["']?([\w./-]+)["']?\s*,?([\s\S]*)$/.exec(rest) ?? []
    const block = blockOf(file.replace(/^.*\//, '').replace(/\.[a-z]+$/, ''), argumentsOf(args), context)
    return block && { kind: 'blocks', blocks: [block] }
  }
  const block = blockOf(name, argumentsOf(rest), context)
  return block && { kind: 'blocks', blocks: [block] }
}

/** The meaning of `{{ value | filter }}`; undefined if unknown. */
export function liquidOutput({ source }: Tag): Template | undefined {
  const inner = source
    .slice(2, -2)
    .replace(/^[-~]|[-~]$/g, '')
    .trim()
  const [value = '', ...filters] = inner.split('|').map(part => part.trim())
  const literal = /^"([^"]*)"$|^'([^']*)'$/.exec(value)
  const text = literal?.[1] ?? literal?.[2]
  if (text !== undefined && filters.some(filter => filter.startsWith('embed'))) {
    const found = address(text, 'resource')
    const title = /^embed\s*:\s*(?:"([\s\S]*)"|'([\s\S]*)')/.exec(filters.join('|'))
    return found.kind === 'absolute'
      ? { kind: 'blocks', blocks: [embedOf(found.url, { title: title?.[1] ?? title?.[2] })] }
      : undefined
  }
  if (text !== undefined && filters.every(filter => addressFilters.test(filter)))
    return { kind: 'text', text, value: text }
  if (siteNames.test(value) && filters.every(filter => addressFilters.test(filter)))
    return { kind: 'text', text: source, value: '' }
  return undefined
}

function path(target: string, name: string): Template | undefined {
  const plain = target.replace(/^["']|["']$/g, '')
  if (!/^[\w./-]+$/.test(plain)) return undefined
  const href = name === 'link' ? `/${plain.replace(/^\//, '')}` : permalink(plain)
  return { kind: 'text', text: href, value: href }
}

/** Jekyll's default address of a post, in any folder. */
function permalink(post: string): string {
  const [file = ''] = post.split('/').slice(-1)
  const dated = dateInName(file)
  return dated ? `/${dated.day.replaceAll('-', '/')}/${dated.rest}.html` : `/${post.replace(/^\//, '')}.html`
}
