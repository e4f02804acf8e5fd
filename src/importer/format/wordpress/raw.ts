import type { Channel } from './channel.ts'
import type { WxrItem } from './wxr.ts'

/**
 * Writes an article as its own WXR file: its public members, with its attachments and shared blocks. Display names replace
 * logins. Comments, e-mail addresses, passwords and other meta are omitted.
 */
export function rawItem(item: WxrItem, author: string, related: readonly WxrItem[], channel: Channel): Uint8Array {
  const xml = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">',
    '<channel>',
    element('title', channel.title),
    element('link', channel.url),
    element('language', channel.language),
    '<wp:wxr_version>1.2</wp:wxr_version>',
    ...primaryCategory(item, channel),
    itemXml(item, author),
    ...related.map(one => itemXml(one, '')),
    '</channel>',
    '</rss>',
  ]
  return Buffer.from(`${xml.filter(Boolean).join('\n')}\n`)
}

function primaryCategory({ meta }: WxrItem, { categories }: Channel): string[] {
  return meta.flatMap(({ key, value }) => {
    const name = /primary_category$/.test(key) ? categories.get(value) : undefined
    return name === undefined
      ? []
      : [`<wp:category>${element('wp:term_id', value)}${element('wp:cat_name', name)}</wp:category>`]
  })
}

function itemXml(item: WxrItem, author: string): string {
  const lines = [
    element('title', item.title),
    element('link', item.link),
    element('pubDate', item.pubDate),
    element('dc:creator', author),
    item.guid && `<guid isPermaLink="false">${cdata(item.guid)}</guid>`,
    element('content:encoded', item.content),
    element('excerpt:encoded', item.excerpt),
    item.id > 0 ? element('wp:post_id', String(item.id)) : '',
    element('wp:post_date', item.date),
    element('wp:post_date_gmt', item.dateGmt),
    element('wp:post_modified_gmt', item.modifiedGmt),
    element('wp:post_name', item.slug),
    // The password is omitted, so the status records that there was one.
    element('wp:status', item.hasPassword && item.status === 'publish' ? 'private' : item.status),
    item.parent > 0 ? element('wp:post_parent', String(item.parent)) : '',
    element('wp:post_type', item.type),
    element('wp:attachment_url', item.attachmentUrl),
    ...item.terms.map(
      ({ domain, slug, name }) =>
        `<category domain="${attribute(domain)}" nicename="${attribute(slug)}">${cdata(name)}</category>`,
    ),
    ...item.meta.map(
      ({ key, value }) =>
        `<wp:postmeta>${element('wp:meta_key', key)}<wp:meta_value>${cdata(value)}</wp:meta_value></wp:postmeta>`,
    ),
  ]
  return `<item>\n${lines.filter(Boolean).join('\n')}\n</item>`
}

function element(name: string, text: string): string {
  return text === '' ? '' : `<${name}>${cdata(text)}</${name}>`
}

function cdata(text: string): string {
  return /[<&>\r]/.test(text) ? `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>` : text
}

function attribute(text: string): string {
  return text.replace(/[&<>"\s]/g, character => (character === ' ' ? ' ' : `&#${character.charCodeAt(0)};`))
}
