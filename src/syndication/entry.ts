import type { Site } from '../domain/address/site.ts'
import type { Block, BlockOf } from '../domain/body/block.ts'
import type { DeliveredArticle, DeliveredArticleItem } from '../domain/print/delivered.ts'
import { webAddress } from '../render/address.ts'
import { contentHtml } from './article-html.ts'
import type { Context, Entry } from './format.ts'

/** An article as a single read or a list delivers it. */
export type AnyArticle = DeliveredArticle | DeliveredArticleItem

/** What a feed may carry of an article: its rights decide, then what was asked for. */
export function carried({ metadata }: AnyArticle, wanted: Context['content']): 'full' | 'summary' | 'none' {
  const allowed = metadata.rights?.syndication ?? 'full'
  return allowed === 'full' ? wanted : allowed
}

/** The entries without the articles that no feed may carry. */
export async function* syndicated(entries: AsyncIterable<Entry>): AsyncIterable<Entry> {
  for await (const entry of entries) {
    if (entry.kind === 'tombstone' || carried(entry.article, 'full') !== 'none') yield entry
  }
}

/** The whole text as HTML with absolute addresses; undefined where the feed carries a summary only, or there is no text. */
export function entryHtml(article: AnyArticle, { site, content }: Context): string | undefined {
  return (carried(article, content) === 'full' && contentHtml(article, site.timeZone)) || undefined
}

/** A text that says in short what the article is about; never empty. */
export function entrySummary({ summary, keyTakeaways, title }: AnyArticle): string {
  return summary || keyTakeaways?.map(takeaway => takeaway.text).join('\n') || title
}

/** Where people read it. */
export function entryUrl({ metadata, url }: AnyArticle): string {
  return webAddress(metadata.canonicalUrl) ?? url
}

/** Audio, video and files of an article, wherever they are nested. */
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

/** The versions of an article in all its languages, itself included: each names the same ones, as search engines want it. */
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
  // For readers of any other language: the one that the site is in.
  const usual = all.find(one => one.hreflang === site.language)
  return usual ? [...all, { ...usual, hreflang: 'x-default' }] : all
}
