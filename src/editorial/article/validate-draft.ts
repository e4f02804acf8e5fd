import { isDeepStrictEqual } from 'node:util'
import { absoluteUrl, webSchemes } from '../../domain/address/absolute-url.ts'
import { type Article, newArticle, withContent } from '../../domain/article/article.ts'
import { demandOpen, demandUnscheduled } from '../../domain/article/transition.ts'
import type { Content } from '../../domain/content/content.ts'
import type { Draft } from '../../domain/content/draft.ts'
import { checkDraft, checkSummedUp } from '../../domain/content/draft-check.ts'
import { type CompleteDraft, revise } from '../../domain/content/revise.ts'
import { tidyImage } from '../../domain/content/tidy.ts'
import { AppError, type Fault } from '../../domain/error.ts'
import type { Id } from '../../domain/id.ts'
import { type Instant, now } from '../../domain/instant.ts'
import type { ArticleDecision, DecisionNote, Lookup } from '../../domain/store/article/article-store.ts'
import { completeDraft, pointToText, type TextBody } from './draft-body.ts'
import { type NamedTerms, resolveTerms } from './resolve-terms.ts'
import type { EditorialDeps } from './write.ts'

/** Maximum number of faults in a response. */
const maxFaults = 20

export type EditOptions = {
  /** Whether the article may take over a former slug of another article. */
  takeOverSlug: boolean
  /** Whether the requester may publish: then facts about terms are applied, and a scheduled article may be edited. */
  mayPublish: boolean
}

/**
 * A valid draft, and its terms by name. `within` is the JSON Pointer of the part that the request changes. `at`: the time of
 * the request; its decision may have to wait.
 */
export type ValidDraft = {
  draft: CompleteDraft
  terms: NamedTerms
  within: string
  at: Instant
  notes: DecisionNote[]
}

/**
 * Checks a draft.
 *
 * @param body what `readTextBody` returned for it
 * @param before the draft before an edit
 * @throws AppError `invalid-request` with pointers into the request
 */
export function validateDraft(
  stated: Draft,
  body: TextBody | undefined,
  { site, clock }: Pick<EditorialDeps, 'site' | 'clock'>,
  { within = '', before }: { within?: string | undefined; before?: Draft } = {},
): ValidDraft {
  const draft = completeDraft(stated, body, site)
  const faults = checkDraft(draft)
  // An edit is not refused for faults that an import left in other parts of the article.
  const known = new Set(faults.length > 0 && before ? checkDraft(before).map(fault => JSON.stringify(fault)) : [])
  refuse(
    faults.filter(fault => !known.has(JSON.stringify(fault))).map(fault => pointToText(fault, stated)),
    within,
  )
  const { category, tags = [] } = draft
  const authors = (draft.authors ?? []).map(tidyAuthor)
  const notes = (body?.notes ?? []).map(({ code, detail }) => ({ code, detail }))
  return { draft, terms: { category, tags, authors }, within, at: now(clock), notes }
}

function inside(fault: Fault, within: string): Fault {
  const { pointer } = fault
  return pointer?.startsWith(within) ? { ...fault, pointer: pointer.slice(within.length) } : fault
}

function refuse(found: readonly Fault[], within: string): void {
  if (found.length === 0) return
  const faults = found.slice(0, maxFaults).map(fault => inside(fault, within))
  const detail = faults.length === 1 ? (faults[0]?.detail ?? '') : `${found.length} things are wrong with the request.`
  throw new AppError('invalid-request', detail, { faults })
}

function tidyAuthor({ name, pageUrl, image }: NonNullable<Draft['authors']>[number]) {
  const page = pageUrl === undefined ? undefined : absoluteUrl(pageUrl, webSchemes)
  return { name, pageUrl: page, image: image && tidyImage(image) }
}

/** Creates an article from a draft. @throws AppError `slug-taken` */
export function decideCreation(
  { id, externalId }: { id: Id; externalId: string | undefined },
  valid: ValidDraft,
  lookup: Lookup,
  options: EditOptions,
  deps: EditorialDeps,
): ArticleDecision {
  const { content, notes } = contentOf(id, undefined, valid, lookup, options, deps)
  const article = newArticle({ id, externalId, content }, valid.at)
  return { article, notes: [...valid.notes, ...notes], audit: { action: 'article.create' } }
}

/** Replaces the content of an article by that of a draft. @throws AppError `slug-taken`, `transition-refused` */
export function decideEdit(
  current: Article,
  valid: ValidDraft,
  lookup: Lookup,
  options: EditOptions,
  deps: EditorialDeps,
): ArticleDecision {
  demandOpen(current)
  const revised = contentOf(current.id, current.content, valid, lookup, options, deps)
  const notes = [...valid.notes, ...revised.notes]
  const changed = changedMembers(current.content, revised.content)
  if (changed.length === 0) return { unchanged: true, notes }
  demandUnscheduled(current, lookup, options.mayPublish)
  const article = withContent(current, revised.content, valid.at)
  return { article, notes, audit: { action: 'article.edit', detail: { changed } } }
}

function contentOf(
  articleId: Id,
  previous: Content | undefined,
  { draft, terms, within }: ValidDraft,
  lookup: Lookup,
  { takeOverSlug, mayPublish }: EditOptions,
  { newId }: Pick<EditorialDeps, 'newId'>,
): { content: Content; notes: DecisionNote[] } {
  const { resolved, notes } = resolveTerms(terms, mayPublish, lookup)
  const owner = (slug: string) => lookup.slugOwner(slug, articleId)
  const { mayGiveUp } = lookup
  const content = revise(draft, { articleId, previous, terms: resolved, owner, mayGiveUp, takeOverSlug, newId })
  refuse(checkSummedUp(draft, content, previous), within)
  return { content, notes }
}

/** Names of the members that differ. The audit records which members changed, not their content. */
function changedMembers(before: Content, after: Content): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return names.filter(name => !isDeepStrictEqual(Reflect.get(before, name), Reflect.get(after, name)))
}
