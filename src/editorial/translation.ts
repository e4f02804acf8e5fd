import { AppError } from '../domain/error.ts'
import type { Id } from '../domain/id.ts'
import { decideLink, decideUnlink, demandLinkable } from '../domain/translation.ts'
import {
  type Asked,
  articleAt,
  type EditorialDeps,
  type Expected,
  momentOf,
  notFound,
  type Outcome,
  writeArticle,
} from './article-write.ts'

/**
 * Makes an article a translation of another one, and so of all that the other is one of. Both are ahead of the public
 * until they are published.
 *
 * @throws AppError `article-not-found`, `version-conflict`, `transition-refused`, `invalid-request`
 */
export async function linkTranslation(
  id: Id,
  expected: Expected,
  of: Id,
  asked: Asked,
  deps: EditorialDeps,
): Promise<Outcome> {
  const now = await articleAt(id, expected, deps)
  const other = await deps.store.article(of)
  if (!other) throw unknown(of)
  demandLinkable(now, other)
  const at = momentOf(deps.clock)
  let group = other.translationGroup
  // First, so that nothing is left in a group that the other is not in; a group of one shows nowhere.
  await writeArticle(
    {
      target: { id: of },
      decide(still) {
        if (!still) throw unknown(of)
        group = still.translationGroup ?? group ?? deps.newId()
        return decideLink(still, group, at)
      },
    },
    { ...asked, idempotency: undefined },
    deps,
  )
  return writeArticle(
    {
      target: { id, expect: now.version },
      decide(still) {
        if (!still || group === undefined) throw notFound()
        return decideLink(still, group, at)
      },
    },
    asked,
    deps,
  )
}

/** @throws AppError `article-not-found`, `version-conflict`, `transition-refused` */
export async function unlinkTranslation(
  id: Id,
  expected: Expected,
  asked: Asked,
  deps: EditorialDeps,
): Promise<Outcome> {
  const now = await articleAt(id, expected, deps)
  return writeArticle(
    {
      target: { id, expect: now.version },
      decide(still) {
        if (!still) throw notFound()
        return decideUnlink(still, momentOf(deps.clock))
      },
    },
    asked,
    deps,
  )
}

function unknown(of: Id): AppError {
  const detail = `No article has the id "${of}".`
  return new AppError('invalid-request', detail, { faults: [{ in: 'body', pointer: '/of', code: 'invalid', detail }] })
}
