import { addressKey, fileNameKey } from '../address/address-key.ts'
import { isOwnPage, sectionId } from '../address/element-id.ts'
import { linkedArticle, type Site, siteUrl } from '../address/site.ts'
import type { BlockOf } from '../body/block.ts'
import { embedHtml } from '../body/embed-html.ts'
import { type Inline, type Link, mergeRuns } from '../body/inline.ts'
import type { Content } from '../content/content.ts'
import { rewriteContent } from '../content/rewrite.ts'
import type { Id } from '../id.ts'
import { slugify } from '../text/slug.ts'
import type { Neighbour } from './neighbour.ts'

/** Ids of the articles that a content links to, without duplicates. */
export function linkedArticles(content: Content): Id[] {
  const ids = new Set<Id>()
  for (const link of links(content)) {
    const id = articleOf(link)
    if (id) ids.add(id)
  }
  return [...ids]
}

/** Keys of the link addresses of a content that do not name an article by id, without duplicates. */
export function openLinks(content: Content): string[] {
  const keys = new Set<string>()
  const host = hostOf(content)
  for (const link of links(content)) for (const key of keysOf(link, host)) keys.add(key)
  return [...keys]
}

/**
 * The keys of a link that does not say that it leads to an article, the most exact first: its address, its path if it is on
 * the site of the article, and the name of the file.
 */
function keysOf(link: Link, host: string | undefined): string[] {
  const { href } = link
  const key = articleOf(link) === undefined ? addressKey(href) : undefined
  if (key === undefined) return []
  const isOwn = host !== undefined && key.startsWith('//') && URL.parse(href)?.host === host
  const path = isOwn ? href.slice(href.indexOf('/', 'https://'.length)) : href
  return [key, isOwn ? addressKey(path) : undefined, fileNameKey(path)].filter(one => one !== undefined)
}

/** The host of the site that an article says it is on. */
function hostOf({ canonicalUrl }: Content): string | undefined {
  return canonicalUrl === undefined ? undefined : URL.parse(canonicalUrl)?.host
}

/**
 * Converts links to addresses of articles into links to these articles. Each keeps its address, for the case that the
 * article is not delivered. Returns the same object if there are none.
 *
 * @param article returns the article with an address, by the keys of `openLinks`
 */
export function linkArticles(content: Content, article: ReadonlyMap<string, Id>): Content {
  if (article.size === 0) return content
  let found = false
  const host = hostOf(content)
  const linked = rewriteContent(content, {
    runs: runs =>
      runs.map(run => {
        const { link } = run
        const key = link && keysOf(link, host).find(one => article.has(one))
        const articleId = key === undefined ? undefined : article.get(key)
        if (!link || articleId === undefined) return run
        found = true
        return { ...run, link: { ...link, articleId } }
      }),
  })
  return found ? linked : content
}

/**
 * Resolves links to articles, makes paths of the site absolute, and adds the HTML of embeds.
 *
 * @param article returns a delivered article; undefined = not delivered: the link keeps its address, or becomes plain
 * text if that is only `article:{id}`
 */
export function resolveLinks(content: Content, article: FindArticle, site: Site): Content {
  return rewriteContent(content, {
    runs: runs => (runs.some(run => run.link) ? mergeRuns(runs.map(run => resolveRun(run, article, site))) : runs),
    url: url => siteUrl(site, url),
    embed: withHtml,
  })
}

type FindArticle = (id: Id) => Pick<Neighbour, 'canonicalUrl' | 'slug'> | undefined

/** The HTML of an embed is always made from its URL, whatever the content contains. */
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

/** The URL of an article with the fragment of another address, which on a page of ours is the id of a section. */
function withFragment({ canonicalUrl, slug }: Pick<Neighbour, 'canonicalUrl' | 'slug'>, original: string): string {
  const start = original.indexOf('#')
  if (start < 0 || canonicalUrl.includes('#')) return canonicalUrl
  const anchor = original.slice(start + 1)
  return `${canonicalUrl}#${isOwnPage(canonicalUrl, slug) ? ownAnchor(anchor) : anchor}`
}

/** The id of a section on a page of ours. Its anchor is the slug of the id that the section had in its source. */
function ownAnchor(fragment: string): string {
  const anchor = /^[\w-]+$/.test(fragment) ? slugify(fragment) : ''
  return sectionId(anchor || fragment)
}
