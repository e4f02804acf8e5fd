import type { Block } from '../../../domain/body/block.ts'
import type { Image } from '../../../domain/body/image.ts'
import { blocksText } from '../../../domain/body/word-count.ts'
import type { Precision } from '../../../domain/content/fact.ts'
import type { Manuscript, ManuscriptAuthor } from '../../../domain/content/manuscript.ts'
import type { Rights, Source } from '../../../domain/content/rights.ts'
import type { Instant } from '../../../domain/instant.ts'
import { withCleanText } from '../../blocks/clean-text.ts'
import { absoluteUrl, permalinkPath } from '../../fact/address.ts'
import { chooseLanguage } from '../../fact/language.ts'
import { generatedTitle, reporter } from '../../fact/report.ts'
import type { ImportedArticle, ImportNote, ImportProblem, ParseOptions } from '../../importer.ts'
import { contentIdentity, isHomePage } from '../../source/content-identity.ts'
import { htmlFragment } from '../../tree/fragment.ts'
import { plain } from '../../tree/plain-html.ts'

/** An entry of a feed in any format. */
export type FeedItem = {
  kind: 'item'
  /** Plain text. */
  title: string
  /** Plain text. */
  summary: string
  html: string
  id: string
  /** Absolute URL of the article's page. */
  url: string | undefined
  /** Base URL of the content. */
  base: string | undefined
  language: string | undefined
  /** Addresses of its translations. */
  translations?: string[] | undefined
  category: string | undefined
  tags: string[]
  authors: ManuscriptAuthor[]
  image: Image | undefined
  /** Sound, film and documents of the entry, as blocks. */
  media: Block[]
  publishedAt: Instant | undefined
  publishedPrecision?: Precision | undefined
  updatedAt: Instant | undefined
  source?: Source | undefined
  rights?: Rights | undefined
  /** Why the entry is not public. */
  restrictions: ImportNote[]
  line: number
  notes: ImportNote[]
  raw: ImportedArticle['raw']
}

export async function adapt(item: FeedItem, options: ParseOptions): Promise<ImportedArticle | ImportProblem> {
  const report = reporter()
  for (const { code, detail, place } of item.notes) report.note(code, detail, place)
  const { title, base, url } = item
  const onlySummary = item.html.trim() === '' && item.summary !== ''
  const html = onlySummary ? `<p>${item.summary.replace(/[&<>]/g, one => `&#${one.charCodeAt(0)};`)}</p>` : item.html
  const body = htmlFragment(html, base, { reporter: report, title: title || undefined })
  if (onlySummary)
    report.note('summary-only', 'The feed has no text of this entry except its summary. The summary became the text.')
  const words = () => blocksText(body.sections.flatMap(section => section.blocks))
  const name = title || generatedTitle(words(), report)
  if (name === '') {
    return {
      kind: 'problem',
      code: 'empty',
      detail: 'The entry has neither a title nor text.',
      place: { line: item.line },
    }
  }
  for (const { code, detail } of item.restrictions) report.note(code, detail)
  const { language } = await chooseLanguage(words, item.language, options)
  const isLater = item.updatedAt !== undefined && (item.publishedAt === undefined || item.updatedAt >= item.publishedAt)
  const path = url === undefined ? undefined : permalinkPath(url)
  const summary = plain(item.summary)
  return {
    kind: 'article',
    manuscript: {
      ...withCleanText({
        title: name,
        summary:
          onlySummary ||
          summary === '' ||
          blocksText(body.sections.flatMap(section => section.blocks)).trim() === summary
            ? undefined
            : summary,
        language,
        category: item.category,
        tags: item.tags,
        authors: item.authors,
        image: item.image,
        canonicalUrl: url,
        source: item.source,
        rights: item.rights,
        publishedAt: item.publishedAt,
        publishedPrecision: item.publishedPrecision,
        updatedAt: isLater ? item.updatedAt : undefined,
        paths: path === undefined ? undefined : [path],
      }),
      keyTakeaways: body.keyTakeaways,
      sections: withMedia(body.sections, item.media),
      footnotes: body.footnotes,
    },
    externalId: identityOf(item),
    addresses: [url, item.id].filter(one => one !== undefined && /^https?:/i.test(one)).map(String),
    translations: item.translations,
    status: item.restrictions.length > 0 ? 'draft' : 'publishable',
    report: report.report(),
    raw: item.raw,
  }
}

/** Adds media to the lead that the text does not show itself. */
function withMedia(sections: Manuscript['sections'], media: readonly Block[]): Manuscript['sections'] {
  const files = media.filter(one => one.type === 'media')
  if (files.length === 0) return sections
  const shown = JSON.stringify(sections)
  const added = files.filter(one => !shown.includes(JSON.stringify(one.url)))
  if (added.length === 0) return sections
  const [lead, ...others] = sections
  return lead && lead.heading === undefined
    ? [{ ...lead, blocks: [...lead.blocks, ...added] }, ...others]
    : [{ level: 1, blocks: added }, ...sections]
}

/** The id or link of an entry, else a hash of its content. */
function identityOf({ id, url = '', title, summary, html, publishedAt }: FeedItem): string {
  const stated = [id, url].find(one => one !== '' && !isHomePage(one))
  return stated ?? contentIdentity(JSON.stringify([title, summary, html, publishedAt]))
}

/** The first valid address, resolved. */
export function firstUrl(base: string | undefined, ...texts: (string | undefined)[]): string | undefined {
  for (const text of texts) {
    const url = text === undefined ? undefined : absoluteUrl(text.trim(), base)
    if (url !== undefined) return url
  }
  return undefined
}

/** Plain texts of names, without duplicates. */
export function names(texts: readonly (string | undefined)[]): string[] {
  return [...new Set(texts.map(text => plain(text ?? '')))].filter(text => text !== '')
}
