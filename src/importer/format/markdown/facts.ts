import type { Manuscript, ManuscriptTakeaway } from '../../../domain/content/manuscript.ts'
import { isId } from '../../../domain/id.ts'
import type { Instant } from '../../../domain/instant.ts'
import { fileBase } from '../../blocks/file-address.ts'
import { absoluteUrl } from '../../fact/address.ts'
import { addressesOf, type FileName } from '../../fact/file-name.ts'
import { asText, type Members, memberOf, members } from '../../fact/member.ts'
import { authorsOf, termsOf } from '../../fact/people.ts'
import type { Reporter } from '../../fact/report.ts'
import { withheldNote } from '../../fact/restriction.ts'
import type { ParseOptions } from '../../importer.ts'
import { isRecord } from '../../json/value.ts'
import { plainLine } from '../../tree/plain-html.ts'
import { coverOf } from './cover.ts'
import { customOf } from './custom.ts'
import { datesOf } from './dates.ts'
import { type Restrictions, restrictionsOf } from './restriction.ts'
import { rightsOf } from './rights.ts'

/** The metadata in front matter. */
export type Facts = Omit<Manuscript, 'title' | 'language' | 'keyTakeaways' | 'sections' | 'footnotes'> & {
  title: string | undefined
  language: string | undefined
  /** Texts in Markdown. */
  takeaways: { text: string; origin: ManuscriptTakeaway['origin'] }[]
  externalId: string | undefined
  /** Name that the translations of the article share. */
  translation: string | undefined
  /** Why the article is not public. */
  restrictions: Restrictions
  notBefore: Instant | undefined
  excerptSeparator: string | undefined
  base: string | undefined
}

type FactContext = { options: ParseOptions; file: FileName; reporter: Reporter; base: string | undefined }

/** Reads front matter by the names of Jekyll, Hugo, Astro, Eleventy and their themes. For unknown members see `customOf`. */
export function factsOf(data: ReadonlyMap<string, unknown>, context: FactContext): Facts {
  const { file, reporter } = context
  const from = members(data, reporter)
  const canonicalUrl = absoluteUrl(from.peek('canonical_url') ?? from.peek('canonical') ?? from.peek('canonicalLink'))
  if (canonicalUrl) from.takeAll('canonical_url', 'canonical', 'canonicalLink')
  const base = context.base ?? canonicalUrl ?? fileBase(context.options)
  const isSpaced = file.day !== undefined
  const categories = [
    ...from.takeAll('category').map(whole),
    ...from.takeAll('categories'),
    ...from.takeAll('section').map(whole),
  ]
  const [category, ...further] = termsOf(categories, isSpaced)
  const tags = [
    ...further.filter(term => term !== category),
    ...termsOf(from.takeAll('tags', 'tag', 'topics', 'keywords', 'labels'), isSpaced),
  ]
  const image = coverOf(from, base, reporter)
  const externalId = from.text('externalId', 'guid', 'uuid')
  const restrictions = restrictionsOf(from, file)
  const stated = from.text(
    'summary',
    'subtitle',
    'dek',
    'deck',
    'standfirst',
    'lede',
    'excerpt',
    'description',
    'abstract',
    'intro',
    'teaser',
  )
  const summary = stated && plainSummary(stated)
  const isTranslated = from.peek('lang') !== undefined
  const translation = from.text(
    'translationKey',
    'translationId',
    'langRef',
    ...(isTranslated ? ['ref', 'pageId'] : []),
  )
  const readingTimeMinutes = figure(
    from,
    'readingTime',
    'reading_time',
    'readTime',
    'read_time',
    'minutesRead',
    'time_to_read',
  )
  const views = figure(from, 'views', 'view_count', 'page_views')
  const rights = rightsOf(from)
  const source = sourceOf(from)
  const facts = {
    title: lineOf(from.text('title', 'headline', 'name')),
    ...(summary && { summary }),
    language: from.text('lang', 'language', 'locale') ?? file.language,
    ...addressesOf(from, file, data.size > 0),
    ...(category && { category }),
    tags: [...new Set(tags)],
    authors: peopleOf(from, base, reporter),
    ...(image && { image }),
    ...(canonicalUrl && { canonicalUrl }),
    ...(rights && { rights }),
    ...(source && { source }),
    ...datesOf(from, context),
    ...(readingTimeMinutes && readingTimeMinutes > 0 && { readingTimeMinutes }),
    ...(views !== undefined && { views }),
    takeaways: takeawaysOf(from, reporter),
    externalId,
    translation,
    restrictions,
    excerptSeparator: from.text('excerpt_separator'),
    base,
  }
  takeOwn(from)
  const { custom, withheld } = customOf(from, context.options.customMembers)
  if (withheld.length > 0) noteLeftOver(withheld, reporter)
  return custom ? { ...facts, custom } : facts
}

