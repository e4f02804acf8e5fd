import { addressKey } from '../address/address-key.ts'
import { isOwnPage, sectionId } from '../address/element-id.ts'
import { linkedArticle, type Site, siteUrl } from '../address/site.ts'
import type { BlockOf } from '../body/block.ts'
import { embedHtml } from '../body/embed-html.ts'
import { type Inline, type Link, mergeRuns } from '../body/inline.ts'
import type { Content } from '../content/content.ts'
import { rewriteContent } from '../content/rewrite.ts'
import type { Id } from '../id.ts'
import type { Neighbour } from './neighbour.ts'

/** Ids of the articles that a content links to, each once. */
export function linkedArticles(content: Content): Id[] {
  const ids = new Set<Id>()
  for (const link of links(content)) {
    const id = articleOf(link)
    if (id) ids.add(id)
  }
  return [...ids]
}

/** Keys of the addresses that a content links to without saying that they are articles, each once. */
export function openLinks(content: Content): string[] {
  const keys = new Set<string>()
  for (const link of links(content)) {
    const key = articleOf(link) === undefined ? addressKey(link.href) : undefined
    if (key !== undefined) keys.add(key)
  }
  return [...keys]
}

/**
 * The same content with its links to addresses of articles made links to these: each keeps its address, which holds
 * where the article is not delivered. The same object if there are none.
 *
 * @param article the article that an address leads to, by the key of the address
 */
export function linkArticles(content: Content, article: ReadonlyMap<string, Id>): Content {
  if (article.size === 0) return content
  let found = false
  const linked = rewriteContent(content, {
    runs: runs =>
      runs.map(run => {
        const { link } = run
        const key = link && articleOf(link) === undefined ? addressKey(link.href) : undefined
        const articleId = key === undefined ? undefined : article.get(key)
        if (!link || articleId === undefined) return run
        found = true
        return { ...run, link: { ...link, articleId } }
      }),
  })
  return found ? linked : content
}

/**
 * The same content with its links to articles resolved, every path of the site under its address, and embeds with their
 * HTML.
 *
 * @param article a delivered article; undefined = not delivered: the link keeps its own address, and where that is only
 *   `article:{id}` the words stay without a link
 */
export function resolveLinks(content: Content, article: FindArticle, site: Site): Content {
  return rewriteContent(content, {
    runs: runs => (runs.some(run => run.link) ? mergeRuns(runs.map(run => resolveRun(run, article, site))) : runs),
    url: url => siteUrl(site, url),
    embed: withHtml,
  })
}

type FindArticle = (id: Id) => Pick<Neighbour, 'canonicalUrl' | 'slug'> | undefined

/** Whatever a content says, the HTML of an embed follows from its address. */
function withHtml({ html: _, ...embed }: BlockOf<'embed'>): BlockOf<'embed'> {
  const html = embedHtml({ ...embed })
  return { ...embed, ...(html !== undefined && { html }) }
}

function resolveRun(run: Inline, article: FindArticle, site: Site): Inline {
  const { link, ...words } = run
  if (!link) return run
  const byHref = linkedArticle(link.href)
  const id = articleOf(link)
  const found = id && article(id)
  if (id && found) {
    const { slug } = found
    return { ...run, link: { ...link, href: withFragment(found, link.href), articleId: id, slug } }
  }
  if (byHref) return words
  const { articleId: _, slug: __, ...plain } = link
  return { ...run, link: { ...plain, href: siteUrl(site, link.href) } }
}

function articleOf({ articleId, href }: Link): Id | undefined {
  return articleId ?? linkedArticle(href)
}

function links(content: Content): Link[] {
  const found: Link[] = []
  rewriteContent(content, {
    runs: runs => {
      for (const { link } of runs) if (link) found.push(link)
      return runs
    },
  })
  return found
}

/** The address of an article with the fragment of another address; on a page of ours it is the id of a section. */
function withFragment({ canonicalUrl, slug }: Pick<Neighbour, 'canonicalUrl' | 'slug'>, original: string): string {
  const start = original.indexOf('#')
  if (start < 0 || canonicalUrl.includes('#')) return canonicalUrl
  const anchor = original.slice(start + 1)
  return `${canonicalUrl}#${isOwnPage(canonicalUrl, slug) ? sectionId(anchor) : anchor}`
}
