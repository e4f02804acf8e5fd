import { type Article, articleTag, isTagOf } from '../../domain/article/article.ts'
import { demandOpen } from '../../domain/article/transition.ts'
import { draftOf } from '../../domain/article/working-copy.ts'
import { termIds } from '../../domain/content/content.ts'
import type { Draft } from '../../domain/content/draft.ts'
import type { Id } from '../../domain/id.ts'
import type { ArticleDecision, Lookup } from '../../domain/store/article/article-store.ts'
import { readTextBody } from './draft-body.ts'
import { demandVersion, type Expected, notFound } from './precondition.ts'
import { decideEdit, type EditOptions, validateDraft } from './validate-draft.ts'
import { type EditorialDeps, type Outcome, type PlannedWrite, type RequestContext, writeArticle } from './write.ts'

/** The draft after an edit. `within` is the JSON Pointer of the part in the request; pointers of faults are relative to it. */
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
  context: RequestContext,
  deps: EditorialDeps,
): Promise<Outcome> {
  return writeArticle(await planEdit(id, expected, change, options, deps), context, deps)
}

/**
 * The write of `editArticle`. The draft is checked before the transaction, so that an invalid request takes no lock.
 * If another write happens in between, the change is applied to the newer version. A body in text form is read only
 * once, with the title and language of the first version.
 */
export async function planEdit(
  id: Id,
  expected: Expected,
  change: (current: Draft) => Change,
  options: EditOptions,
  deps: EditorialDeps,
): Promise<PlannedWrite> {
  const read = await deps.store.article(id)
  if (!read) throw notFound()
  demandVersion(read, expected)
  demandOpen(read)
  const before = draftOf(read.content, await deps.store.termsById(termIds(read.content)))
  const first = change(before)
  const body = await readTextBody(first.draft, deps.site)
  const valid = validateDraft(first.draft, body, deps, { within: first.within, before })
  const decide = (current: Article | undefined, lookup: Lookup): ArticleDecision => {
    if (!current) throw notFound()
    demandVersion(current, expected)
    demandOpen(current)
    if (isTagOf(articleTag(read), current)) return decideEdit(current, valid, lookup, options, deps)
    const between = draftOf(current.content, lookup.terms(termIds(current.content)))
    const { draft, within } = change(between)
    const other = validateDraft(draft, body, deps, { within, before: between })
    return decideEdit(current, other, lookup, options, deps)
  }
  return { target: { id }, decide, languageAt: '/language' }
}
