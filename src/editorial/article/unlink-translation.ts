import type { Caller } from '../../domain/access/caller.ts'
import type { Article } from '../../domain/article/article.ts'
import { decideUnlink } from '../../domain/article/translation.ts'
import type { Id } from '../../domain/id.ts'
import { now } from '../../domain/instant.ts'
import type { ArticleDecision, Lookup } from '../../domain/store/article/article-store.ts'
import { demandPublishRight, type Translation } from './link-translation.ts'
import { demandVersion, type Expected, notFound } from './precondition.ts'
import { type EditorialDeps, type Outcome, type PlannedWrite, type RequestContext, writeArticle } from './write.ts'

/** @throws AppError `article-not-found`, `version-conflict`, `transition-refused`, `scope-missing`, `article-scheduled` */
export async function unlinkTranslation(
  id: Id,
  expected: Expected,
  caller: Caller,
  context: RequestContext,
  deps: EditorialDeps,
): Promise<Outcome> {
  return writeArticle(planUnlink({ target: { id }, expected, caller }, deps), context, deps)
}

/** The write of `unlinkTranslation`. */
export function planUnlink(
  { target, expected = 'any', caller }: Translation,
  { clock }: Pick<EditorialDeps, 'clock'>,
): PlannedWrite {
  const at = now(clock)
  const decide = (current: Article | undefined, lookup: Lookup): ArticleDecision => {
    if (!current) throw notFound('id' in target ? 'id' : 'external id')
    demandVersion(current, expected)
    demandPublishRight(current, caller, lookup)
    return decideUnlink(current, at)
  }
  return { target, decide }
}
