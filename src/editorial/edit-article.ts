import type { Article } from '../domain/article/article.ts'
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
  type NotedWrite,
  notFound,
  type Outcome,
  writeArticle,
} from './article-write.ts'
import { created, type EditOptions, edited, prepare } from './take-draft.ts'

/** How often an edit of whatever stands there is made anew because others were faster. */
const mostAttempts = 100

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
  const decide = (current: Article | undefined, around: Lookup): ArticleDecision => {
    if (current) throw identityTaken(current.id, String(externalId))
    return created({ id, externalId }, ready, around, options, deps)
  }
  return { target, decide, notes: ready.notes, languageAt: '/language' }
}

/** States that a write needs, and states that it excludes; undefined = no matter. */
export type Condition = { expected?: Expected | undefined; excluded?: Expected | undefined }

/**
 * Puts an article in the place of what has an identity in its source: makes it where there is none.
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
  return write(await planPut(externalId, condition, draft, options, deps), asked, deps)
}

/** The write of `putArticle`. */
export async function planPut(
  externalId: string,
  { expected, excluded }: Condition,
  draft: Draft,
  options: EditOptions,
  deps: EditorialDeps,
): Promise<NotedWrite> {
  const ready = await prepare(draft, deps)
  const id = deps.newId()
  const decide = (current: Article | undefined, around: Lookup): ArticleDecision => {
    if (!current) {
      if (expected) throw new AppError('version-conflict', 'There is no article with that external id yet.')
      return created({ id, externalId }, ready, around, options, deps)
    }
    if (expected) demandVersion(current, expected)
    if (excluded) demandNone(current, excluded)
    return edited(current, ready, around, options, deps)
  }
  return { target: { externalId }, decide, notes: ready.notes, languageAt: '/language' }
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
  change: (current: Draft) => Change,
  options: EditOptions,
  asked: Asked,
  deps: EditorialDeps,
): Promise<Outcome> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await write(await planEdit(id, expected, change, options, deps), asked, deps)
    } catch (error) {
      // Any version is the one that stands when it is written, not the one that was read for it.
      const isPassed = error instanceof AppError && error.code === 'version-conflict'
      if (expected !== 'any' || !isPassed || attempt === mostAttempts) throw error
    }
  }
}

/** The write of `editArticle`: of the working copy as it is now, and of no other. */
export async function planEdit(
  id: Id,
  expected: Expected,
  change: (current: Draft) => Change,
  options: EditOptions,
  deps: EditorialDeps,
): Promise<NotedWrite> {
  const current = await articleAt(id, expected, deps)
  demandOpen(current)
  const terms = await deps.store.termsById(termIds(current.content))
  const before = draftOf(current.content, terms)
  const { draft, within } = change(before)
  const ready = await prepare(draft, deps, { within, before })
  const decide = (still: Article | undefined, around: Lookup): ArticleDecision => {
    if (!still) throw notFound()
    return edited(still, ready, around, options, deps)
  }
  return { target: { id, expect: current.version }, decide, notes: ready.notes, languageAt: '/language' }
}

function identityTaken(owner: Id, externalId: string): AppError {
  const detail = `Another article has the external id "${externalId}": /v1/editorial/articles/${owner}.`
  return new AppError('identity-taken', detail, {
    faults: [{ location: 'body', pointer: '/externalId', code: 'invalid', detail }],
  })
}

function write({ notes, ...item }: NotedWrite, asked: Asked, deps: EditorialDeps): Promise<Outcome> {
  return writeArticle(item, asked, deps, notes)
}
