import type { Site } from '../../domain/address/site.ts'
import type { Tombstone } from '../../domain/article/tombstone.ts'
import type { Image } from '../../domain/body/image.ts'
import { plainText } from '../../domain/body/inline.ts'
import type { Metadata } from '../../domain/content/metadata.ts'
import { urn } from '../../domain/id.ts'
import { legible } from '../../domain/text/legible-text.ts'
import { webAddress } from '../../render/address.ts'
import { toJson } from '../../render/json.ts'
import { blocksText } from '../../render/text.ts'
import type { AnyArticle } from '../entry.ts'
import { contentHtml, newestFirst } from './article-html.ts'
import { alternates, type Rendition, renditionUrl } from './rendition.ts'

/** IPTC ninjs 3.1; the output has only members of the schema. */
export const ninjs: Rendition = {
  name: 'ninjs',
  mediaType: 'application/json',
  suffix: '.ninjs.json',
  render: (article, site) => `${toJson({ ...newsItem(article, site, 'full'), standard })}\n`,
}

/** Only for the root of a document, not for associations. */
export const standard = {
  name: 'ninjs',
  version: '3.1',
  schema: 'http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#',
}

/** @param how `summary` omits the bodies and sets `representationType` to partial */
export function newsItem(article: AnyArticle, site: Site, how: 'full' | 'summary'): object {
  const { metadata, title } = article
  const bodies = how === 'full' ? bodiesOf(article, site) : undefined
  const authors = metadata.authors.map(author => author.name).join(', ')
  return {
    uri: urn(article.id),
    type: 'text',
    representationType: bodies ? 'full' : 'partial',
    version: String(article.edition),
    firstCreated: metadata.publishedAt,
    versionCreated: metadata.updatedAt,
    pubStatus: 'usable',
    ...rightsOf(metadata),
    edNote: newestFirst(metadata.corrections)[0]?.note,
    language: metadata.language,
    title,
    headlines: [{ role: 'main', contentType: 'text/plain', value: title }],
    descriptions: descriptions(article),
    bodies,
    by: authors || undefined,
    slugline: article.slug,
    people: people(metadata),
    subjects: subjects(metadata),
    infoSources: metadata.source && [
      { name: metadata.source.name, role: 'source', uri: webAddress(metadata.source.url ?? '') },
    ],
    renditions: alternates.map(({ suffix, type }) => ({
      name: suffix.slice(1) || 'json',
      href: renditionUrl(site, article.slug, suffix),
      contentType: type,
    })),
    associations: associations(article),
    altIds: [
      { role: 'revision', value: String(article.revision) },
      { role: 'slug', value: article.slug },
      { role: 'canonicalUrl', value: metadata.canonicalUrl },
    ],
    expires: metadata.expiresAt,
  }
}

/** The notice for a deleted article: receivers must remove it. */
export function cancelledItem({ id, slug, revision, reason, at, note, movedTo }: Tombstone): object {
  const to = movedTo && webAddress(movedTo.url)
  return {
    uri: urn(id),
    type: 'text',
    representationType: 'partial',
    pubStatus: 'canceled',
    versionCreated: at,
    edNote: note ? `${reason}: ${note}` : reason,
    slugline: slug,
    altIds: [
      { role: 'revision', value: String(revision) },
      { role: 'slug', value: slug },
      ...(to ? [{ role: 'movedTo', value: to }] : []),
    ],
  }
}

/** A licence with a URL becomes a linked right, otherwise a usage term. */
function rightsOf({ rights }: Metadata): object {
  const license = rights?.license
  const linked = license?.url === undefined ? undefined : webAddress(license.url)
  const terms = [rights?.usageTerms, linked ? undefined : license?.name].filter(Boolean).join(' ')
  return {
    copyrightHolder: rights?.holder,
    copyrightNotice: rights?.notice,
    usageTerms: terms || undefined,
    rightsInfo: linked && { linkedRights: linked },
  }
}

function descriptions({ summary, keyTakeaways = [] }: AnyArticle): object[] {
  const contentType = 'text/plain'
  return [
    ...(summary ? [{ role: 'summary', contentType, value: summary }] : []),
    ...keyTakeaways.map(({ text }) => ({ role: 'keyTakeaway', contentType, value: text })),
  ]
}

/** Undefined if the article has no sections. */
function bodiesOf(article: AnyArticle, site: Site): object[] | undefined {
  const html = contentHtml(article, site.timeZone)
  if (html === undefined) return undefined
  const text = bodyText(article)
  const counts = { charCount: [...text].length, wordCount: article.metadata.wordCount }
  return [
    { role: 'main', contentType: 'text/html', ...counts, value: html },
    { role: 'main', contentType: 'text/plain', ...counts, value: text },
  ]
}

function bodyText({ sections = [], metadata }: AnyArticle): string {
  return legible(
    sections
      .flatMap(({ heading, blocks }) => [heading ?? '', blocksText(blocks, metadata.language)])
      .filter(Boolean)
      .join('\n\n'),
  )
}

/** Authors. The id is the API URL, the contact is their own page. */
function people({ authors }: Metadata): object[] {
  return authors.map(({ name, url, pageUrl }) => {
    const page = webAddress(pageUrl ?? '')
    return { name, rel: 'author', uri: webAddress(url), contactInfo: page && [{ type: 'web', value: page }] }
  })
}

function subjects({ category, tags }: Metadata): object[] {
  return [
    ...(category
      ? [{ name: category.name, rel: 'category', uri: webAddress(category.url), literal: category.slug }]
      : []),
    ...tags.map(({ name, url, slug }) => ({ name, rel: 'tag', uri: webAddress(url), literal: slug })),
  ]
}

/** The main image and the translations. */
function associations({ metadata }: AnyArticle): object[] {
  const { image, translations } = metadata
  return [
    ...(image ? picture(image) : []),
    ...translations.map(({ id, title, language, slug }) => ({
      name: title,
      rel: 'translation',
      uri: urn(id),
      type: 'text',
      representationType: 'partial',
      language,
      title,
      slugline: slug,
    })),
  ]
}

function picture(image: Image): object[] {
  const uri = webAddress(image.url)
  if (uri === undefined) return []
  const caption = plainText(image.caption ?? [])
  const variants = image.variants.flatMap(({ url, width, height, mediaType }) => {
    const href = webAddress(url)
    return href ? [{ name: `width-${width}`, href, width, height, contentType: mediaType }] : []
  })
  return [
    {
      name: 'mainImage',
      rel: 'mainImage',
      uri,
      type: 'picture',
      by: image.credit || undefined,
      descriptions: [
        ...(caption ? [{ role: 'caption', contentType: 'text/plain', value: caption }] : []),
        ...(image.alt ? [{ role: 'altText', contentType: 'text/plain', value: image.alt }] : []),
      ],
      renditions: [{ name: 'original', href: uri, width: image.width, height: image.height }, ...variants],
    },
  ]
}
