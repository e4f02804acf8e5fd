import type { Site } from '../../domain/address/site.ts'
import { urn } from '../../domain/id.ts'
import type { Instant } from '../../domain/instant.ts'
import { webAddress } from '../../render/address.ts'
import { type Child, cdata, join, type Markup, openTag, xml } from '../../render/markup.ts'
import { type AnyArticle, entryHtml, entrySummary, entryUrl, mediaOf, syndicated } from '../entry.ts'
import type { Context, Format } from '../format.ts'

/** RSS 2.0 with content, Dublin Core, Atom links and Media RSS. It cannot express deletions. */
export const rss: Format = {
  name: 'rss',
  mediaType: 'application/rss+xml; charset=utf-8',
  path: '/feeds/rss.xml',
  needs: 'full',
  async *render(entries, context) {
    yield `<?xml version="1.0" encoding="utf-8"?>\n${openTag('rss', namespaces)}<channel>\n`
    yield `${channel(context)
      .map(child => child.markup)
      .join('\n')}\n`
    for await (const entry of syndicated(entries)) {
      if (entry.kind === 'article') yield `${item(entry.article, context).markup}\n`
    }
    yield '</channel></rss>\n'
  },
}

const namespaces = {
  version: '2.0',
  'xmlns:atom': 'http://www.w3.org/2005/Atom',
  'xmlns:content': 'http://purl.org/rss/1.0/modules/content/',
  'xmlns:dc': 'http://purl.org/dc/elements/1.1/',
  'xmlns:dcterms': 'http://purl.org/dc/terms/',
  'xmlns:media': 'http://search.yahoo.com/mrss/',
}

function channel({ site, self, first, next, previous, title, language, updated }: Context): Markup[] {
  const name = title ?? site.title
  const home = site.homeUrl ?? site.publicUrl
  const link = (rel: string, href: string | undefined) =>
    href === undefined
      ? undefined
      : xml('atom:link', { rel, href, type: rel === 'hub' ? undefined : rss.mediaType.split(';')[0] })
  return [
    xml('title', {}, name),
    xml('link', {}, home),
    xml('description', {}, site.description ?? name),
    xml('language', {}, language ?? site.language),
    copyright(site),
    site.email ? xml('managingEditor', {}, `${site.email} (${site.title})`) : undefined,
    xml('lastBuildDate', {}, rfc822(updated)),
    xml('generator', {}, 'Offprint'),
    xml('docs', {}, 'https://www.rssboard.org/rss-specification'),
    logo(site, name, home),
    link('self', self),
    link('first', first),
    link('previous', previous),
    link('next', next),
    licenseLink(site.rights?.license?.url),
    ...(site.hubs ?? []).map(hub => link('hub', webAddress(hub))),
  ].filter(child => child !== undefined)
}

/** Rights as the single line that RSS allows. */
function copyright({ rights }: Site): Markup | undefined {
  const notice = rights?.notice ?? (rights?.holder ? `© ${rights.holder}` : rights?.license?.name)
  return notice ? xml('copyright', {}, notice) : undefined
}

function logo(site: Site, title: string, link: string): Markup | undefined {
  const url = webAddress(site.iconUrl ?? site.logo?.url ?? '')
  return url === undefined
    ? undefined
    : xml('image', {}, xml('url', {}, url), xml('title', {}, title), xml('link', {}, link))
}

function item(article: AnyArticle, context: Context): Markup {
  const { metadata } = article
  const html = entryHtml(article, context)
  const { rights, category, tags } = metadata
  return xml(
    'item',
    {},
    xml('title', {}, article.title),
    xml('link', {}, entryUrl(article)),
    xml('guid', { isPermaLink: 'false' }, urn(article.id)),
    xml('pubDate', {}, rfc822(metadata.publishedAt)),
    xml('dcterms:modified', {}, metadata.updatedAt),
    metadata.authors.map(author => xml('dc:creator', {}, author.name)),
    [...(category ? [category] : []), ...tags].map(term => xml('category', {}, term.name)),
    xml('dc:language', {}, metadata.language),
    // Readers parse the description as HTML (RSS 2.0, “entity-encoded HTML”), so text is escaped twice.
    xml('description', {}, join(entrySummary(article)).markup),
    html === undefined ? undefined : xml('content:encoded', {}, cdata(html)),
    media(article, html !== undefined),
    metadata.source && xml('dc:source', {}, webAddress(metadata.source.url ?? '') ?? metadata.source.name),
    rights?.notice || rights?.usageTerms
      ? xml('dc:rights', {}, [rights.notice, rights.usageTerms].filter(Boolean).join(' '))
      : undefined,
    licenseLink(rights?.license?.url),
  )
}

function licenseLink(url: string | undefined): Markup | undefined {
  const href = url === undefined ? undefined : webAddress(url)
  return href === undefined ? undefined : xml('atom:link', { rel: 'license', href })
}

/** @param whole whether media of the body may be included */
function media(article: AnyArticle, whole: boolean): Child {
  const { image } = article.metadata
  const url = image && webAddress(image.url)
  const picture =
    url &&
    xml(
      'media:content',
      { url, medium: 'image', width: image.width, height: image.height },
      image.alt ? xml('media:description', { type: 'plain' }, image.alt) : undefined,
      image.credit ? xml('media:credit', {}, image.credit) : undefined,
    )
  const played = (whole ? mediaOf(article) : []).map(({ url, kind, mediaType, durationSeconds }) => {
    const medium = kind === 'audio' || kind === 'video' ? kind : 'document'
    const address = webAddress(url)
    const duration = durationSeconds === undefined ? undefined : Math.round(durationSeconds)
    return address && xml('media:content', { url: address, medium, type: mediaType, duration })
  })
  return [picture || undefined, played.map(one => one || undefined)]
}

/** RFC 822 date with a four-digit year, as RSS 2.0 prefers. */
function rfc822(at: Instant): string {
  return new Date(at).toUTCString()
}
