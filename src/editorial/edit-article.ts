import { isDeepStrictEqual } from 'node:util'
import { absoluteUrl, webSchemes } from '../domain/absolute-url.ts'
import type { Article } from '../domain/article.ts'
import type { ResolvedTerms } from '../domain/compose.ts'
import { type Content, termIds } from '../domain/content.ts'
import type { Draft } from '../domain/draft.ts'
import { checkDraft, checkSummedUp } from '../domain/draft-check.ts'
import { AppError, type Fault } from '../domain/error.ts'
import type { Id } from '../domain/id.ts'
import { revise, type Whole } from '../domain/revise.ts'
import type { Around, Decided } from '../domain/store/article-store.ts'
import { tidyImage } from '../domain/tidy.ts'
import { demandOpen } from '../domain/transition.ts'
import { draftOf, type WorkingCopy } from '../domain/working-copy.ts'
import {
  type Asked,
  articleAt,
  demandVersion,
  type EditorialDeps,
  type Expected,
  momentOf,
  type NotedWrite,
  notFound,
  type Outcome,
  writeArticle,
} from './article-write.ts'
import { readDraftBody } from './draft-body.ts'
import { resolveTerms } from './resolve-terms.ts'

/** Most faults of one answer: more help nobody. */
const mostFaults = 20

export type EditOptions = {
  /** Whether a slug that another article had before may be taken over. */
  takeOverSlug: boolean
}

/**
 * Makes a draft article.
 *
 * @throws AppError `invalid-request` with pointers into the draft; `identity-taken`, `slug-taken`
 */
export async function createArticle(
  draft: Draft,
  options: EditOptions & { externalId?: string | undefined },
  asked: Asked,
  deps: EditorialDeps,
): Promise<Outcome> {
  return write(await planCreate(draft, options, deps), asked, deps)
}

/** The write of `createArticle`. */
export async function planCreate(
  draft: Draft,
  options: EditOptions & { externalId?: string | undefined },
  deps: EditorialDeps,
): Promise<NotedWrite> {
  const { externalId } = options
  const ready = await prepare(draft, deps)
  const id = deps.newId()
  const target = externalId === undefined ? { id } : { externalId }
  const decide = (now: Article | undefined, around: Around): Decided => {
    if (now) throw new AppError('identity-taken', `An article has the external id "${externalId}" already.`)
    return created({ id, externalId }, ready, around, options, deps)
  }
  return { target, decide, notes: ready.notes }
}

/**
 * Puts an article in the place of what has an identity in its source: makes it where there is none.
 *
 * @param expected undefined = whatever stands there
 * @throws AppError `invalid-request`, `slug-taken`, `version-conflict`, `transition-refused`
 */
export async function putArticle(
  externalId: string,
  expected: Expected | undefined,
  draft: Draft,
  options: EditOptions,
  asked: Asked,
  deps: EditorialDeps,
): Promise<Outcome> {
  return write(await planPut(externalId, expected, draft, options, deps), asked, deps)
}

/** The write of `putArticle`. */
export async function planPut(
  externalId: string,
  expected: Expected | undefined,
  draft: Draft,
  options: EditOptions,
  deps: EditorialDeps,
): Promise<NotedWrite> {
  const ready = await prepare(draft, deps)
  const id = deps.newId()
  const decide = (now: Article | undefined, around: Around): Decided => {
    if (!now) {
      if (expected) throw new AppError('version-conflict', 'There is no article with that external id yet.')
      return created({ id, externalId }, ready, around, options, deps)
    }
    if (expected) demandVersion(now, expected)
    return edited(now, ready, around, options, deps)
  }
  return { target: { externalId }, decide, notes: ready.notes }
}

/** What an edit makes of a draft, and where in it the request stands: pointers of faults begin there. */
export type Change = { draft: Draft; within?: string | undefined }

/**
 * Changes what an article says. The public sees nothing of it before it is published.
 *
 * @param change what the draft becomes
 * @throws AppError `article-not-found`, `version-conflict`, `invalid-request`, `slug-taken`, `transition-refused`
 */
