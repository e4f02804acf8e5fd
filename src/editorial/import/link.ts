import { type Article, isAhead, withContent } from '../../domain/article/article.ts'
import { isExpired, publishAs } from '../../domain/article/publish.ts'
import { type Clock, now } from '../../domain/instant.ts'
import { linkArticles, openLinks } from '../../domain/print/link.ts'
import type { ArticleDecision, Lookup } from '../../domain/store/article-store.ts'
import type { Store } from '../../domain/store/store.ts'

type Deps = {
  store: Pick<Store, 'linkable' | 'writeArticles'>
  clock: Clock
  actor: string
  onBehalfOf?: string | undefined
  /** Set where the import may not publish: then only articles of this source change, and no published one. */
  onlySource?: string | undefined
}

/** Articles that one write changes: it holds the lock for less than 50 ms. */
const atOnce = 10

/**
 * Makes links between imported articles links to articles, wherever both ends have arrived: to be called after an
 * import, of whatever source. An article that links to one which came later is revised, and published again where the
 * public sees its working copy. Its source stays the one it was last imported from, so that the next import of it
 * changes nothing. A second call finds nothing left to do.
 *
 * @returns how many articles were changed
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

/** What editors changed since the last import is theirs. */
function decideLinks(
  current: Article | undefined,
  around: Lookup,
  { at, onlySource }: { at: string; onlySource: string | undefined },
): ArticleDecision {
  if (!current?.imported || current.imported.version !== current.version) return { unchanged: true }
  const { source = '' } = current.imported
  if (onlySource !== undefined && (current.status === 'published' || source !== onlySource)) return { unchanged: true }
  const open = openLinks(current.content)
  const content = linkArticles(current.content, around.articlesByAddress(open, source))
  if (content === current.content) return { unchanged: true }
  const next = withContent(current, content, at)
  const article = { ...next, imported: { ...current.imported, version: next.version } }
  const left = openLinks(content)
  const more = {
    openLinks: left,
    audit: { action: 'article.import', detail: { linked: open.length - left.length } },
  }
  // What has expired is about to end, and is not delivered once more before that.
  if (current.status !== 'published' || isAhead(current) || isExpired(current, at)) return { article, ...more }
  const published = publishAs(article, at, around.corrections(current.id))
  // The source did not change: it is as old as it was.
  const updatedAt = around.edition(current.id, current.edition)?.updatedAt ?? published.edition.updatedAt
  return { article: published.article, edition: { ...published.edition, updatedAt }, ...more }
}