/** The authors, with the page and picture that flat members of Docusaurus and other themes state for a single one. */
function peopleOf(from: Members, base: string | undefined, { note }: Reporter): Facts['authors'] {
  const names = from.takeAll('author', 'authors', 'byline', 'by', 'writer', 'writers', 'creator', 'contributors')
  const authors = authorsOf(names, base, note)
  const [only, ...others] = authors
  if (!only || others.length > 0) return authors
  const more = {
    name: only.name,
    title: from.take('author_title', 'author_role'),
    url: from.take('author_url', 'author_link', 'author_website'),
    image: from.take('author_image_url', 'author_image', 'author_avatar'),
  }
  const hasMore = more.title !== undefined || more.url !== undefined || more.image !== undefined
  const [stated] = hasMore ? authorsOf([more], base, note) : []
  return [{ ...stated, ...only }]
}

/** Also without the marks of Markdown links. */
function plainSummary(text: string): string {
  return plainLine(text.replace(/!?\[([^[\]]*)\]\([^()]*\)/g, '$1'))
}

function lineOf(text: string | undefined): string | undefined {
  return text && (plainLine(text) || text)
}

function noteLeftOver(names: readonly string[], { note }: Reporter): void {
  const { code, detail } = withheldNote(names)
  note(code, detail, { line: 1 })
}

/** Members of Offprint's own Markdown that follow from the article and are not read. */
function takeOwn(from: Members): void {
  const copies = ['date', 'pubDate', 'published', 'lastmod', 'updatedDate', 'updated', 'description', 'categories']
  const [id, revision] = [from.peek('id'), from.peek('revision')]
  if (typeof id === 'string' && isId(id) && Number.isInteger(revision))
    from.takeAll('id', 'revision', 'word_count', 'render_with_liquid', ...copies)
}

/** A whole number, also as in "5 min read" and "1,204". */
function figure(from: Members, ...names: string[]): number | undefined {
  for (const name of names) {
    const value = from.peek(name)
    const text = asText(isRecord(value) ? memberOf(value, 'minutes', 'text') : value) ?? ''
    const number = Math.ceil(
      Number(/^~?\s*(\d{1,3}(?:[,.]\d{3})+|\d{1,12}(?:\.\d+)?)/.exec(text)?.[1]?.replace(/,/g, '') ?? Number.NaN),
    )
    if (!Number.isSafeInteger(number) || number < 0) continue
    from.take(name)
    return number
  }
  return undefined
}

function takeawaysOf(from: Members, reporter: Reporter): Facts['takeaways'] {
  const value = from.take(
    'keyTakeaways',
    'key_takeaways',
    'takeaways',
    'tldr',
    'tl;dr',
    'key_points',
    'keyPoints',
    'highlights',
  )
  const given = Array.isArray(value)
    ? value.flat(2)
    : typeof value === 'string'
      ? lines(value)
      : isRecord(value)
        ? Object.values(value)
        : [value]
  return given.flatMap(one => {
    const text = asText(
      isRecord(one) ? memberOf(one, 'text', 'content', 'title', 'takeaway', 'point', 'description') : one,
    )
    const [entry] = isRecord(one) && text === undefined ? Object.entries(one) : []
    const statement = text ?? (entry && asText(entry[1]) ? `${entry[0]}: ${asText(entry[1])}` : undefined)
    if (statement === undefined && one !== undefined && one !== null)
      reporter.note('front-matter-type', 'A key takeaway is not a text. It was left out.', { line: 1 })
    const origin = asText(memberOf(one, 'origin'))
    return statement === undefined
      ? []
      : [{ text: statement, origin: origin === 'extracted' || origin === 'generated' ? origin : ('authored' as const) }]
  })
}

function lines(text: string): string[] {
  const items = text
    .split(/\n+/)
    .map(line => line.trim())
    .filter(Boolean)
  const isList = items.length > 1 && items.every(line => /^([-*•]|\d+[.)])\s/.test(line))
  return isList || /^([-*•]|\d+[.)])\s/.test(items[0] ?? '')
    ? items.map(line => line.replace(/^([-*•]|\d+[.)])\s+/, ''))
    : [text]
}

/** A text that names one category, without splitting it, as in Jekyll, Pelican and Nikola. */
function whole(value: unknown): unknown {
  return typeof value === 'string' ? [value] : value
}

function sourceOf(from: Members): Manuscript['source'] {
  const value = from.peek('source')
  const name = asText(isRecord(value) ? memberOf(value, 'name', 'title') : undefined)
  if (name === undefined) return undefined
  from.take('source')
  const url = absoluteUrl(memberOf(value, 'url', 'link'))
  return { name, ...(url && { url }) }
}
