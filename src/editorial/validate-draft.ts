import { isDeepStrictEqual } from 'node:util'
import { absoluteUrl, webSchemes } from '../domain/address/absolute-url.ts'
import type { Article } from '../domain/article/article.ts'
import { demandOpen, demandUnscheduled } from '../domain/article/transition.ts'
import type { WorkingCopy } from '../domain/article/working-copy.ts'
import type { Content } from '../domain/content/content.ts'
import type { Draft } from '../domain/content/draft.ts'
import { checkDraft, checkSummedUp } from '../domain/content/draft-check.ts'
import { revise, type Whole } from '../domain/content/revise.ts'
import { tidyImage } from '../domain/content/tidy.ts'
import { AppError, type Fault } from '../domain/error.ts'
import type { Id } from '../domain/id.ts'
import { now } from '../domain/instant.ts'
import type { ArticleDecision, DecisionNote, Lookup } from '../domain/store/article-store.ts'
import type { EditorialDeps } from './article-write.ts'
import { pointToText, readDraftBody } from './draft-body.ts'
import { type NamedTerms, resolveTerms } from './resolve-terms.ts'

/** Most faults of one answer: more help nobody. */
const mostFaults = 20

export type EditOptions = {
  /** Whether a slug that another article had before may be taken over. */
  takeOverSlug: boolean
  /** Whether the one who asks may publish: what is stated of terms counts, and a scheduled article may be edited. */
  mayPublish: boolean
}

/** A draft that was found right, and its terms by name. `within` is where in it the request stands. */
export type Ready = { draft: Whole; named: NamedTerms; within: string; notes: NonNullable<WorkingCopy['notes']> }

/**
 * Reads the body of a draft and checks it.
 *
 * @throws AppError `invalid-request` with pointers into what the request holds
 */
export async function prepare(
  given: Draft,
  { site }: Pick<EditorialDeps, 'site'>,
  { within = '', before }: { within?: string | undefined; before?: Draft } = {},
): Promise<Ready> {
  const { draft, notes } = await readDraftBody(given, site)
  // What an import left is not the fault of whoever edits something else.
  const known = new Set(before && checkDraft(before).map(fault => JSON.stringify(fault)))
  refuse(
    checkDraft(draft)
      .filter(fault => !known.has(JSON.stringify(fault)))
      .map(fault => pointToText(fault, given)),
    within,
  )
  const { category, tags = [] } = draft
  const authors = (draft.authors ?? []).map(tidyAuthor)
  return {
    draft,
    named: { category, tags, authors },
    within,
    notes: notes.map(({ code, detail }) => ({ code, detail })),
  }
}

function inside(fault: Fault, within: string): Fault {
  const { pointer } = fault
  return pointer?.startsWith(within) ? { ...fault, pointer: pointer.slice(within.length) } : fault
}

function refuse(found: readonly Fault[], within: string): void {
  if (found.length === 0) return
  const faults = found.slice(0, mostFaults).map(fault => inside(fault, within))
  const detail = faults.length === 1 ? (faults[0]?.detail ?? '') : `${found.length} things are wrong with the request.`
  throw new AppError('invalid-request', detail, { faults })
}

function tidyAuthor({ name, pageUrl, image }: NonNullable<Draft['authors']>[number]) {
  const page = pageUrl === undefined ? undefined : absoluteUrl(pageUrl, webSchemes)
  return { name, pageUrl: page, image: image && tidyImage(image) }
}

/** A new article. @throws AppError `slug-taken` */
export function created(
  { id, externalId }: { id: Id; externalId: string | undefined },
  ready: Ready,
  around: Lookup,
  options: EditOptions,
  deps: EditorialDeps,
): ArticleDecision {
  const at = now(deps.clock)
  const { content, notes } = contentOf(id, undefined, ready, around, options, deps)
  const article: Article = {
    id,
    version: 1,
    externalId,
    content,
    status: 'draft',
    edition: 0,
    createdAt: at,
    modifiedAt: at,
  }
  return { article, notes, audit: { action: 'article.create' } }
}

/** The article with what the draft says. @throws AppError `slug-taken`, `transition-refused` */
export function edited(
  current: Article,
  ready: Ready,
  around: Lookup,
  options: EditOptions,
  deps: EditorialDeps,
): ArticleDecision {
  demandOpen(current)
  const { content, notes } = contentOf(current.id, current.content, ready, around, options, deps)
  if (isDeepStrictEqual(content, plain(current.content))) return { unchanged: true, notes }
  demandUnscheduled(current, around, options.mayPublish)
  const article = { ...current, version: current.version + 1, content, modifiedAt: now(deps.clock) }
  return {
    article,
    notes,
    audit: { action: 'article.edit', detail: { changed: changedMembers(current.content, content) } },
  }
}

function contentOf(
  articleId: Id,
  previous: Content | undefined,
  { draft, named, within }: Ready,
  around: Lookup,
  { takeOverSlug, mayPublish }: EditOptions,
  { newId }: Pick<EditorialDeps, 'newId'>,
): { content: Content; notes: DecisionNote[] } {
  const { resolved, notes } = resolveTerms(named, mayPublish, around)
  const owner = (slug: string) => around.slugOwner(slug, articleId)
  const content = plain(
    revise(draft, { articleId, previous, terms: resolved, owner, mayGiveUp: around.mayGiveUp, takeOverSlug, newId }),
  )
  refuse(checkSummedUp(draft, content, previous), within)
  return { content, notes }
}

/** Without members that are undefined, as a store gives it back. */
function plain(content: Content): Content {
  return JSON.parse(JSON.stringify(content))
}

/** Names of the members that differ: the audit says what was touched, not what it said. */
function changedMembers(before: Content, current: Content): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(current)])]
  return names.filter(name => !isDeepStrictEqual(Reflect.get(before, name), Reflect.get(current, name)))
}