export async function editArticle(
  id: Id,
  expected: Expected,
  change: (now: Draft) => Change,
  options: EditOptions,
  asked: Asked,
  deps: EditorialDeps,
): Promise<Outcome> {
  return write(await planEdit(id, expected, change, options, deps), asked, deps)
}

/** The write of `editArticle`: of the working copy as it is now, and of no other. */
export async function planEdit(
  id: Id,
  expected: Expected,
  change: (now: Draft) => Change,
  options: EditOptions,
  deps: EditorialDeps,
): Promise<NotedWrite> {
  const now = await articleAt(id, expected, deps)
  demandOpen(now)
  const terms = await deps.store.termsById(termIds(now.content))
  const before = draftOf(now.content, terms)
  const { draft, within } = change(before)
  const ready = await prepare(draft, deps, { within, before })
  const decide = (still: Article | undefined, around: Around): Decided => {
    if (!still) throw notFound()
    return edited(still, ready, around, options, deps)
  }
  return { target: { id, expect: now.version }, decide, notes: ready.notes }
}

function write({ notes, ...item }: NotedWrite, asked: Asked, deps: EditorialDeps): Promise<Outcome> {
  return writeArticle(item, asked, deps, notes)
}

type Ready = { draft: Whole; resolved: ResolvedTerms; within: string; notes: NonNullable<WorkingCopy['notes']> }

async function prepare(
  given: Draft,
  { store, site }: EditorialDeps,
  { within = '', before }: { within?: string | undefined; before?: Draft } = {},
): Promise<Ready> {
  const { draft, notes } = await readDraftBody(given, site)
  // What an import left is not the fault of whoever edits something else.
  const known = new Set(before && checkDraft(before).map(fault => JSON.stringify(fault)))
  refuse(
    checkDraft(draft).filter(fault => !known.has(JSON.stringify(fault))),
    within,
  )
  const { category, tags = [] } = draft
  const authors = (draft.authors ?? []).map(tidyAuthor)
  const [resolved = { tagIds: [], authorIds: [] }] = await resolveTerms([{ category, tags, authors }], store)
  return { draft, resolved, within, notes: notes.map(({ code, detail }) => ({ code, detail })) }
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

function created(
  { id, externalId }: { id: Id; externalId: string | undefined },
  ready: Ready,
  around: Around,
  options: EditOptions,
  deps: EditorialDeps,
): Decided {
  const at = momentOf(deps.clock)
  const content = contentOf(id, undefined, ready, around, options, deps)
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
  return { article, audit: { action: 'article.create' } }
}

function edited(now: Article, ready: Ready, around: Around, options: EditOptions, deps: EditorialDeps): Decided {
  demandOpen(now)
  const content = contentOf(now.id, now.content, ready, around, options, deps)
  if (isDeepStrictEqual(content, plain(now.content))) return { unchanged: true }
  const article = { ...now, version: now.version + 1, content, modifiedAt: momentOf(deps.clock) }
  return { article, audit: { action: 'article.edit', detail: { changed: changedMembers(now.content, content) } } }
}

function contentOf(
  articleId: Id,
  previous: Content | undefined,
  { draft, resolved, within }: Ready,
  around: Around,
  { takeOverSlug }: EditOptions,
  { newId }: Pick<EditorialDeps, 'newId'>,
): Content {
  const owner = (slug: string) => around.slugOwner(slug, articleId)
  const content = plain(revise(draft, { articleId, previous, terms: resolved, owner, takeOverSlug, newId }))
  refuse(checkSummedUp(draft, content, previous), within)
  return content
}

/** Without members that are undefined, as a store gives it back. */
function plain(content: Content): Content {
  return JSON.parse(JSON.stringify(content))
}

/** Names of the members that differ: the audit says what was touched, not what it said. */
function changedMembers(before: Content, now: Content): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])]
  return names.filter(name => !isDeepStrictEqual(Reflect.get(before, name), Reflect.get(now, name)))
}
