import { plainText } from '../body/inline.ts'
import type { KeyTakeaway } from '../body/key-takeaway.ts'
import type { Section } from '../body/section.ts'
import type { Id, NewId } from '../id.ts'
import { directionOf } from '../text/language.ts'
import { freeSlug, slugify } from '../text/slug.ts'
import { alignSections } from './align.ts'
import type { Content } from './content.ts'
import type { Manuscript, ManuscriptTakeaway } from './manuscript.ts'
import { tidyManuscript } from './tidy.ts'

/** The terms that a manuscript names, once they exist. */
export type ResolvedTerms = { categoryId?: Id | undefined; tagIds: Id[]; authorIds: Id[] }

/** What composing did beside what it was asked for. */
export type ComposeNote = { code: 'slug-changed'; detail: string }

/**
 * Makes a content of a manuscript: gives ids, anchors, a slug. With a previous content it keeps the slug, and the ids
 * and anchors of sections whose heading stands; a reworded section keeps its id and remembers its old anchor.
 *
 * @param owner language of another article that has a slug or had it; undefined = free
 */
export function compose(
  given: Manuscript,
  terms: ResolvedTerms,
  context: { articleId: Id; previous?: Content | undefined; owner: (slug: string) => string | undefined; newId: NewId },
): { content: Content; notes: ComposeNote[] } {
  const { articleId, previous, owner, newId } = context
  const manuscript = tidyManuscript(given)
  const wanted = slugify(manuscript.slug ?? '') || slugify(manuscript.title) || 'article'
  const slug = previous?.slug ?? freeSlug(wanted, manuscript.language, articleId, owner)
  const notes: ComposeNote[] =
    previous || slug === wanted
      ? []
      : [{ code: 'slug-changed', detail: `The slug "${wanted}" belongs to another article; this one got "${slug}".` }]
  const kept = previous?.keyTakeaways ?? []
  const reserved = manuscript.footnotes.map(note => note.anchor)
  const sections = alignSections(manuscript.sections, previous?.sections ?? [], newId, reserved)
  const content: Content = {
    slug,
    title: manuscript.title,
    summary: manuscript.summary,
    language: manuscript.language,
    direction: directionOf(manuscript.language),
    categoryId: terms.categoryId,
    tagIds: [...new Set(terms.tagIds)],
    authorIds: [...new Set(terms.authorIds)],
    image: manuscript.image,
    canonicalUrl: manuscript.canonicalUrl,
    source: manuscript.source,
    rights: manuscript.rights,
    custom: { ...manuscript.custom },
    publishedAt: manuscript.publishedAt,
    publishedPrecision: manuscript.publishedPrecision ?? 'instant',
    updatedAt: manuscript.updatedAt,
    expiresAt: manuscript.expiresAt,
    readingTimeMinutes: manuscript.readingTimeMinutes,
    keyTakeaways: relate(keepTakeaways(manuscript.keyTakeaways, kept, newId), previous?.sections ?? sections, sections),
    sections,
    footnotes: manuscript.footnotes,
  }
  return { content, notes }
}

/** Takeaways that sum a section up, told where that stands now. */
function relate(takeaways: KeyTakeaway[], before: readonly Section[], now: readonly Section[]): KeyTakeaway[] {
  const ids = new Map(before.map(section => [section.anchor, section.id]))
  const anchors = new Map<Id | undefined, string>(now.map(section => [section.id, section.anchor]))
  return takeaways.map(({ sectionAnchor, ...takeaway }) => {
    const anchor = sectionAnchor === undefined ? undefined : anchors.get(ids.get(sectionAnchor))
    return anchor === undefined ? takeaway : { ...takeaway, sectionAnchor: anchor }
  })
}

/** Takeaways with the ids they had: by equal words first, then by place. */
function keepTakeaways(
  incoming: readonly ManuscriptTakeaway[],
  previous: readonly KeyTakeaway[],
  newId: NewId,
): KeyTakeaway[] {
  const left = new Map(previous.map(takeaway => [takeaway.id, takeaway]))
  const byWords = new Map<string, KeyTakeaway[]>()
  for (const takeaway of previous) {
    const words = plainText(takeaway.content)
    const same = byWords.get(words)
    if (same) same.push(takeaway)
    else byWords.set(words, [takeaway])
  }
  const kept = incoming.map(({ content }) => {
    const same = byWords.get(plainText(content))?.shift()
    if (same) left.delete(same.id)
    return same
  })
  return incoming.map(({ content, origin, id, sectionAnchor }, index) => {
    const inPlace = previous[index]
    const old = kept[index] ?? (inPlace && left.delete(inPlace.id) ? inPlace : undefined)
    const anchor = old?.sectionAnchor ?? sectionAnchor
    const section = anchor === undefined ? {} : { sectionAnchor: anchor }
    return { id: old?.id ?? id ?? newId(), content, origin, ...section }
  })
}
