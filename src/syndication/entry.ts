import type { Site } from '../domain/address/site.ts'
import type { Block, BlockOf } from '../domain/body/block.ts'
import type { DeliveredArticle, DeliveredArticleItem } from '../domain/print/delivered.ts'
import { webAddress } from '../render/address.ts'
import { contentHtml } from './article/article-html.ts'
import type { Context, Entry } from './format.ts'

/** An article as delivered by a single read or by a list. */
export type AnyArticle = DeliveredArticle | DeliveredArticleItem

/** How much of an article a feed may contain: its rights decide, then the request. */
export function carried({ metadata }: AnyArticle, wanted: Context['content']): 'full' | 'summary' | 'none' {
  const allowed = metadata.rights?.syndication ?? 'full'
  return allowed === 'full' ? wanted : allowed
}

/** The entries, without articles whose rights forbid syndication. */
export async function* syndicated(entries: AsyncIterable<Entry>): AsyncIterable<Entry> {
  for await (const entry of entries) {
    if (entry.kind === 'tombstone' || carried(entry.article, 'full') !== 'none') yield entry
  }
}

/** The full text as HTML with absolute URLs; undefined if the feed has summaries only or the article has no text. */
export function entryHtml(article: AnyArticle, { site, content }: Context): string | undefined {
  return (carried(article, content) === 'full' && contentHtml(article, site.timeZone)) || undefined
}

/** A short text about the article: summary, takeaways or title; never empty. */
export function entrySummary({ summary, keyTakeaways, title }: AnyArticle): string {
  return summary || keyTakeaways?.map(takeaway => takeaway.text).join('\n') || title
}

/** The URL where people read the article. */
export function entryUrl({ metadata, url }: AnyArticle): string {
  return webAddress(metadata.canonicalUrl) ?? url
}

/** Audio, video and files of an article, at any depth. */
export function mediaOf({ sections = [] }: AnyArticle): BlockOf<'media'>[] {
  return sections.flatMap(section => section.blocks.flatMap(mediaWithin))
}

function mediaWithin(block: Block): BlockOf<'media'>[] {
  switch (block.type) {
    case 'media':
      return [block]
    case 'list':
      return block.items.flatMap(item => item.blocks.flatMap(mediaWithin))
    case 'quote':
    case 'callout':
    case 'other':
      return block.blocks.flatMap(mediaWithin)
    default:
      return []
  }
}

/** All language versions of an article, itself included. Search engines require the same list on each of them. */
export function languageVersions(article: AnyArticle, site: Site): { hreflang: string; href: string }[] {
  const { language, translations } = article.metadata
  if (translations.length === 0) return []
  const others = translations.map(other => ({
    hreflang: other.language,
    href: webAddress(other.canonicalUrl ?? `${other.url}.html`),
  }))
  const all = [{ hreflang: language, href: entryUrl(article) }, ...others].flatMap(({ hreflang, href }) =>
    href === undefined ? [] : [{ hreflang, href }],
  )
  // Readers of other languages get the version in the language of the site.
  const usual = all.find(one => one.hreflang === site.language)
  return usual ? [...all, { ...usual, hreflang: 'x-default' }] : all
}
