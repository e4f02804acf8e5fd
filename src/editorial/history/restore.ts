import type { Article } from '../../domain/article/article.ts'
import { decideRestore, decideRestoreVersion } from '../../domain/article/restore.ts'
import { demandUnscheduled } from '../../domain/article/transition.ts'
import { type Content, termIds, withKnownTerms } from '../../domain/content/content.ts'
import type { Id } from '../../domain/id.ts'
import { now } from '../../domain/instant.ts'
import type { ArticleDecision, Lookup } from '../../domain/store/article/article-store.ts'
import { demandVersion, type Expected, notFound } from '../article/precondition.ts'
import {
  type EditorialDeps,
  type Outcome,
  type PlannedWrite,
  type RequestContext,
  writeArticle,
} from '../article/write.ts'
import { type HistoryDeps, noEdition } from './edition.ts'
import { noVersion } from './version.ts'

/** The edition or version to restore. */
export type Restored = { edition: number } | { version: number }

/**
 * Makes an edition or an earlier version the working copy. Nothing is published.
 *
 * @throws AppError `article-not-found`, `edition-not-found`, `version-not-found`, `version-conflict`, `transition-refused`,
 *   `article-scheduled`
 */
export async function restoreArticle(
  id: Id,
  expected: Expected,
  restored: Restored,
  mayPublish: boolean,
  context: RequestContext,
  deps: HistoryDeps,
): Promise<Outcome> {
  return writeArticle(planRestore({ id }, expected, restored, mayPublish, deps), context, deps)
}

/** The write of `restoreArticle`. */
export function planRestore(
  target: { id: Id } | { externalId: string },
  expected: Expected,
  restored: Restored,
  mayPublish: boolean,
  { clock }: Pick<EditorialDeps, 'clock'>,
): PlannedWrite {
  const at = now(clock)
  const decide = (current: Article | undefined, lookup: Lookup): ArticleDecision => {
    if (!current) throw notFound('id' in target ? 'id' : 'external id')
    demandVersion(current, expected)
    const known = (content: Content) => withKnownTerms(content, lookup.terms(termIds(content)))
    if ('version' in restored) {
      const version = lookup.version(current.id, restored.version)
      if (!version) throw noVersion(restored.version)
      demandUnscheduled(current, lookup, mayPublish)
      return decideRestoreVersion(current, { ...version, content: known(version.content) }, at)
    }
    const edition = lookup.edition(current.id, restored.edition)
    if (!edition) throw noEdition(restored.edition)
    demandUnscheduled(current, lookup, mayPublish)
    return decideRestore(current, { ...edition, content: known(edition.content) }, at)
  }
  return { target, languageAt: 'version' in restored ? '/version' : '/edition', decide }
}
