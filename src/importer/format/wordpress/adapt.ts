import { blocksText } from '../../../domain/body/word-count.ts'
import type { Manuscript } from '../../../domain/content/manuscript.ts'
import { trimEndBy } from '../../../domain/text/trim.ts'
import { withCleanText } from '../../blocks/clean-text.ts'
import { siteBase } from '../../blocks/file-address.ts'
import { decodedPart, permalinkPath } from '../../fact/address.ts'
import { chooseLanguage } from '../../fact/language.ts'
import { accountAuthor, distinct } from '../../fact/people.ts'
import { excerpt, generatedTitle, noteLimit, type Reporter, reporter } from '../../fact/report.ts'
import { withheldNote } from '../../fact/restriction.ts'
import type { ImportedArticle, ImportNote, ImportProblem, ParseOptions } from '../../importer.ts'
import { contentIdentity, isHomePage } from '../../source/content-identity.ts'
import { htmlFragment } from '../../tree/fragment.ts'
import { htmlLine } from '../../tree/html-line.ts'
import { plain } from '../../tree/plain-html.ts'
import type { Attachment } from './attachment.ts'
import { bodyHtml } from './block-html.ts'
import type { Channel } from './channel.ts'
import { modifiedAt, publishedAt } from './date.ts'
import { metaValues } from './item.ts'
import { rawItem } from './raw.ts'
import type { RelatedItems } from './related.ts'
import { termsOf, translationsOf } from './term.ts'
import type { WxrItem } from './wxr.ts'

/** An item with its context. */
export type ItemContext = {
  item: WxrItem
  /** Line of the item in the file. */
  line: number
  related: RelatedItems
  /** Notes of the XML reader. */
  notes: ImportNote[]
  /** Why it is not public. */
  restrictions: readonly ImportNote[]
}

/** Converts an item to an article. */
export async function adapt(
  context: ItemContext,
  channel: Channel,
  options: ParseOptions,
  guids: Map<string, number>,
): Promise<ImportedArticle | ImportProblem> {
  const { item, related, restrictions } = context
  const report = reporter()
  for (const { code, detail, place } of context.notes) report.note(code, detail, place)
  for (const { code, detail } of restrictions) report.note(code, detail)
  const base = /^https?:/i.test(item.link) ? item.link : channel.url || siteBase(options)
  const title = plain(item.title)
  const terms = termsOf(item, channel)
  const body = htmlFragment(html(context, report), base, { reporter: report, title: title || undefined })
  const words = () => blocksText(body.sections.flatMap(section => section.blocks))
  const name = title || generatedTitle(body.sections[0]?.heading ?? words(), report)
  if (name === '') return problem(context)
  const { language } = await chooseLanguage(words, terms.language ?? channel.language, options)
  const authors = terms.authors.length > 0 ? terms.authors : [authorOf(item, channel)]
  const facts = {
    title: name,
    summary: plain(item.excerpt) || seoDescription(item),
    language,
    // WordPress percent-encodes slugs in scripts other than Latin.
    slug: decodedPart(item.slug) || undefined,
    category: terms.category,
    tags: terms.tags,
    authors: distinct(authors.flatMap(author => accountAuthor(author, report.note))),
    image: featured(related, item, base, report),
    canonicalUrl: metaValues(item, '_yoast_wpseo_canonical', 'rank_math_canonical_url').find(url => URL.canParse(url)),
    custom: Object.keys(terms.taxonomies).length > 0 ? { taxonomies: terms.taxonomies } : undefined,
    ...dates(item, options, report.note),
    formerSlugs: nonEmpty(metaValues(item, '_wp_old_slug').map(decodedPart)),
    paths: nonEmpty([permalinkPath(item.link)]),
  }
  const { keyTakeaways, sections, footnotes } = body
  noteWithheld(item, report)
  const identified = isOtherPost(item, guids) ? { ...item, guid: '' } : item
  const raw = rawItem(item, authorOf(item, channel), related.items, channel)
  return {
    kind: 'article',
    manuscript: { ...withCleanText(facts), keyTakeaways, sections, footnotes },
    externalId: statedIdentity(identified, channel) ?? contentIdentity(raw),
    addresses: addressesOf(identified, channel),
    translations: [...translationsOf(item), ...duplicated(item, channel)],
    status: restrictions.length > 0 ? 'draft' : 'publishable',
    report: report.report(),
    raw: { mediaType: 'application/xml', bytes: raw },
  }
}

