import type { Article } from '../../domain/article/article.ts'
import type { Draft } from '../../domain/content/draft.ts'
import { AppError } from '../../domain/error.ts'
import type { Id } from '../../domain/id.ts'
import type { ArticleDecision, Lookup } from '../../domain/store/article/article-store.ts'
import { readTextBody } from './draft-body.ts'
import { decideCreation, type EditOptions, validateDraft } from './validate-draft.ts'
import { type EditorialDeps, type Outcome, type PlannedWrite, type RequestContext, writeArticle } from './write.ts'

/**
 * Creates a draft article.
 *
 * @throws AppError `invalid-request` with pointers into the draft; `identity-taken`, `slug-taken`
 */
export async function createArticle(
  draft: Draft,
  options: EditOptions & { externalId?: string | undefined },
  context: RequestContext,
  deps: EditorialDeps,
): Promise<Outcome> {
  return writeArticle(await planCreate(draft, options, deps), context, deps)
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
    return decideCreation({ id, externalId }, valid, lookup, options, deps)
  }
  return { target, decide, languageAt: '/language' }
}

function identityTaken(owner: Id, externalId: string): AppError {
  const detail = `Another article has the external id "${externalId}": /v1/editorial/articles/${owner}.`
  return new AppError('identity-taken', detail, {
    faults: [{ location: 'body', pointer: '/externalId', code: 'invalid', detail }],
  })
}
