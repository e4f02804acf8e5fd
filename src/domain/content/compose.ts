import type { Id, NewId } from '../id.ts'
import { pick, present } from '../member.ts'
import { directionOf } from '../text/language.ts'
import { freeSlug, slugify } from '../text/slug.ts'
import { alignSections } from './align.ts'
import type { Content } from './content.ts'
import { factNames } from './fact.ts'
import type { Manuscript } from './manuscript.ts'
import { alignTakeaways, type TakeawayMatch } from './takeaway.ts'
import { tidyManuscript } from './tidy.ts'

/** The ids of the terms that a manuscript names. */
export type ResolvedTerms = { categoryId?: Id | undefined; tagIds: Id[]; authorIds: Id[] }

/** Adjustments that composing made. */
export type ComposeNote = { code: 'slug-changed'; detail: string }

/**
 * Makes a content from a manuscript: assigns ids, anchors and a slug. If there is previous content, the slug and the
 * ids and anchors of sections with the same heading are kept; a reworded section keeps its id, and its old anchor
 * becomes a former one.
 *
 * @param owner language of another article that has or had a slug; undefined = free
 */
export function compose(
  given: Manuscript,
  terms: ResolvedTerms,
  context: {
    articleId: Id
    previous?: Content | undefined
    owner: (slug: string) => string | undefined
    /** Absent = `import`. */
    match?: TakeawayMatch
    newId: NewId
  },
): { content: Content; notes: ComposeNote[] } {
  const { articleId, previous, owner, match = 'import', newId } = context
  const manuscript = tidyManuscript(given)
  const wanted = slugify(manuscript.slug ?? '') || slugify(manuscript.title) || 'article'
  const slug = previous?.slug ?? freeSlug(wanted, manuscript.language, articleId, owner)
  const notes: ComposeNote[] =
    previous || slug === wanted
      ? []
      : [{ code: 'slug-changed', detail: `The slug "${wanted}" belongs to another article; this one got "${slug}".` }]
  const reserved = manuscript.footnotes.map(note => note.anchor)
  const sections = alignSections(manuscript.sections, previous?.sections ?? [], newId, reserved)
  const content: Content = present({
    slug,
    title: manuscript.title,
    language: manuscript.language,
    direction: directionOf(manuscript.language),
    categoryId: terms.categoryId,
    tagIds: [...new Set(terms.tagIds)],
    authorIds: [...new Set(terms.authorIds)],
    ...pick(manuscript, factNames),
    custom: { ...manuscript.custom },
    publishedPrecision: manuscript.publishedPrecision ?? 'instant',
    keyTakeaways: alignTakeaways(manuscript.keyTakeaways, previous?.keyTakeaways ?? [], match, {
      before: previous?.sections ?? [],
      after: sections,
      newId,
    }),
    sections,
    footnotes: manuscript.footnotes,
  })
  return { content, notes }
}
