import { articleUrl, effectiveRights, pageUrl, printEpoch, type Site, termUrl } from '../address/site.ts'
import type { Edition } from '../article/edition.ts'
import { plainText } from '../body/inline.ts'
import { tableOfContents } from '../body/outline.ts'
import { readingTimeMinutes } from '../body/reading-time.ts'
import type { DeliveredSection, Section } from '../body/section.ts'
import { addWords, blocksText, countWords, type WordCount } from '../body/word-count.ts'
import type { Delivered } from '../change.ts'
import { termIds } from '../content/content.ts'
import { headNames, metadataNames } from '../content/fact.ts'
import type { Id } from '../id.ts'
import { calendar, type Day, type Instant } from '../instant.ts'
import { pick } from '../member.ts'
import type { Term, TermKind, TermRef } from '../term/term.ts'
import { clean } from '../text/json.ts'
import { type DeliveredArticle, deliveredArticle } from './delivered.ts'
import { type Digest, type PrintLayout, setType } from './layout.ts'
import { linkedArticles, resolveLinks } from './link.ts'
import type { Neighbours, PrintUse } from './neighbour.ts'

/**
 * The delivered bytes of an edition, and the values that lists sort and filter by. Views are inserted when it is read.
 */
export type Print = {
  articleId: Id
  edition: number
  revision: number
  epoch: string
  slug: string
  title: string
  canonicalUrl: string
  publishedAt: Instant
  updatedAt: Instant
  keyTakeaways: number
  readingTimeMinutes: number
  hasImage: boolean
  delivered: Delivered
  /** `Article` as JSON in UTF-8; `layout` has the positions of its parts. */
  body: Uint8Array
  /** `ArticleItem` without optional members, as JSON in UTF-8; `layout` has the position of its views. */
  item: Uint8Array
  layout: PrintLayout
  uses: PrintUse[]
}

/** Creates the printer of a site. Its epoch identifies prints of this configuration and renderer. */
export type Printer = {
  epoch: string
  print(edition: Edition, around: Neighbours, revision: number, translationGroup?: Id): Print
}

export function createPrinter(site: Site, digest: Digest): Printer {
  const epoch = printEpoch(site, digest)
  const dayOf = calendar(site.timeZone)
  return {
    epoch,
    print(edition, around, revision, translationGroup) {
      const said = deliver(edition, around, revision, site, dayOf(edition.publishedAt))
      const article = deliveredArticle.parse(clean(said))
      const { metadata } = article
      return {
        articleId: edition.articleId,
        edition: edition.number,
        revision,
        epoch,
        slug: article.slug,
        title: article.title,
        canonicalUrl: metadata.canonicalUrl,
        publishedAt: metadata.publishedAt,
        updatedAt: metadata.updatedAt,
        keyTakeaways: article.keyTakeaways.length,
        readingTimeMinutes: metadata.readingTimeMinutes,
        hasImage: metadata.image !== undefined,
        delivered: {
          delivered: true,
          language: metadata.language,
          categoryId: metadata.category?.id,
          tagIds: metadata.tags.map(tag => tag.id),
          authorIds: metadata.authors.map(author => author.id),
        },
        ...setType(article, digest),
        uses: [
          ...termIds(edition.content).map(id => ({ kind: 'term', id }) as const),
          ...linkedArticles(edition.content).map(id => ({ kind: 'article', id }) as const),
          ...(translationGroup ? [{ kind: 'translations', id: translationGroup } as const] : []),
        ],
      }
    },
  }
}

/** The article as delivered, with 0 views. */
function deliver(
  edition: Edition,
  around: Neighbours,
  revision: number,
  site: Site,
  publishedDate: Day,
): DeliveredArticle {
  const content = resolveLinks(edition.content, id => around.articles.get(id), site)
  const counted = content.sections.map(section => ({ section, words: sectionWords(section) }))
  const words = addWords(counted.map(one => one.words))
  const reference = (kind: TermKind) => (id: Id) => around.terms.get(id) ?? missing(kind, id)
  const category = content.categoryId ? reference('category')(content.categoryId) : undefined
  const { slug, language } = content
  const page = { id: edition.articleId, slug, language, category: category?.slug, publishedDate }
  return {
    id: edition.articleId,
    slug: content.slug,
    url: articleUrl(site, content.slug),
    title: content.title,
    ...pick(content, headNames),
    edition: edition.number,
    revision,
    metadata: {
      language: content.language,
      direction: content.direction,
      translations: around.translations.map(({ language, id, slug, title, canonicalUrl }) => ({
        language,
        id,
        slug,
        title,
        url: articleUrl(site, slug),
        canonicalUrl,
      })),
      ...(category && { category: termRef(category, site) }),
      tags: content.tagIds.map(reference('tag')).map(term => termRef(term, site)),
      authors: content.authorIds.map(reference('author')).map(term => ({
        ...termRef(term, site),
        pageUrl: term.pageUrl,
        image: term.image,
      })),
      publishedAt: edition.publishedAt,
      publishedDate,
      publishedPrecision: content.publishedAt ? content.publishedPrecision : 'instant',
      updatedAt: edition.updatedAt,
      expiresAt: content.expiresAt,
      readingTimeMinutes: content.readingTimeMinutes ?? readingTimeMinutes(words, content.language),
      wordCount: words.spaced + words.characters,
      views: 0,
      ...pick(content, metadataNames),
      canonicalUrl: content.canonicalUrl ?? pageUrl(site, page),
      rights: effectiveRights(site, content.rights),
      corrections: edition.corrections,
      custom: content.custom,
    },
    keyTakeaways: content.keyTakeaways.map(({ id, content: runs, origin, sectionAnchor }, index) => ({
      id,
      position: index + 1,
      text: plainText(runs),
      content: runs,
      origin,
      sectionAnchor,
    })),
    tableOfContents: tableOfContents(content.sections),
    sections: counted.map(({ section, words }, index) => deliverSection(section, index + 1, words)),
    footnotes: content.footnotes,
  }
}

function deliverSection(section: Section, position: number, words: WordCount): DeliveredSection {
  const { id, anchor, parentAnchor, heading, headingContent, level, formerAnchors, blocks } = section
  return {
    id,
    anchor,
    parentAnchor,
    heading,
    headingContent,
    level,
    position,
    wordCount: words.spaced + words.characters,
    hash: '',
    formerAnchors,
    blocks,
  }
}

function sectionWords(section: Section): WordCount {
  return addWords([countWords(section.heading ?? ''), countWords(blocksText(section.blocks))])
}

function termRef({ kind, id, slug, name }: Term, site: Site): TermRef {
  return { id, slug, name, url: termUrl(site, kind, slug) }
}

function missing(kind: TermKind, id: Id): never {
  throw new Error(`the ${kind} ${id} of an edition is not among its neighbours`)
}
