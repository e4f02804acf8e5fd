import type { Article } from '../domain/article.ts'
import { type Caller, demandScope, hasScope } from '../domain/caller.ts'
import { AppError } from '../domain/error.ts'
import type { Id } from '../domain/id.ts'
import type { Around, ArticleWrite } from '../domain/store/article-store.ts'
import { demandUnscheduled } from '../domain/transition.ts'
import { decideLink, decideUnlink, demandAnother } from '../domain/translation.ts'
import {
  type Asked,
  articleAt,
  type EditorialDeps,
  type Expected,
  momentOf,
  type NotedWrite,
  notFound,
  type Outcome,
  writeArticle,
  writeTogether,
} from './article-write.ts'

/**
 * Makes an article a translation of another one, and so of all that the other is one of.
 *
 * @throws AppError `article-not-found`, `version-conflict`, `transition-refused`, `translation-taken`,
 *   `invalid-request`, `scope-missing`, `article-scheduled`
 */
export async function linkTranslation(
  id: Id,
  expected: Expected,
  of: Id,
  caller: Caller,
  asked: Omit<Asked, 'idempotency'>,
  deps: EditorialDeps,
): Promise<Outcome> {
  const now = await articleAt(id, expected, deps)
  const fresh = deps.newId()
  const at = momentOf(deps.clock)
  let group = fresh
  const original: ArticleWrite = {
    target: { id: of },
    decide(other, around) {
      if (!other) throw unknown(of)
      demandRight(other, caller, around)
      demandAnother(now, other)
      group = other.translationGroup ?? fresh
      return decideLink(other, group, at)
    },
  }
  const own: NotedWrite = {
    target: { id, expect: now.version },
    languageAt: '/of',
    decide(still, around) {
      if (!still) throw notFound()
      demandRight(still, caller, around)
      return decideLink(still, group, at)
    },
  }
  const results = await writeTogether([original, own], { ...asked, allOrNothing: true }, deps)
  const failed = results.find(one => !one.ok && one.error.code !== 'batch-undone')
  if (failed && !failed.ok) throw failed.error
  const [, linked] = results
  if (!linked?.ok) throw new Error('the store answered nothing')
  return linked.outcome
}

/** @throws AppError `article-not-found`, `version-conflict`, `transition-refused`, `scope-missing`, `article-scheduled` */
export async function unlinkTranslation(
  id: Id,
  expected: Expected,
  caller: Caller,
  asked: Asked,
  deps: EditorialDeps,
): Promise<Outcome> {
  const now = await articleAt(id, expected, deps)
  return writeArticle(
    {
      target: { id, expect: now.version },
      decide(still, around) {
        if (!still) throw notFound()
        demandRight(still, caller, around)
        return decideUnlink(still, momentOf(deps.clock))
      },
    },
    asked,
    deps,
  )
}

/**
 * Published translations name each other: what changes their group needs the right to publish.
 *
 * @throws AppError `scope-missing`, `article-scheduled`
 */
function demandRight(article: Article, caller: Caller, around: Around): void {
  const { status, translationGroup: group } = article
  const isShown = status === 'published' || (group !== undefined && around.isGroupPublished(group))
  if (isShown) demandScope(caller, 'articles:publish')
  demandUnscheduled(article, around, hasScope(caller, 'articles:publish'))
}

function unknown(of: Id): AppError {
  const detail = `No article has the id "${of}".`
  return new AppError('invalid-request', detail, {
    faults: [{ location: 'body', pointer: '/of', code: 'invalid', detail }],
  })
}
