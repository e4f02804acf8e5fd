import type { Article } from '../../domain/article/article.ts'
import { isOpen } from '../../domain/article/transition.ts'
import { decideLink } from '../../domain/article/translation.ts'
import type { Id, NewId } from '../../domain/id.ts'
import { type Clock, type Instant, now } from '../../domain/instant.ts'
import type { ArticleDecision, Lookup } from '../../domain/store/article/article-store.ts'
import type { SharedKey } from '../../domain/store/import/import-store.ts'
import type { Store } from '../../domain/store/store.ts'

type Deps = {
  store: Pick<Store, 'translations' | 'writeArticles'>
  clock: Clock
  newId: NewId
  actor: string
  onBehalfOf?: string | undefined
  /** Without it, published articles and their translations stay as they are. */
  mayPublish: boolean
}

/**
 * Links the imported articles of a source with their translations: articles that share a key and differ in language. Call it
 * after an import. An article that has translations keeps them. A second call finds nothing left to do.
 *
 * @returns the number of articles that were linked
 */
export async function linkTranslations(source: string, deps: Deps): Promise<number> {
  const { store, clock, newId, actor, onBehalfOf, mayPublish } = deps
  const at = now(clock)
  let linked = 0
  for (let after: string | undefined; ; ) {
    const page = await store.translations(source, after)
    // A key before may have linked some of the articles of this page.
    const groups = new Map<Id, Id>()
    for (const articles of page.shared) {
      const { group = newId(), ids } = joining(articles, groups)
      const items = ids.map(id => ({
        target: { id },
        decide: (current: Article | undefined, around: Lookup) =>
          decideTranslation(current, around, { group, at, mayPublish }),
      }))
      const written = items.length === 0 ? [] : await store.writeArticles(items, { at, actor, onBehalfOf })
      for (const one of written) {
        if (!one.ok || one.unchanged || !one.article) continue
        groups.set(one.article.id, group)
        linked += 1
      }
    }
    after = page.after
    if (after === undefined) return linked
  }
}

/** The articles to add to a group of translations, one of each language, and the group if there is one. */
function joining(articles: SharedKey, groups: ReadonlyMap<Id, Id>): { group?: Id | undefined; ids: Id[] } {
  const known = articles.map(one => ({ ...one, group: one.translationGroup ?? groups.get(one.id) }))
  const group = known.find(one => one.group !== undefined)?.group
  const languages = new Set(
    known.filter(one => one.group !== undefined && one.group === group).map(one => one.language),
  )
  const ids: Id[] = []
  for (const one of known) {
    if (one.group !== undefined || languages.has(one.language)) continue
    languages.add(one.language)
    ids.push(one.id)
  }
  return { group, ids: languages.size > 1 ? ids : [] }
}

function decideTranslation(
  current: Article | undefined,
  around: Lookup,
  { group, at, mayPublish }: { group: Id; at: Instant; mayPublish: boolean },
): ArticleDecision {
  if (!current || current.translationGroup !== undefined || !isOpen(current)) return { unchanged: true }
  if (!mayPublish && (current.status === 'published' || around.isGroupPublished(group))) return { unchanged: true }
  if (around.translationIn(group, current.content.language, current.id)) return { unchanged: true }
  return decideLink(current, group, at)
}
