import type { Rights } from '../../domain/content/rights.ts'
import type { DeliveredArticle } from '../../domain/print/delivered.ts'
import { legible } from '../../domain/text/legible-text.ts'
import { webAddress } from '../../render/address.ts'
import { toJson } from '../../render/json.ts'
import { lineMarkdown } from '../../render/markdown.ts'

type Value = string | number | readonly string[] | undefined

/**
 * The metadata of an article as YAML. Strings are double-quoted, which is JSON syntax (YAML 1.2, section 7.3.1); instants
 * and dates are plain; `rights` and `custom` are JSON; takeaways are Markdown. Members without a value are omitted; the
 * order is fixed.
 */
export function frontMatter(article: DeliveredArticle): string {
  const { metadata } = article
  const { publishedAt, publishedDate, publishedPrecision, rights } = metadata
  return [
    '---\n',
    member('title', article.title),
    member('summary', article.summary),
    member('id', article.id),
    member('slug', article.slug),
    member('revision', article.revision),
    member('language', metadata.language),
    `published: ${publishedPrecision === 'day' ? publishedDate : publishedAt}\n`,
    `updated: ${metadata.updatedAt}\n`,
    metadata.expiresAt === undefined ? '' : `expires: ${metadata.expiresAt}\n`,
    member(
      'authors',
      metadata.authors.map(author => author.name),
    ),
    member('category', metadata.category?.name),
    member(
      'tags',
      metadata.tags.map(tag => tag.name),
    ),
    member('canonical', webAddress(metadata.canonicalUrl)),
    member('license', rights?.license && (webAddress(rights.license.url ?? '') ?? rights.license.name)),
    object('rights', isLicenseAlone(rights) ? undefined : rights),
    object('custom', metadata.custom),
    member('word_count', metadata.wordCount),
    member(
      'key_takeaways',
      article.keyTakeaways.map(takeaway => lineMarkdown(takeaway.content)),
    ),
    '---\n',
  ].join('')
}

function member(name: string, value: Value): string {
  if (value === undefined) return ''
  if (typeof value === 'number') return `${name}: ${value}\n`
  if (typeof value === 'string') return `${name}: ${quoted(value)}\n`
  return value.length === 0 ? '' : `${name}:\n${value.map(one => `  - ${quoted(one)}\n`).join('')}`
}

/** Whether the line `license` expresses the rights completely. */
function isLicenseAlone(rights: Rights | undefined): boolean {
  const { syndication, license, ...others } = rights ?? { syndication: 'full' }
  return syndication === 'full' && Object.keys(others).length === 0 && (license?.url ?? license?.name) === license?.name
}

function object(name: string, value: object | undefined): string {
  return value === undefined || Object.keys(value).length === 0 ? '' : `${name}: ${toJson(value)}\n`
}

function quoted(text: string): string {
  return JSON.stringify(legible(text))
}