function html({ item, line, related }: ItemContext, { note }: Reporter): string {
  const first = line + item.contentLine - 1
  let noteCount = 0
  return bodyHtml(item.content, {
    ...related,
    note: (code, detail, lines) => {
      noteCount += 1
      note(code, detail, { line: noteCount > noteLimit ? first : first + lines() })
    },
  })
}

function featured(
  { attachments }: RelatedItems,
  item: WxrItem,
  base: string | undefined,
  { note }: Reporter,
): Manuscript['image'] {
  const [id] = metaValues(item, '_thumbnail_id')
  if (!id || id === '0' || id === '-1') return undefined
  const file: Attachment | undefined = attachments.get(Number(id))
  if (!file) {
    note(
      'image-missing',
      `The featured image is attachment ${excerpt(id)}, which is not in the file. Export all content to include it.`,
    )
    return undefined
  }
  const caption = htmlLine(file.captionHtml, base)
  return caption.length > 0 ? { ...file.image, caption } : file.image
}

/** Drafts have no publication date, only a date of saving. */
function dates(
  item: WxrItem,
  options: ParseOptions,
  note: Reporter['note'],
): Pick<Manuscript, 'publishedAt' | 'publishedPrecision' | 'updatedAt'> {
  const published = ['draft', 'pending'].includes(item.status) ? undefined : publishedAt(item, options, note)
  const modified = modifiedAt(item, options, note)
  const isLater = modified !== undefined && (published === undefined || modified >= published.at)
  const isDay = published?.precision === 'day'
  return {
    publishedAt: published?.at,
    publishedPrecision: isDay ? 'day' : undefined,
    updatedAt: isLater ? modified : undefined,
  }
}

/** The description for search engines, which the page shows. Templates of plug-ins (`%%title%%`, `%title%`) are not text. */
function seoDescription(item: WxrItem): string | undefined {
  const keys = ['_yoast_wpseo_metadesc', 'rank_math_description', '_aioseo_description', '_seopress_titles_desc']
  return metaValues(item, ...keys)
    .map(plain)
    .find(text => text !== '' && !/%%|%\w+%|#\w+_\w+/.test(text))
}

function authorOf({ creator }: WxrItem, { authors }: Channel): string {
  return plain(authors.get(creator) ?? creator)
}

function noteWithheld({ withheld }: WxrItem, { note }: Reporter): void {
  if (withheld.size === 0) return
  const names = [...withheld].map(([name, count]) => (count > 1 ? `${name} (${count})` : name))
  const { code, detail } = withheldNote(names)
  note(code, detail)
}

function problem({ item, line }: ItemContext): ImportProblem {
  const detail = `The item ${item.id || item.guid} has neither a title nor text.`
  return { kind: 'problem', code: 'empty', detail, place: { line } }
}

/** Whether an earlier post of the file has the same guid. Copies of posts and merged sites repeat it; the id is another. */
function isOtherPost({ guid, id }: WxrItem, guids: Map<string, number>): boolean {
  const owner = guids.get(guid)
  if (owner === undefined && guid !== '') guids.set(Buffer.from(guid).toString(), id)
  return owner !== undefined && owner !== id
}

/** The id is unique only together with the address of the site. */
function statedIdentity({ guid, id, link }: WxrItem, { url }: Channel): string | undefined {
  const numbered = id > 0 && url !== '' ? `${url}/?p=${id}` : ''
  return [guid, numbered, link].find(one => one !== '' && !isHomePage(one))
}

/** The address of the post that WPML copied for another language. */
function duplicated(item: WxrItem, { url }: Channel): string[] {
  const [id = ''] = metaValues(item, '_icl_lang_duplicate_of')
  return url !== '' && /^[1-9]\d{0,18}$/.test(id) ? [`${trimEndBy(url, /\//)}/?p=${id}`] : []
}

/** The permalink, and the addresses by id that WordPress also accepts. */
function addressesOf({ link, guid, id }: WxrItem, { url }: Channel): string[] {
  const site = trimEndBy(url, /\//)
  const plain = id > 0 && site !== '' ? [`${site}/?p=${id}`, `${site}/?page_id=${id}`] : []
  return [link, guid, ...plain].filter(one => /^https?:/i.test(one))
}

function nonEmpty(texts: readonly (string | undefined)[]): string[] | undefined {
  const found = [...new Set(texts.filter(text => text !== undefined))].filter(text => text !== '')
  return found.length > 0 ? found : undefined
}
