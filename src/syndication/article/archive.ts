import { plainText } from '../../domain/body/inline.ts'
import { content } from '../../domain/content/content.ts'
import { headNames, metadataNames } from '../../domain/content/fact.ts'
import { pick } from '../../domain/member.ts'
import type { Exported } from '../../domain/store/article/export-store.ts'
import type { Term, TermKind } from '../../domain/term/term.ts'
import { clean } from '../../domain/text/json.ts'

/**
 * An article as one line of JSON. Importing the line restores the article. It has the form of `GET /v1/articles/{ref}`
 * without derived members, and links to articles by id. A published article is exported as the public sees it, any other
 * as editors see it.
 */
export function archiveLine({ article, edition, terms, formerSlugs, paths, views }: Exported): string {
  // Parsing with the schema gives the members a fixed order.
  const said = content.parse(edition?.content ?? article.content)
  const { keyTakeaways, sections, footnotes } = said
  const named = (kind: TermKind) => terms.filter(term => term.kind === kind).map(termLine)
  return JSON.stringify(
    clean({
      id: article.id,
      slug: said.slug,
      title: said.title,
      ...pick(said, headNames),
      edition: edition?.number,
      metadata: {
        language: said.language,
        category: named('category')[0],
        tags: named('tag'),
        authors: named('author'),
        publishedAt: edition?.publishedAt ?? said.publishedAt,
        publishedPrecision: said.publishedAt === undefined ? 'instant' : said.publishedPrecision,
        updatedAt: edition?.updatedAt ?? said.updatedAt,
        expiresAt: said.expiresAt,
        readingTimeMinutes: said.readingTimeMinutes,
        views: views > 0 ? views : undefined,
        ...pick(said, metadataNames),
        corrections: edition?.corrections ?? [],
        custom: said.custom,
      },
      keyTakeaways: keyTakeaways.map(({ id, content: runs, origin, sectionAnchor }) => ({
        id,
        text: plainText(runs),
        content: runs,
        origin,
        sectionAnchor,
      })),
      sections,
      footnotes,
      workingCopy: {
        externalId: article.externalId,
        status: edition ? 'published' : 'draft',
        formerSlugs,
        paths,
        translationGroup: article.translationGroup,
      },
    }),
  )
}

function termLine({ id, slug, name, description, pageUrl, image }: Term): object {
  return { id, slug, name, description, pageUrl, image }
}
