import { blocksText } from '../../../domain/body/word-count.ts'
import type { Manuscript } from '../../../domain/content/manuscript.ts'
import { trimEndBy } from '../../../domain/text/trim.ts'
import { siteBase } from '../../blocks/file-address.ts'
import { readable } from '../../blocks/readable.ts'
import { chooseLanguage } from '../../fact/language.ts'
import { brief, noteLimit, type Reporter, reporter } from '../../fact/report.ts'
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
import type { Related } from './related.ts'
import { termsOf } from './term.ts'
import type { WireItem } from './wire.ts'

/** An item with all that it refers to. */
export type Whole = {
  item: WireItem
  /** Line of the item in the file. */
  line: number
  related: Related
  /** What was noted while it was read. */
  notes: ImportNote[]
  /** Why it cannot be published. */
  restrictions: readonly ImportNote[]
}

/** Turns an item into an article. */
export async function adapt(
  whole: Whole,
  channel: Channel,
  options: ParseOptions,
): Promise<ImportedArticle | ImportProblem> {
  const { item, related, restrictions } = whole
  const report = reporter()
  for (const { code, detail, place } of whole.notes) report.note(code, detail, place)
  for (const { code, detail } of restrictions) report.note(code, detail)
  const base = /^https?:/i.test(item.link) ? item.link : channel.url || siteBase(options)
  const title = plain(item.title)
  const terms = termsOf(item, channel)
  const body = htmlFragment(html(whole, report), base, { reporter: report, title: title || undefined })
  const words = () => blocksText(body.sections.flatMap(section => section.blocks))
  const name = title || madeTitle(body.sections[0]?.heading ?? words(), report)
  if (name === '') return problem(whole)
  const { language } = await chooseLanguage(words, terms.language ?? channel.language, options)
  const authors = terms.authors.length > 0 ? terms.authors : [authorOf(item, channel)]
  const facts = {
    title: name,
    summary: plain(item.excerpt) || undefined,
    language,
    slug: decoded(item.slug) || undefined,
    category: terms.category,
    tags: terms.tags,
    authors: authors.filter(Boolean).map(author => ({ name: author })),
    image: featured(related, item, base, report),
    canonicalUrl: metaValues(item, '_yoast_wpseo_canonical', 'rank_math_canonical_url').find(url => URL.canParse(url)),
    custom: Object.keys(terms.taxonomies).length > 0 ? { taxonomies: terms.taxonomies } : undefined,
    ...dates(item, options),
    formerSlugs: some(metaValues(item, '_wp_old_slug').map(decoded)),
    paths: some([pathOf(item.link)]),
  }
  const { keyTakeaways, sections, footnotes } = body
  noteWithheld(item, report)
  const raw = rawItem(item, authorOf(item, channel), related.items, channel)
  return {
    kind: 'article',
    manuscript: { ...readable(facts), keyTakeaways, sections, footnotes },
    externalId: statedIdentity(item, channel) ?? contentIdentity(raw),
    addresses: addressesOf(item, channel),
    status: restrictions.length > 0 ? 'draft' : 'publishable',
    report: report.report(),
    raw: { mediaType: 'application/xml', bytes: raw },
  }
}

function html({ item, line, related }: Whole, { note }: Reporter): string {
  const first = line + item.contentLine - 1
  let placed = 0
  return bodyHtml(item.content, {
    ...related,
    note: (code, detail, lines) => {
      placed += 1
      note(code, detail, { line: placed > noteLimit ? first : first + lines() })
    },
  })
}

function featured(
  { attachments }: Related,
  item: WireItem,
  base: string | undefined,
  { note }: Reporter,
): Manuscript['image'] {
  const [id] = metaValues(item, '_thumbnail_id')
  if (!id || id === '0' || id === '-1') return undefined
  const file: Attachment | undefined = attachments.get(Number(id))
  if (!file) {
    note('image-missing', `The featured image is attachment ${brief(id)}, which is not in the file.`)
    return undefined
  }
  const caption = htmlLine(file.captionHtml, base)
  return caption.length > 0 ? { ...file.image, caption } : file.image
}

/** Of drafts the database only knows when they were saved. */
function dates(item: WireItem, { timeZone }: ParseOptions): Pick<Manuscript, 'publishedAt' | 'updatedAt'> {
  const published = ['draft', 'pending'].includes(item.status) ? undefined : publishedAt(item, timeZone)
  const modified = modifiedAt(item)
  const isLater = modified !== undefined && (published === undefined || modified >= published)
  return { publishedAt: published, updatedAt: isLater ? modified : undefined }
}

function authorOf({ creator }: WireItem, { authors }: Channel): string {
  return plain(authors.get(creator) ?? creator)
}

function noteWithheld({ withheld }: WireItem, { note }: Reporter): void {
  if (withheld.size === 0) return
  const names = [...withheld].map(([name, count]) => (count > 1 ? `${name} (${count})` : name))
  const { code, detail } = withheldNote(names)
  note(code, detail)
}

function madeTitle(words: string, { note }: Reporter): string {
  const title = brief(words)
  if (title !== '') note('title-made', 'The item has no title; its first words are it.')
  return title
}

function problem({ item, line }: Whole): ImportProblem {
  const detail = `The item ${item.id || item.guid} has neither a title nor words.`
  return { kind: 'problem', code: 'empty', detail, place: { line } }
}

/** A number is of its site only: without the site it would be any site's. */
function statedIdentity({ guid, id, link }: WireItem, { url }: Channel): string | undefined {
  const numbered = id > 0 && url !== '' ? `${url}/?p=${id}` : ''
  return [guid, numbered, link].find(one => one !== '' && !isHomePage(one))
}

/** Its permalink, and those that WordPress gives an item before it has one. */
function addressesOf({ link, guid, id }: WireItem, { url }: Channel): string[] {
  const site = trimEndBy(url, /\//)
  const plain = id > 0 && site !== '' ? [`${site}/?p=${id}`, `${site}/?page_id=${id}`] : []
  return [link, guid, ...plain].filter(one => /^https?:/i.test(one))
}

/** The path of a permalink; `/?p=12` is none. */
function pathOf(link: string): string {
  const url = URL.parse(link)
  return url && /^https?:$/.test(url.protocol) && url.pathname !== '/' && url.search === '' ? url.pathname : ''
}

/** Slugs of other scripts than Latin are kept percent-encoded. */
function decoded(slug: string): string {
  try {
    return decodeURIComponent(slug)
  } catch {
    return slug
  }
}

function some(texts: readonly string[]): string[] | undefined {
  const found = [...new Set(texts)].filter(Boolean)
  return found.length > 0 ? found : undefined
}
