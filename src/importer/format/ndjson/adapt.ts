import { plainText } from '../../../domain/body/inline.ts'
import { blocksText } from '../../../domain/body/word-count.ts'
import { headNames, metadataNames } from '../../../domain/content/fact.ts'
import type { ExportedFacts, Manuscript, ManuscriptTakeaway } from '../../../domain/content/manuscript.ts'
import { isInstant, startOfDay } from '../../../domain/instant.ts'
import { pick } from '../../../domain/member.ts'
import type { TermKind } from '../../../domain/term/term.ts'
import { chooseLanguage } from '../../fact/language.ts'
import { draftNote, restrictionOf } from '../../fact/restriction.ts'
import type { ImportNote, ParseOptions } from '../../importer.ts'
import type { ArticleLine, NamedTerm } from './line.ts'

/** Converts a line to a manuscript, with its restrictions. */
export async function adapt(
  line: ArticleLine,
  options: ParseOptions,
): Promise<{ manuscript: Manuscript; status: 'publishable' | 'draft'; notes: ImportNote[] }> {
  const { metadata = {}, workingCopy } = line
  const states = (name: string) => workingCopy?.stated === undefined || workingCopy.stated.includes(name)
  const sections = (line.sections ?? []).map(section => ({
    ...section,
    level: section.level ?? (section.heading === undefined ? 1 : 2),
  }))
  const { language } = await chooseLanguage(
    () => blocksText(sections.flatMap(section => section.blocks)),
    metadata.language,
    options,
  )
  const manuscript: Manuscript = {
    title: line.title,
    ...pick(line, headNames),
    language,
    slug: line.slug,
    category: metadata.category === undefined ? undefined : nameOf(metadata.category),
    tags: (metadata.tags ?? []).map(nameOf),
    authors: (metadata.authors ?? []).map(author =>
      typeof author === 'string'
        ? { name: author }
        : { name: author.name, pageUrl: author.pageUrl, image: author.image },
    ),
    ...pick(metadata, metadataNames),
    canonicalUrl: states('canonicalUrl') ? metadata.canonicalUrl : undefined,
    custom: metadata.custom,
    ...(states('publishedAt') && published(line, options)),
    updatedAt: states('updatedAt') ? metadata.updatedAt : undefined,
    expiresAt: metadata.expiresAt,
    readingTimeMinutes: states('readingTimeMinutes') ? metadata.readingTimeMinutes : undefined,
    views: metadata.views,
    formerSlugs: workingCopy?.formerSlugs,
    paths: workingCopy?.paths,
    keyTakeaways: (line.keyTakeaways ?? []).flatMap(takeaway),
    sections,
    footnotes: line.footnotes ?? [],
    exported: exported(line),
  }
  return { manuscript, ...stateOf(line) }
}

function published({ metadata }: ArticleLine, { timeZone }: ParseOptions): Partial<Manuscript> {
  const at = metadata?.publishedAt
  if (at === undefined) return {}
  return isInstant(at)
    ? { publishedAt: at, publishedPrecision: metadata?.publishedPrecision }
    : { publishedAt: startOfDay(at, timeZone), publishedPrecision: 'day' }
}

function takeaway(one: NonNullable<ArticleLine['keyTakeaways']>[number]): ManuscriptTakeaway[] {
  if (typeof one === 'string') return [{ content: [{ text: one }], origin: 'authored' }]
  const content = one.content ?? [{ text: one.text ?? '' }]
  if (plainText(content).trim() === '') return []
  const origin = one.origin === 'extracted' || one.origin === 'generated' ? one.origin : 'authored'
  return [
    {
      content,
      origin,
      ...(one.id !== undefined && { id: one.id }),
      ...(one.sectionAnchor !== undefined && { sectionAnchor: one.sectionAnchor }),
    },
  ]
}

function exported({ id, edition, metadata, workingCopy }: ArticleLine): ExportedFacts | undefined {
  const terms = [
    ...termsOf('category', metadata?.category === undefined ? [] : [metadata.category]),
    ...termsOf('tag', metadata?.tags ?? []),
    ...termsOf('author', metadata?.authors ?? []),
  ]
  const corrections = metadata?.corrections ?? []
  const translationGroup = workingCopy?.translationGroup
  const identity = id !== undefined && workingCopy ? { externalId: workingCopy.externalId } : undefined
  if (id === undefined && terms.length === 0 && corrections.length === 0 && translationGroup === undefined)
    return undefined
  return { id, edition, corrections, terms, translationGroup, identity }
}

function termsOf(kind: TermKind, terms: readonly NamedTerm[]): ExportedFacts['terms'] {
  return terms.flatMap(term =>
    typeof term === 'string' || (term.id === undefined && term.slug === undefined) ? [] : [{ kind, ...term }],
  )
}

function stateOf({ workingCopy }: ArticleLine): { status: 'publishable' | 'draft'; notes: ImportNote[] } {
  const status = workingCopy?.status ?? 'published'
  const meaning = restrictionOf(status) ?? 'state'
  if (meaning === 'public') return { status: 'publishable', notes: [] }
  return { status: 'draft', notes: [draftNote(meaning, `The state "${status.slice(0, 40)}"`)] }
}

function nameOf(term: NamedTerm): string {
  return typeof term === 'string' ? term : term.name
}
