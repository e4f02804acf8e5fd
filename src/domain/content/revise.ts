import { plainText } from '../body/inline.ts'
import type { KeyTakeaway } from '../body/key-takeaway.ts'
import type { Section } from '../body/section.ts'
import { blocksText } from '../body/word-count.ts'
import { AppError } from '../error.ts'
import type { Id, NewId } from '../id.ts'
import type { SlugOwner } from '../store/article-store.ts'
import { compose, type ResolvedTerms } from './compose.ts'
import type { Content } from './content.ts'
import { type Draft, type DraftTakeaway, levelled, runsOf } from './draft.ts'
import type { Manuscript } from './manuscript.ts'
import { tidyRuns } from './tidy.ts'

/** A draft whose body is sections, with what an article cannot be without. */
export type Whole = Omit<Draft, 'markdown' | 'html' | 'text'> & { title: string; language: string }

export type ReviseContext = {
  articleId: Id
  previous?: Content | undefined
  terms: ResolvedTerms
  /** The article that has a slug or had it, if it is another one. */
  owner: (slug: string) => SlugOwner | undefined
  /** Whether another article that has a slug may give it up in the same write. */
  mayGiveUp?: ((slug: string, owner: Id) => boolean) | undefined
  /** Whether a slug that another article had before may be taken over. */
  takeOverSlug: boolean
  newId: NewId
}

/**
 * What an article says once a draft is taken. Sections and takeaways that the draft names by id keep it, others are
 * recognised by heading and words; a reworded section remembers its old anchor.
 *
 * @throws AppError `slug-taken`
 */
export function revise(draft: Whole, context: ReviseContext): Content {
  const { articleId, previous, terms, owner, newId } = context
  const manuscript = manuscriptOf(draft, previous)
  const language = (slug: string) => owner(slug)?.language
  const { content } = compose(manuscript, terms, { articleId, previous, owner: language, newId })
  const next: Content = {
    ...content,
    slug: wantedSlug(draft.slug, context) ?? content.slug,
    keyTakeaways: takeaways(draft.keyTakeaways ?? [], { previous, sections: content.sections, newId }),
  }
  return isFigureStale(next, previous) ? without(next, 'readingTimeMinutes') : next
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

function manuscriptOf(draft: Whole, previous: Content | undefined): Manuscript {
  const { category, tags = [], authors = [], keyTakeaways = [], footnotes = [], sections = [], ...facts } = draft
  const known = new Map(previous?.sections.map(section => [section.id, section]))
  const points = keyTakeaways.map(one => ({
    content: runsOf(one).content,
    origin: one.origin ?? ('authored' as const),
  }))
  const parts = sections.map(section => {
    const { id, anchor, parentAnchor: _, formerAnchors: __, headingContent, ...said } = levelled(section)
    const before = id === undefined ? undefined : known.get(id)
    // Each id once: a second section of the same one is new.
    if (id !== undefined) known.delete(id)
    // An anchor that comes back with another heading was not chosen for it.
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

function takeaways(
  given: readonly DraftTakeaway[],
  { previous, sections, newId }: { previous: Content | undefined; sections: readonly Section[]; newId: NewId },
): KeyTakeaway[] {
  const stated = new Set(given.flatMap(({ id }) => id ?? []))
  const left = new Map(previous?.keyTakeaways.map(one => [one.id, one]))
  const byWords = new Map(
    [...left.values()].flatMap(one => (stated.has(one.id) ? [] : [[plainText(one.content), one.id]])),
  )
  const anchorNow = anchors(previous?.sections ?? [], sections)
  return given.map(one => {
    const content = tidyRuns(runsOf(one).content)
    const words = plainText(content)
    const id = one.id === undefined ? byWords.get(words) : one.id
    const kept = id !== undefined && left.delete(id) ? id : undefined
    const sectionAnchor = one.sectionAnchor === undefined ? undefined : anchorNow(one.sectionAnchor)
    return {
      id: kept ?? newId(),
      content,
      origin: one.origin ?? 'authored',
      ...(sectionAnchor !== undefined && { sectionAnchor }),
    }
  })
}

/** The anchor now of the section that has one or had it. */
function anchors(before: readonly Section[], now: readonly Section[]): (anchor: string) => string | undefined {
  const current = new Set(now.map(({ anchor }) => anchor))
  const byId = new Map(now.map(({ id, anchor }) => [id, anchor]))
  const moved = new Map(before.map(({ id, anchor }) => [anchor, byId.get(id)]))
  return anchor => moved.get(anchor) ?? (current.has(anchor) ? anchor : undefined)
}

/** A figure of the source stands while its body does. */
function isFigureStale(next: Content, previous: Content | undefined): boolean {
  if (!previous || next.readingTimeMinutes === undefined) return false
  if (next.readingTimeMinutes !== previous.readingTimeMinutes) return false
  const body = ({ sections }: Content) =>
    sections.map(({ heading, blocks }) => `${heading}\n${blocksText(blocks)}`).join()
  return body(next) !== body(previous)
}

function without<Whole extends object, Name extends keyof Whole>(
  whole: Whole,
  name: Name,
): Omit<Whole, Name> & { [N in Name]?: never } {
  const { [name]: _, ...rest } = whole
  return rest as Omit<Whole, Name> & { [N in Name]?: never }
}
