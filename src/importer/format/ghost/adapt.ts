import { blocksText } from '../../../domain/body/word-count.ts'
import type { Manuscript, ManuscriptAuthor } from '../../../domain/content/manuscript.ts'
import { canonicalLanguage } from '../../../domain/text/language.ts'
import { trimEndBy } from '../../../domain/text/trim.ts'
import { withCleanText } from '../../blocks/clean-text.ts'
import { siteBase } from '../../blocks/file-address.ts'
import { placeholders } from '../../blocks/media/placeholder.ts'
import { absoluteUrl, urlOrPath } from '../../fact/address.ts'
import { chooseLanguage } from '../../fact/language.ts'
import { accountAuthor } from '../../fact/people.ts'
import { firstDate } from '../../fact/read-date.ts'
import { excerpt, generatedTitle, type Reporter, reporter } from '../../fact/report.ts'
import { draftNote, type Restriction, restrictionOf, withheldNote } from '../../fact/restriction.ts'
import type { ImportedArticle, ImportNote, ImportProblem, ParseOptions } from '../../importer.ts'
import { textMember } from '../../json/value.ts'
import { contentIdentity } from '../../source/content-identity.ts'
import { htmlFragment } from '../../tree/fragment.ts'
import { htmlLine } from '../../tree/html-line.ts'
import { escapeHtml } from '../../tree/plain-html.ts'
import type { CardContext } from './card.ts'
import { lexicalHtml } from './lexical.ts'
import { mobiledocHtml } from './mobiledoc.ts'
import { type GhostPost, rawPost } from './post.ts'
import { htmlWithCards } from './rendered.ts'
import type { GhostUser, Tables } from './table.ts'

/** Converts a post to an article. */
export async function adapt(
  post: GhostPost,
  tables: Tables,
  line: number,
  options: ParseOptions,
): Promise<ImportedArticle | ImportProblem> {
  const report = reporter()
  const base = siteBase(options)
  const row = atSite(post.row, base)
  const restrictions = restrictionsOf(post)
  for (const { code, detail } of restrictions) report.note(code, detail)
  const context = { ...placeholders(Object.values(row)), note: report.note, base }
  const title = textMember(row, 'title')
  const body = htmlFragment(sourceHtml(row, context), base, {
    reporter: report,
    title,
    splitTemplates: context.splitTemplates,
  })
  const words = () => blocksText(body.sections.flatMap(section => section.blocks))
  const name = title ?? generatedTitle(words(), report)
  if (name === '') {
    const detail = `The post ${excerpt(post.id)} has neither a title nor text.`
    return { kind: 'problem', code: 'empty', detail, place: { line } }
  }
  const stated = textMember(row, 'locale', 'language')
  const { language } = await chooseLanguage(
    words,
    stated !== undefined && canonicalLanguage(stated) !== undefined ? stated : tables.language,
    options,
  )
  const [category, ...tags] = publicTags(post, report)
  noteWithheld(post, report)
  const slug = textMember(row, 'slug')
  const facts = {
    title: name,
    summary: textMember(row, 'custom_excerpt'),
    language,
    slug,
    category,
    tags,
    authors: post.authors.flatMap(author => authorOf(author, base, report)),
    image: featured(post, row, base, report),
    canonicalUrl: absoluteUrl(row['canonical_url']),
    ...datesOf(row, report.note),
    paths: slug === undefined ? undefined : [`/${slug}/`],
  }
  const { keyTakeaways, sections, footnotes } = body
  const raw = rawPost(post, tables)
  return {
    kind: 'article',
    manuscript: { ...withCleanText(facts), keyTakeaways, sections, footnotes },
    externalId: post.id || slug || contentIdentity(raw),
    ...(slug !== undefined && { addresses: [`${trimEndBy(base ?? '', /\//)}/${slug}/`] }),
    status: restrictions.length > 0 ? 'draft' : 'publishable',
    report: report.report(),
    raw: { mediaType: 'application/json', bytes: raw },
  }
}

const siteMark = /__GHOST_URL__(?=\/|"|\\|$)/g

/** Ghost writes a placeholder for the address of its site. */
function atSite(row: Record<string, unknown>, base: string | undefined): Record<string, unknown> {
  const site = trimEndBy(base ?? '', /\//)
  const put = (value: unknown) =>
    typeof value === 'string' ? value.replace(siteMark, site).replaceAll('__GHOST_URL__', site) : value
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, put(value)]))
}

