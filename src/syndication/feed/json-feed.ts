import type { Site } from '../../domain/address/site.ts'
import type { Tombstone } from '../../domain/article/tombstone.ts'
import { urn } from '../../domain/id.ts'
import type { AuthorRef } from '../../domain/term/term.ts'
import { webAddress } from '../../render/address.ts'
import { toJson } from '../../render/json.ts'
import { fileName } from '../../render/media-html.ts'
import { type AnyArticle, entryHtml, entrySummary, entryUrl, mediaOf, syndicated } from '../entry.ts'
import type { Context, Format } from '../format.ts'

/**
 * JSON Feed 1.1. The extension `_offprint` has what the format lacks: takeaways, revision and rights of an item, and the
 * deletions of the feed after its items.
 */
export const jsonFeed: Format = {
  name: 'json-feed',
  mediaType: 'application/feed+json',
  path: '/feeds/feed.json',
  needs: 'full',
  async *render(entries, context) {
    yield `${toJson(head(context)).slice(0, -1)},"items":[`
    const deleted: object[] = []
    let count = 0
    for await (const entry of syndicated(entries)) {
      if (entry.kind === 'tombstone') deleted.push(deletion(entry.tombstone))
      else yield `${count++ > 0 ? ',\n' : '\n'}${toJson(item(entry.article, context))}`
    }
    yield `],"_offprint":${toJson({ about: about(context.site), deleted })}}\n`
  },
}

/** URL of the documentation of the extension. */
function about(site: Site): string {
  return `${site.publicUrl}/docs`
}

function head({ site, self, next, title, language }: Context): object {
  return {
    version: 'https://jsonfeed.org/version/1.1',
    title: title ?? site.title,
    home_page_url: site.homeUrl ?? site.publicUrl,
    feed_url: self,
    next_url: next,
    description: site.description,
    icon: webAddress(site.iconUrl ?? site.logo?.url ?? ''),
    authors: [{ name: site.title, url: site.homeUrl ?? site.publicUrl }],
    language: language ?? site.language,
    hubs: site.hubs?.length ? site.hubs.map(url => ({ type: 'WebSub', url })) : undefined,
  }
}

function item(article: AnyArticle, context: Context): object {
  const { metadata, summary } = article
  const html = entryHtml(article, context)
  const { category, tags, rights, image } = metadata
  const media = html === undefined ? [] : attachments(article)
  return {
    id: urn(article.id),
    url: entryUrl(article),
    external_url: metadata.source?.url && webAddress(metadata.source.url),
    title: article.title,
    summary,
    ...(html === undefined ? { content_text: entrySummary(article) } : { content_html: html }),
    image: image && webAddress(image.url),
    date_published: metadata.publishedAt,
    date_modified: metadata.updatedAt,
    authors: metadata.authors.length > 0 ? metadata.authors.map(author) : undefined,
    tags: [...(category ? [category] : []), ...tags].map(term => term.name),
    language: metadata.language,
    attachments: media.length > 0 ? media : undefined,
    _offprint: {
      about: about(context.site),
      url: article.url,
      slug: article.slug,
      edition: article.edition,
      revision: article.revision,
      key_takeaways: article.keyTakeaways?.map(takeaway => takeaway.text) ?? [],
      reading_time_minutes: metadata.readingTimeMinutes,
      word_count: metadata.wordCount,
      expires: metadata.expiresAt,
      rights,
    },
  }
}

function author({ name, pageUrl, url, image }: AuthorRef): object {
  return { name, url: webAddress(pageUrl ?? '') ?? webAddress(url), avatar: image && webAddress(image.url) }
}

/** Attachments; the type is required, so an unknown one is `application/octet-stream`. */
function attachments(article: AnyArticle): object[] {
  return mediaOf(article).flatMap(({ url, mediaType, durationSeconds }) => {
    const address = webAddress(url)
    if (address === undefined) return []
    const mime_type = mediaType ?? 'application/octet-stream'
    return [{ url: address, mime_type, title: fileName(address), duration_in_seconds: durationSeconds }]
  })
}

function deletion({ id, slug, revision, reason, at, movedTo }: Tombstone): object {
  return { id: urn(id), slug, revision, reason, at, moved_to: movedTo && webAddress(movedTo.url) }
}
