import { type Article, articleTag, isTagOf } from '../domain/article/article.ts'
import { demandOpen } from '../domain/article/transition.ts'
import { draftOf } from '../domain/article/working-copy.ts'
import { termIds } from '../domain/content/content.ts'
import type { Draft } from '../domain/content/draft.ts'
import { AppError } from '../domain/error.ts'
import type { Id } from '../domain/id.ts'
import type { ArticleDecision, Lookup } from '../domain/store/article-store.ts'
import {
  type Asked,
  articleAt,
  demandNone,
  demandVersion,
  type EditorialDeps,
  type Expected,
  notFound,
  type Outcome,
  type PlannedWrite,
  writeArticle,
} from './article-write.ts'
import { readTextBody } from './draft-body.ts'
import { created, type EditOptions, edited, validateDraft } from './validate-draft.ts'

/**
 * Creates a draft article.
 *
 * @throws AppError `invalid-request` with pointers into the draft; `identity-taken`, `slug-taken`
 */
export async function createArticle(
  draft: Draft,
  options: EditOptions & { externalId?: string | undefined },
  asked: Asked,
  deps: EditorialDeps,
): Promise<Outcome> {
  return writeArticle(await planCreate(draft, options, deps), asked, deps)
}

/** The write of `createArticle`. */
export async function planCreate(
  draft: Draft,
  options: EditOptions & { externalId?: string | undefined },
  deps: EditorialDeps,
): Promise<PlannedWrite> {
  const { externalId } = options
  const valid = validateDraft(draft, await readTextBody(draft, deps.site), deps)
  const id = deps.newId()
  const target = externalId === undefined ? { id } : { externalId }
  const decide = (current: Article | undefined, lookup: Lookup): ArticleDecision => {
    if (current) throw identityTaken(current.id, String(externalId))
    return created({ id, externalId }, valid, lookup, options, deps)
  }
  return { target, decide, languageAt: '/language' }
}

/** States that a write needs, and states that it excludes; undefined = no matter. */
export type Condition = { expected?: Expected | undefined; excluded?: Expected | undefined }

/**
 * Puts an article in the place of what has an identity in its source: makes it if there is none.
 *
 * @throws AppError `invalid-request`, `slug-taken`, `version-conflict`, `transition-refused`
 */
export async function putArticle(
  externalId: string,
  condition: Condition,
  draft: Draft,
  options: EditOptions,
  asked: Asked,
  deps: EditorialDeps,
): Promise<Outcome> {
  return writeArticle(await planPut(externalId, condition, draft, options, deps), asked, deps)
}

/** The write of `putArticle`. */
export async function planPut(
  externalId: string,
  { expected, excluded }: Condition,
  draft: Draft,
  options: EditOptions,
  deps: EditorialDeps,
): Promise<PlannedWrite> {
  const valid = validateDraft(draft, await readTextBody(draft, deps.site), deps)
  const id = deps.newId()
  const decide = (current: Article | undefined, lookup: Lookup): ArticleDecision => {
    if (!current) {
      if (expected) throw new AppError('version-conflict', 'There is no article with that external id yet.')
      return created({ id, externalId }, valid, lookup, options, deps)
    }
    if (expected) demandVersion(current, expected)
    if (excluded) demandNone(current, excluded)
    return edited(current, valid, lookup, options, deps)
  }
  return { target: { externalId }, decide, languageAt: '/language' }
}

/** The draft after an edit, and the pointer to the part that the request states: pointers of faults are relative to it. */
export type Change = { draft: Draft; within?: string | undefined }

/**
 * Changes the content of an article. Nothing is published.
 *
 * @param change returns the new draft
 * @throws AppError `article-not-found`, `version-conflict`, `invalid-request`, `slug-taken`, `transition-refused`
 */
export async function editArticle(
  id: Id,
  expected: Expected,
  change: (current: Draft) => Change,
  options: EditOptions,
  asked: Asked,
  deps: EditorialDeps,
): Promise<Outcome> {
  return writeArticle(await planEdit(id, expected, change, options, deps), asked, deps)
}

/**
 * The write of `editArticle`. The draft is checked before the transaction, so that a request with faults takes no lock.
 * Where another write comes in between, the change is applied to what the article says then. A body in text form is read
 * only once, with the title and language of the first version.
 */
export async function planEdit(
  id: Id,
  expected: Expected,
  change: (current: Draft) => Change,
  options: EditOptions,
  deps: EditorialDeps,
): Promise<PlannedWrite> {
  const read = await articleAt(id, expected, deps)
  demandOpen(read)
  const before = draftOf(read.content, await deps.store.termsById(termIds(read.content)))
  const first = change(before)
  const body = await readTextBody(first.draft, deps.site)
  const valid = validateDraft(first.draft, body, deps, { within: first.within, before })
  const decide = (current: Article | undefined, lookup: Lookup): ArticleDecision => {
    if (!current) throw notFound()
    demandVersion(current, expected)
    demandOpen(current)
    if (isTagOf(articleTag(read), current)) return edited(current, valid, lookup, options, deps)
    const between = draftOf(current.content, lookup.terms(termIds(current.content)))
    const { draft, within } = change(between)
    const other = validateDraft(draft, body, deps, { within, before: between })
    return edited(current, other, lookup, options, deps)
  }
  return { target: { id }, decide, languageAt: '/language' }
}

function identityTaken(owner: Id, externalId: string): AppError {
  const detail = `Another article has the external id "${externalId}": /v1/editorial/articles/${owner}.`
  return new AppError('identity-taken', detail, {
    faults: [{ location: 'body', pointer: '/externalId', code: 'invalid', detail }],
  })
}
