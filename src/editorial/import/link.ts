import { isFileNameKey } from '../../domain/address/address-key.ts'
import { type Article, isAhead, withContent } from '../../domain/article/article.ts'
import { isExpired, publishAs } from '../../domain/article/publish.ts'
import { type Clock, now } from '../../domain/instant.ts'
import { linkArticles, openLinks } from '../../domain/print/link.ts'
import type { ArticleDecision, Lookup } from '../../domain/store/article/article-store.ts'
import type { Store } from '../../domain/store/store.ts'

type Deps = {
  store: Pick<Store, 'linkable' | 'writeArticles'>
  clock: Clock
  actor: string
  onBehalfOf?: string | undefined
  /** Set if the import may not publish: then only unpublished articles of this source are changed. */
  onlySource?: string | undefined
}

/** Articles per write, so that it holds the lock for less than 50 ms. */
const atOnce = 10

/**
 * Converts links between imported articles into links to articles, once both exist. Call it after an import of any
 * source. An article that links to a later one is revised, and published again if its working copy is published. The
 * last import stays recorded, so that importing the same source again changes nothing. A second call changes nothing.
 *
 * @returns the number of changed articles
 */
export async function linkImported({ store, clock, actor, onBehalfOf, onlySource }: Deps): Promise<number> {
  const at = now(clock)
  let changed = 0
  for (let after: string | undefined; ; ) {
    const page = await store.linkable(after)
    for (let from = 0; from < page.articleIds.length; from += atOnce) {
      const items = page.articleIds.slice(from, from + atOnce).map(id => ({
        target: { id },
        decide: (current: Article | undefined, around: Lookup) => decideLinks(current, around, { at, onlySource }),
      }))
      const written = await store.writeArticles(items, { at, actor, onBehalfOf })
      changed += written.filter(one => one.ok && !one.unchanged).length
    }
    after = page.after
    if (after === undefined) return changed
  }
}

/** Changes that editors made since the last import are kept. */
function decideLinks(
  current: Article | undefined,
  around: Lookup,
  { at, onlySource }: { at: string; onlySource: string | undefined },
): ArticleDecision {
  if (!current?.imported || current.imported.version !== current.version) return { unchanged: true }
  const { source = '' } = current.imported
  if (onlySource !== undefined && (current.status === 'published' || source !== onlySource)) return { unchanged: true }
  const open = openLinks(current.content)
  const byAddress = around.articlesByAddress(open, source)
  const byName = around.articlesByFileName(open.filter(isFileNameKey), source, current.content.language)
  const content = linkArticles(current.content, new Map([...byName, ...byAddress]))
  if (content === current.content) return { unchanged: true }
  const next = withContent(current, content, at)
  const article = { ...next, imported: { ...current.imported, version: next.version } }
  const left = openLinks(content)
  const more = {
    openLinks: left,
    audit: { action: 'article.import', detail: { linked: open.length - left.length } },
  }
  // An expired article is about to end, and is not published again before that.
  if (current.status !== 'published' || isAhead(current) || isExpired(current, at)) return { article, ...more }
  const published = publishAs(article, at, around.corrections(current.id))
  // The content of the source did not change, so its date does not change either.
  const updatedAt = around.edition(current.id, current.edition)?.updatedAt ?? published.edition.updatedAt
  return { article: published.article, edition: { ...published.edition, updatedAt }, ...more }
}