/** The body: from the document of the editor, else from the rendered HTML. */
function sourceHtml(row: Record<string, unknown>, context: CardContext): string {
  const lexical = textMember(row, 'lexical')
  const mobiledoc = textMember(row, 'mobiledoc')
  const written =
    (lexical && lexicalHtml(lexical, context)) || (mobiledoc && mobiledocHtml(mobiledoc, context)) || undefined
  if (written !== undefined) return written
  const html = textMember(row, 'html')
  const plain = html === undefined ? textMember(row, 'plaintext') : undefined
  if (plain !== undefined) {
    context.note('body-plain', 'The post has only a plain text. Its paragraphs were kept without marks.')
    return plain
      .split(/\n{2,}/)
      .map(one => `<p>${escapeHtml(one.trim()).replaceAll('\n', '<br>')}</p>`)
      .join('')
  }
  if (lexical ?? mobiledoc)
    context.note('body-rendered', 'The document of the editor cannot be read. The rendered HTML was used.')
  return htmlWithCards(html ?? '', context)
}

/** The state of a post and its audience: `public`, `members`, `paid`, `tiers`, or a filter of members. */
function restrictionsOf({ row }: GhostPost): ImportNote[] {
  const status = textMember(row, 'status') ?? 'published'
  const visibility = textMember(row, 'visibility') ?? 'public'
  const found: [Restriction | 'public', string][] = [
    [restrictionOf(status) ?? 'state', `The state "${excerpt(status)}" of Ghost`],
    [restrictionOf(visibility) ?? 'members-only', `The visibility "${excerpt(visibility)}" of Ghost`],
  ]
  return found.flatMap(([one, statement]) => (one === 'public' ? [] : [draftNote(one, statement)]))
}

/** Names of tags, the primary one first, without internal tags (`#name`), which control themes. */
function publicTags({ tags }: GhostPost, { note }: Reporter): string[] {
  const isInternal = ({ name, visibility }: { name: string; visibility: string }) =>
    visibility === 'internal' || name.startsWith('#')
  const internal = tags.filter(isInternal)
  if (internal.length > 0)
    note('tags-internal', `Internal tags were left out: ${internal.map(tag => tag.name).join(', ')}.`)
  return [...new Set(tags.filter(tag => !isInternal(tag)).map(tag => tag.name))].filter(Boolean)
}

function authorOf(
  { name, website, image }: GhostUser,
  base: string | undefined,
  { note }: Reporter,
): ManuscriptAuthor[] {
  const url = absoluteUrl(image?.replaceAll('__GHOST_URL__', trimEndBy(base ?? '', /\//)), base)
  const pageUrl = absoluteUrl(website)
  return accountAuthor(name, note).map(author => ({
    ...author,
    ...(pageUrl && { pageUrl }),
    ...(url && { image: { url, variants: [] } }),
  }))
}

function featured(
  post: GhostPost,
  row: Record<string, unknown>,
  base: string | undefined,
  { note }: Reporter,
): Manuscript['image'] {
  const address = textMember(row, 'feature_image', 'image')
  if (address === undefined) return undefined
  const url = urlOrPath(address, base)
  if (url === undefined) {
    note('image-dropped', `The feature image "${excerpt(address)}" has no usable address and was removed.`)
    return undefined
  }
  if (url.startsWith('/'))
    note('image-relative', `The feature image "${excerpt(url)}" has a relative address. State the base address.`)
  const alt = textMember(row, 'feature_image_alt') ?? post.alt
  const caption = htmlLine(textMember(row, 'feature_image_caption') ?? post.caption ?? '', base)
  return { url, ...(alt !== undefined && { alt }), ...(caption.length > 0 && { caption }), variants: [] }
}

/**
 * Dates are UTC, with or without zone. The oldest exports have milliseconds since 1970. A draft has no publication date, and
 * a modification before the publication is ignored.
 */
function datesOf(row: Record<string, unknown>, note: Reporter['note']): Pick<Manuscript, 'publishedAt' | 'updatedAt'> {
  const at = (label: string, name: string) => firstDate(label, [row[name]], { timeZone: 'UTC' }, note)?.at
  const published = at('publication', 'published_at')
  const updated = at('modification', 'updated_at')
  return {
    publishedAt: row['status'] === 'draft' ? undefined : published,
    updatedAt: updated !== undefined && (published === undefined || updated >= published) ? updated : undefined,
  }
}

function noteWithheld({ withheld }: GhostPost, { note }: Reporter): void {
  if (withheld.length === 0) return
  const { code, detail } = withheldNote(withheld)
  note(code, detail)
}
