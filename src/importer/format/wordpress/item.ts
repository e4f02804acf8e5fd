import type { XmlElement } from '../../xml/element.ts'
import { attribute, elements, ownText } from '../../xml/query.ts'
import { isImportedMeta, usualName, type WxrItem, type WxrMeta, type WxrTerm } from './wxr.ts'

/** Known elements that are not needed and not private. */
const ignored = new Set([
  'description',
  'wp:post_date_gmt',
  'wp:post_modified',
  'wp:comment_status',
  'wp:ping_status',
  'wp:menu_order',
  'wp:is_sticky',
  'category',
])

/** Reads an item. Elements can be in any order; the first of repeated elements counts. */
export function readItem(element: XmlElement): WxrItem {
  const texts = new Map<string, string>()
  const terms: WxrTerm[] = []
  const meta: WxrMeta[] = []
  const withheld = new Map<string, number>()
  let contentLine = 1
  for (const child of elements(element)) {
    const name = usualName(child)
    if (name === 'category') terms.push(...readTerm(child))
    else if (name === 'wp:postmeta') {
      const one = readMeta(child)
      if (isImportedMeta(one.key)) meta.push(one)
      else count(withheld, `meta ${one.key}`)
    } else if (known.has(name) || ignored.has(name)) {
      if (!texts.has(name)) texts.set(name, ownText(child))
      if (name === 'content:encoded') contentLine = child.line
    } else count(withheld, name)
  }
  const text = (name: string) => texts.get(name)?.trim() ?? ''
  if (text('wp:post_password') !== '') count(withheld, 'wp:post_password')
  return {
    title: text('title'),
    link: text('link'),
    pubDate: text('pubDate'),
    creator: text('dc:creator'),
    guid: text('guid'),
    content: texts.get('content:encoded') ?? '',
    contentLine,
    excerpt: text('excerpt:encoded'),
    id: Number(text('wp:post_id')) || 0,
    date: text('wp:post_date'),
    dateGmt: text('wp:post_date_gmt'),
    modifiedGmt: text('wp:post_modified_gmt'),
    slug: text('wp:post_name'),
    status: text('wp:status') || 'publish',
    parent: Number(text('wp:post_parent')) || 0,
    type: text('wp:post_type') || 'post',
    hasPassword: text('wp:post_password') !== '',
    attachmentUrl: text('wp:attachment_url'),
    terms,
    meta,
    withheld,
  }
}

/** The values of meta keys, in the order of the file. */
export function metaValues({ meta }: WxrItem, ...keys: string[]): string[] {
  return meta.filter(one => keys.includes(one.key)).map(one => one.value)
}

const known = new Set([
  'title',
  'link',
  'pubDate',
  'dc:creator',
  'guid',
  'content:encoded',
  'excerpt:encoded',
  'wp:post_id',
  'wp:post_date',
  'wp:post_modified_gmt',
  'wp:post_name',
  'wp:status',
  'wp:post_parent',
  'wp:post_type',
  'wp:post_password',
  'wp:attachment_url',
])

/** WXR 1.0 writes every category twice. The one without domain is ignored. */
function readTerm(element: XmlElement): WxrTerm[] {
  const domain = attribute(element, 'domain')
  const name = ownText(element).trim()
  if (domain === undefined || name === '') return []
  return [{ domain, slug: attribute(element, 'nicename') ?? '', name }]
}

function readMeta(element: XmlElement): WxrMeta {
  const parts = new Map(elements(element).map(child => [usualName(child), ownText(child)]))
  return { key: (parts.get('wp:meta_key') ?? '').trim(), value: (parts.get('wp:meta_value') ?? '').trim() }
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1)
}
