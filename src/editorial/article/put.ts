import type { Article } from '../../domain/article/article.ts'
import type { Draft } from '../../domain/content/draft.ts'
import { AppError } from '../../domain/error.ts'
import type { ArticleDecision, Lookup } from '../../domain/store/article/article-store.ts'
import { readTextBody } from './draft-body.ts'
import { demandNone, demandVersion, type Expected } from './precondition.ts'
import { decideCreation, decideEdit, type EditOptions, validateDraft } from './validate-draft.ts'
import { type EditorialDeps, type Outcome, type PlannedWrite, type RequestContext, writeArticle } from './write.ts'

/** Versions that a write requires, and versions that it excludes; undefined = no condition. */
export type Condition = { expected?: Expected | undefined; excluded?: Expected | undefined }

/**
 * Replaces the content of the article with an external id, or creates the article.
 *
 * @throws AppError `invalid-request`, `slug-taken`, `version-conflict`, `transition-refused`
 */
export async function putArticle(
  externalId: string,
  condition: Condition,
  draft: Draft,
  options: EditOptions,
  context: RequestContext,
  deps: EditorialDeps,
): Promise<Outcome> {
  return writeArticle(await planPut(externalId, condition, draft, options, deps), context, deps)
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
      return decideCreation({ id, externalId }, valid, lookup, options, deps)
    }
    if (expected) demandVersion(current, expected)
    if (excluded) demandNone(current, excluded)
    return decideEdit(current, valid, lookup, options, deps)
  }
  return { target: { externalId }, decide, languageAt: '/language' }
}
