import type { Site } from '../../domain/address/site.ts'
import type { DeliveredArticle } from '../../domain/print/delivered.ts'
import { webAddress } from '../../render/address.ts'
import { oneLine } from '../../render/characters.ts'
import { toEmbeddedJson } from '../../render/json.ts'
import { type Child, html, type Markup, rawText } from '../../render/markup.ts'
import { languageVersions } from '../entry.ts'
import { feedUrl } from '../feed/feed-address.ts'
import { linkedData } from './json-ld.ts'
import { pageStyle } from './page-style.ts'
import { alternates, oembedUrl, renditionUrl } from './rendition.ts'

/** The `head` of a page: for browsers, crawlers and link previews. */
export function pageHead(article: DeliveredArticle, site: Site, title: string): Markup {
  const { metadata, summary } = article
  const description = summary === undefined ? undefined : oneLine(summary)
  return html(
    'head',
    {},
    html('meta', { charset: 'utf-8' }),
    html('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    html('title', {}, oneLine(title)),
    description ? html('meta', { name: 'description', content: description }) : undefined,
    metadata.authors.map(author => html('meta', { name: 'author', content: oneLine(author.name) })),
    link('canonical', metadata.canonicalUrl),
    link('license', metadata.rights?.license?.url),
    languageVersions(article, site).map(one => html('link', { rel: 'alternate', ...one })),
    otherForms(article, site),
    mining(article, site),
    openGraph(article, site, description),
    rawText('style', {}, pageStyle),
    rawText('script', { type: 'application/ld+json' }, toEmbeddedJson(linkedData(article, site))),
  )
}

function link(rel: string, url: string | undefined, more: { type?: string; title?: string } = {}) {
  const href = url === undefined ? undefined : webAddress(url)
  return href === undefined ? undefined : html('link', { rel, ...more, href })
}

/** Links to other formats, oEmbed discovery (section 4) and the feeds of the site. */
function otherForms({ slug, title, metadata }: DeliveredArticle, site: Site): Child[] {
  const others = alternates.filter(({ suffix }) => suffix !== '.html')
  return [
    ...others.map(({ suffix, ...more }) => link('alternate', renditionUrl(site, slug, suffix), more)),
    link('alternate', oembedUrl(site, metadata.canonicalUrl, 'json'), { type: 'application/json+oembed', title }),
    link('alternate', oembedUrl(site, metadata.canonicalUrl, 'xml'), { type: 'text/xml+oembed', title }),
    link('alternate', feedUrl(site, 'rss.xml'), { type: 'application/rss+xml', title: site.title }),
    link('alternate', feedUrl(site, 'atom.xml'), { type: 'application/atom+xml', title: site.title }),
    link('alternate', feedUrl(site, 'feed.json'), { type: 'application/feed+json', title: site.title }),
  ]
}

/** Text and Data Mining Reservation Protocol (W3C community group, 2024), section 6. */
function mining({ metadata }: DeliveredArticle, site: Site): Child[] {
  const reservation = metadata.rights?.textAndDataMining
  if (reservation === undefined) return []
  const policy = reservation === 'reserved' && site.miningPolicyUrl ? webAddress(site.miningPolicyUrl) : undefined
  return [
    html('meta', { name: 'tdm-reservation', content: reservation === 'reserved' ? 1 : 0 }),
    policy && html('meta', { name: 'tdm-policy', content: policy }),
  ]
}

/** `language_TERRITORY` as Open Graph requires; undefined if the language has no region. */
function locale(tag: string): string | undefined {
  const [, language, region] = /^([a-z]{2,3})(?:-[a-z]{4})?-([a-z]{2})(?:-|$)/i.exec(tag) ?? []
  return language && region && `${language.toLowerCase()}_${region.toUpperCase()}`
}

/** Open Graph metadata of an article. */
function openGraph({ title, metadata }: DeliveredArticle, site: Site, description: string | undefined): Child[] {
  const image = metadata.image && webAddress(metadata.image.url)
  const properties: [string, string | number | undefined][] = [
    ['og:type', 'article'],
    ['og:site_name', site.title],
    ['og:title', oneLine(title)],
    ['og:description', description || undefined],
    ['og:url', webAddress(metadata.canonicalUrl)],
    ['og:locale', locale(metadata.language)],
    ['og:image', image],
    ['og:image:width', image && metadata.image?.width],
    ['og:image:height', image && metadata.image?.height],
    ['og:image:alt', image && metadata.image?.alt],
    ['article:published_time', metadata.publishedAt],
    ['article:modified_time', metadata.updatedAt],
    ['article:expiration_time', metadata.expiresAt],
    ['article:section', metadata.category?.name],
    ...metadata.tags.map((tag): [string, string] => ['article:tag', tag.name]),
  ]
  return properties.map(([property, content]) => (content ? html('meta', { property, content }) : undefined))
}
