import { plainText } from '../body/inline.ts'
import { blocksText } from '../body/word-count.ts'
import { AppError } from '../error.ts'
import type { Id, NewId } from '../id.ts'
import { omit } from '../member.ts'
import type { SlugOwner } from '../store/article/article-store.ts'
import { compose, type ResolvedTerms } from './compose.ts'
import type { Content } from './content.ts'
import { type Draft, levelled, runsOf } from './draft.ts'
import type { Manuscript } from './manuscript.ts'

/** A draft with its body as sections and with all required members. */
export type CompleteDraft = Omit<Draft, 'markdown' | 'html' | 'text'> & { title: string; language: string }

export type ReviseContext = {
  articleId: Id
  previous?: Content | undefined
  terms: ResolvedTerms
  /** The other article that has or had a slug; undefined if there is none. */
  owner: (slug: string) => SlugOwner | undefined
  /** Whether another article may give up a slug in the same write. */
  mayGiveUp?: ((slug: string, owner: Id) => boolean) | undefined
  /** Whether a former slug of another article may be taken over. */
  takeOverSlug: boolean
  newId: NewId
}

/**
 * Makes the content of an article from a draft. Sections and takeaways that the draft names by id keep it; others are
 * recognised by heading and text. A reworded section keeps its old anchor as a former anchor.
 *
 * @throws AppError `slug-taken`
 */
export function revise(draft: CompleteDraft, context: ReviseContext): Content {
  const { articleId, previous, terms, owner, newId } = context
  const manuscript = manuscriptOf(draft, previous)
  const language = (slug: string) => owner(slug)?.language
  const { content } = compose(manuscript, terms, { articleId, previous, owner: language, match: 'edit', newId })
  const next: Content = {
    ...content,
    slug: wantedSlug(draft.slug, context) ?? content.slug,
  }
  return isFigureStale(next, previous) ? omit(next, ['readingTimeMinutes']) : next
}

function wantedSlug(wanted: string | undefined, context: ReviseContext): string | undefined {
  const { previous, owner, mayGiveUp, takeOverSlug } = context
  if (wanted === undefined || wanted === previous?.slug) return undefined
  const other = owner(wanted)
  if (!other || (takeOverSlug && other.since !== 'held')) return wanted
  if (mayGiveUp?.(wanted, other.articleId)) return wanted
  const detail = slugTaken(wanted, other)
  throw new AppError('slug-taken', detail, {
    faults: [{ location: 'body', pointer: '/slug', code: 'invalid', detail }],
  })
}

function slugTaken(slug: string, { articleId, since }: SlugOwner): string {
  if (since === 'erased') return `An article that was erased had the slug "${slug}". “takeOverSlug=true” takes it over.`
  const where = `/v1/editorial/articles/${articleId}`
  if (since === 'held') return `Another article has the slug "${slug}": ${where}.`
  return `Another article had the slug "${slug}" before: ${where}. “takeOverSlug=true” takes it over.`
}

function manuscriptOf(draft: CompleteDraft, previous: Content | undefined): Manuscript {
  const { category, tags = [], authors = [], keyTakeaways = [], footnotes = [], sections = [], ...facts } = draft
  const known = new Map(previous?.sections.map(section => [section.id, section]))
  const points = keyTakeaways.map(one => ({
    content: runsOf(one).content,
    origin: one.origin ?? ('authored' as const),
    id: one.id,
    sectionAnchor: one.sectionAnchor,
  }))
  const parts = sections.map(section => {
    const { id, anchor, parentAnchor: _, formerAnchors: __, headingContent, ...said } = levelled(section)
    const before = id === undefined ? undefined : known.get(id)
    // Each id once: a second section with the same id is new.
    if (id !== undefined) known.delete(id)
    // An anchor that is repeated with another heading was not chosen for that heading.
    const isChosen = anchor !== undefined && !(before && before.anchor === anchor && before.heading !== said.heading)
    return {
      ...said,
      ...(before && { id: before.id }),
      ...(isChosen && { anchor }),
      ...(headingContent && plainText(headingContent) === said.heading && { headingContent }),
    }
  })
  return { ...facts, category, tags, authors, keyTakeaways: points, sections: parts, footnotes }
}

/** The source's reading time applies only to the source's own body. */
function isFigureStale(next: Content, previous: Content | undefined): boolean {
  if (!previous || next.readingTimeMinutes === undefined) return false
  if (next.readingTimeMinutes !== previous.readingTimeMinutes) return false
  const body = ({ sections }: Content) =>
    sections.map(({ heading, blocks }) => `${heading}\n${blocksText(blocks)}`).join()
  return body(next) !== body(previous)
}
