import type { Site } from '../../domain/address/site.ts'
import type { Image } from '../../domain/body/image.ts'
import { plainText } from '../../domain/body/inline.ts'
import type { DeliveredSection } from '../../domain/body/section.ts'
import { urn } from '../../domain/id.ts'
import type { DeliveredArticle, DeliveredArticleItem } from '../../domain/print/delivered.ts'
import type { AuthorRef } from '../../domain/term/term.ts'
import { webAddress } from '../../render/address.ts'
import { htmlSetting, sectionAddress } from '../../render/html-setting.ts'
import { toJson } from '../../render/json.ts'
import { newestFirst } from './article-html.ts'
import type { Rendition } from './rendition.ts'

/** schema.org NewsArticle or Article with the members that Google documents for articles, and more. */
export const jsonLd: Rendition = {
  name: 'jsonld',
  mediaType: 'application/ld+json',
  suffix: '.jsonld',
  render: (article, site) => `${toJson(linkedData(article, site), 2)}\n`,
}

/** The article as a JSON-LD object; members without a value are undefined, and `JSON.stringify` omits them. */
export function linkedData(article: DeliveredArticle | DeliveredArticleItem, site: Site): object {
  const { metadata, title, summary } = article
  const { rights, source } = metadata
  const page = webAddress(metadata.canonicalUrl) ?? article.url
  const takeaways = article.keyTakeaways?.map(takeaway => takeaway.text) ?? []
  return {
    '@context': 'https://schema.org',
    '@type': site.articleType ?? 'NewsArticle',
    '@id': urn(article.id),
    identifier: urn(article.id),
    url: page,
    mainEntityOfPage: { '@type': 'WebPage', '@id': page },
    headline: title,
    description: summary,
    abstract: takeaways.length > 0 ? takeaways.join('\n') : summary,
    inLanguage: metadata.language,
    datePublished: metadata.publishedAt,
    dateModified: metadata.updatedAt,
    expires: metadata.expiresAt,
    version: article.edition,
    articleSection: metadata.category?.name,
    keywords: metadata.tags.length > 0 ? metadata.tags.map(tag => tag.name) : undefined,
    wordCount: metadata.wordCount,
    timeRequired: `PT${metadata.readingTimeMinutes}M`,
    image: metadata.image && images(metadata.image),
    author: metadata.authors.length > 0 ? metadata.authors.map(person) : publisher(site),
    publisher: publisher(site),
    isBasedOn: source && { '@type': 'CreativeWork', name: source.name, url: source.url && webAddress(source.url) },
    license: rights?.license && (webAddress(rights.license.url ?? '') ?? rights.license.name),
    copyrightHolder: rights?.holder ? { '@type': 'Organization', name: rights.holder } : undefined,
    copyrightNotice: rights?.notice,
    conditionsOfAccess: rights?.usageTerms,
    usageInfo: site.miningPolicyUrl && webAddress(site.miningPolicyUrl),
    correction: corrections(article),
    workTranslation: translations(article),
    hasPart: article.sections && parts(article.sections, article),
  }
}

/** The main image and its variants: Google prefers several aspect ratios. */
function images(image: Image): object[] | undefined {
  const all = [image, ...image.variants].flatMap(({ url, width, height }) => {
    const address = webAddress(url)
    const caption = plainText(image.caption ?? []) || image.alt || undefined
    return address
      ? [{ '@type': 'ImageObject', url: address, width, height, caption, creditText: image.credit || undefined }]
      : []
  })
  return all.length > 0 ? all : undefined
}

/** An author. The URL is the author's own page if known, since search engines prefer it to the API. */
function person({ name, url, pageUrl, image }: AuthorRef): object {
  return {
    '@type': 'Person',
    name,
    url: webAddress(pageUrl ?? '') ?? webAddress(url),
    image: image && webAddress(image.url),
  }
}

function publisher(site: Site): object {
  const logo = site.logo && webAddress(site.logo.url)
  return {
    '@type': 'Organization',
    name: site.title,
    url: site.homeUrl ?? site.publicUrl,
    logo: logo && { '@type': 'ImageObject', url: logo, width: site.logo?.width, height: site.logo?.height },
  }
}

function corrections({ metadata }: DeliveredArticleItem): object[] | undefined {
  if (metadata.corrections.length === 0) return undefined
  return newestFirst(metadata.corrections).map(({ id, at, note }) => ({
    '@type': 'CorrectionComment',
    '@id': urn(id),
    datePublished: at,
    text: note,
  }))
}

function translations({ metadata }: DeliveredArticleItem): object[] | undefined {
  if (metadata.translations.length === 0) return undefined
  return metadata.translations.map(({ id, language, title, url, canonicalUrl }) => ({
    '@type': 'CreativeWork',
    '@id': urn(id),
    inLanguage: language,
    name: title,
    url: webAddress(canonicalUrl ?? '') ?? webAddress(url),
  }))
}

/** The sections by permanent id and URL. */
function parts(sections: readonly DeliveredSection[], { slug, url, metadata }: DeliveredArticleItem): object[] {
  const page = webAddress(metadata.canonicalUrl) ?? url
  const setting = htmlSetting({ page: { canonicalUrl: page.replace(/#.*$/s, ''), slug } })
  return sections.map(({ id, anchor, heading, position, wordCount }) => ({
    '@type': 'WebPageElement',
    '@id': urn(id),
    name: heading,
    position,
    url: sectionAddress(anchor, setting),
    wordCount,
  }))
}
