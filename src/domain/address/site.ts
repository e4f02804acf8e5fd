import type { Rights } from '../content/rights.ts'
import { type Id, isId } from '../id.ts'
import type { Day, Instant } from '../instant.ts'
import { type TermKind, termCollection } from '../term/term.ts'
import { trimEndBy } from '../text/trim.ts'

/** Who publishes, and where. `printEpoch` names the members that shape a print. */
export type Site = {
  /** Absolute, without a trailing slash. */
  publicUrl: string
  title: string
  /** BCP 47; the language of sources that state none. */
  language: string
  /** IANA name; days without a time begin there. */
  timeZone: string
  /** Names of front matter members without a meaning here that imports keep as custom members all the same. */
  customMembers?: readonly string[] | undefined
  /** What it is about, in a sentence. */
  description?: string | undefined
  /** The page where people read it. Absent = `publicUrl`. */
  homeUrl?: string | undefined
  /**
   * Where articles are read that name no canonical URL of their own: an absolute URL with any of `{slug}` `{id}`
   * `{category}` `{language}` `{year}` `{month}` `{day}`. Absent = the HTML rendition.
   */
  articleUrlTemplate?: string | undefined
  /** Where people see a preview: an absolute URL with `{token}`, and `{slug}` or `{id}`. Absent = the HTML rendition. */
  previewUrlTemplate?: string | undefined
  /** Base URL of files that articles name by their path within the source. Absent = that of pages. */
  assetsUrl?: string | undefined
  logo?: { url: string; width?: number | undefined; height?: number | undefined } | undefined
  /** A square picture, 64 pixels or more. */
  iconUrl?: string | undefined
  /** Hold where an article states none. */
  rights?: Partial<Rights> | undefined
  /** Mail address of the editors. */
  email?: string | undefined
  /** Type of the articles for search engines (schema.org). Absent = `NewsArticle`. */
  articleType?: 'NewsArticle' | 'Article' | 'BlogPosting' | undefined
  /** WebSub hubs that are notified of every change. */
  hubs?: readonly string[] | undefined
  /** What robots.txt asks of crawlers that read for language models. Absent = nothing in particular. */
  aiCrawlers?: { training?: CrawlerPolicy | undefined; answers?: CrawlerPolicy | undefined } | undefined
  /** Page that says how reserved text and data mining can be licensed (TDMRep). */
  miningPolicyUrl?: string | undefined
  /** What security.txt says (RFC 9116). Absent = there is none. */
  security?: SecurityContact | undefined
}

export type CrawlerPolicy = 'allow' | 'disallow'

export type SecurityContact = {
  /** `mailto:`, `tel:` or `https:` URIs, the preferred one first. */
  contacts: readonly string[]
  /** Absent = less than a year ahead, moving on by itself. */
  expires?: Instant | undefined
  policyUrl?: string | undefined
  encryptionUrl?: string | undefined
  acknowledgmentsUrl?: string | undefined
  /** BCP 47 tags. */
  languages?: readonly string[] | undefined
}

/** The public address of an article. */
export function articleUrl(site: Pick<Site, 'publicUrl'>, slug: string): string {
  return `${site.publicUrl}/v1/articles/${encodeURIComponent(slug)}`
}

/** The address for people: the HTML rendition, where the article names no canonical URL of its own. */
export function htmlUrl(site: Site, slug: string): string {
  return `${articleUrl(site, slug)}.html`
}

/** Where people read an article that names no canonical URL of its own. */
export function pageUrl(
  site: Site,
  article: { id: Id; slug: string; language: string; category?: string | undefined; publishedDate: Day },
): string {
  const [year = '', month = '', day = ''] = article.publishedDate.split('-')
  const values: Record<string, string> = { ...article, category: article.category ?? '', year, month, day }
  if (!site.articleUrlTemplate) return htmlUrl(site, article.slug)
  const url = site.articleUrlTemplate.replace(/\{(\w+)\}/g, (whole, name) => encodeURIComponent(values[name] ?? whole))
  return url.replace(/:?\/{2,}/g, found => (found.startsWith(':') ? found : '/'))
}

/** Where people see a preview of an article. */
export function previewPageUrl(site: Site, { id, slug, token }: { id: Id; slug: string; token: string }): string {
  const values: Record<string, string> = { id, slug, token }
  const template = site.previewUrlTemplate ?? `${site.publicUrl}/v1/articles/{id}.html?preview={token}`
  return template.replace(/\{(\w+)\}/g, (whole, name) => encodeURIComponent(values[name] ?? whole))
}

/** Path of the files of a served folder, below the public address. */
export const assetsPath = '/assets'

/** The address of a path of the site: of a file under its assets, where these are served, else under its home. */
export function siteUrl({ publicUrl, homeUrl, assetsUrl }: Site, url: string): string {
  if (!url.startsWith('/')) return url
  const home = homeUrl ?? publicUrl
  const base = assetsUrl !== undefined && isFile.test(url) ? assetsUrl : home
  return trimEndBy(base.replace(/[?#].*$/s, ''), /\//) + url
}

/** Paths that end as files do which are no pages. */
const isFile = /^[^?#]*\.(?!(?:html?|xhtml|php|aspx?|jsp|md|mdx|markdown|txt)(?:[?#]|$))[a-z][a-z\d]{1,4}(?:[?#]|$)/i

/** The rights that hold for an article: its own, else those of the site; full syndication where neither says. */
export function effectiveRights(site: Site, own: Rights | undefined): Rights | undefined {
  if (!own && !site.rights) return undefined
  return { syndication: 'full', ...site.rights, ...own }
}

export function termUrl(site: Site, kind: TermKind, slug: string): string {
  return `${site.publicUrl}/v1/${termCollection[kind]}/${encodeURIComponent(slug)}`
}

/** What a print looks like depends on this too: a print made under another epoch is stale. */
export function printEpoch(site: Site, digest: (text: string) => string): string {
  const { publicUrl, title, language, timeZone, articleUrlTemplate, rights, homeUrl, assetsUrl } = site
  const shapes = [rendererVersion, publicUrl, title, language, timeZone, articleUrlTemplate, rights, homeUrl, assetsUrl]
  return digest(JSON.stringify(shapes)).slice(0, 8)
}

/** Raise by one whenever the same edition would be printed differently. */
const rendererVersion = 7

/** References of the form `article:{id}` in `href`, as importers and editors write links to other articles. */
export function linkedArticle(href: string): Id | undefined {
  const id = href.startsWith('article:') ? href.slice('article:'.length).split('#', 1)[0] : undefined
  return id !== undefined && isId(id) ? id : undefined
}
