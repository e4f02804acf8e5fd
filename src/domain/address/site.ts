import type { Rights } from '../content/rights.ts'
import { type Id, isId } from '../id.ts'
import type { Day, Instant } from '../instant.ts'
import { type TermKind, termCollection } from '../term/term.ts'
import { trimEndBy } from '../text/trim.ts'

/** The publication: its name, addresses and defaults. `printEpoch` names the members that affect a print. */
export type Site = {
  /** Absolute, without a trailing slash. */
  publicUrl: string
  title: string
  /** BCP 47; the language of sources that do not state one. */
  language: string
  /** IANA name; days without a time begin at midnight of this zone. */
  timeZone: string
  /** Front matter members without a known meaning that imports keep as custom members. */
  customMembers?: readonly string[] | undefined
  /** A description in one sentence. */
  description?: string | undefined
  /** The home page of the publication. Absent = `publicUrl`. */
  homeUrl?: string | undefined
  /**
   * URL template of the page of an article without a canonical URL: an absolute URL with any of `{slug}` `{id}`
   * `{category}` `{language}` `{year}` `{month}` `{day}`. Absent = the HTML rendition.
   */
  articleUrlTemplate?: string | undefined
  /** URL template of previews: an absolute URL with `{token}`, and `{slug}` or `{id}`. Absent = the HTML rendition. */
  previewUrlTemplate?: string | undefined
  /** Base URL of files that articles refer to by a path within the source. Absent = that of pages. */
  assetsUrl?: string | undefined
  logo?: { url: string; width?: number | undefined; height?: number | undefined } | undefined
  /** A square image of at least 64 pixels. */
  iconUrl?: string | undefined
  /** Rights of articles that do not state their own. */
  rights?: Partial<Rights> | undefined
  /** E-mail address of the editors. */
  email?: string | undefined
  /** Type of the articles for search engines (schema.org). Absent = `NewsArticle`. */
  articleType?: 'NewsArticle' | 'Article' | 'BlogPosting' | undefined
  /** WebSub hubs to notify of every change. */
  hubs?: readonly string[] | undefined
  /** What robots.txt permits to crawlers for language models. Absent = no statement. */
  aiCrawlers?: { training?: CrawlerPolicy | undefined; answers?: CrawlerPolicy | undefined } | undefined
  /** Page about licences for reserved text and data mining (TDMRep). */
  miningPolicyUrl?: string | undefined
  /** Content of security.txt (RFC 9116). Absent = no such file. */
  security?: SecurityContact | undefined
}

export type CrawlerPolicy = 'allow' | 'disallow'

export type SecurityContact = {
  /** `mailto:`, `tel:` or `https:` URIs, in order of preference. */
  contacts: readonly string[]
  /** Absent = a date less than a year ahead that advances by itself. */
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

/** The URL of the HTML rendition, for articles without a canonical URL. */
export function htmlUrl(site: Site, slug: string): string {
  return `${articleUrl(site, slug)}.html`
}

/** The URL of the page of an article without a canonical URL. */
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

/** The URL of the preview of an article. */
export function previewPageUrl(site: Site, { id, slug, token }: { id: Id; slug: string; token: string }): string {
  const values: Record<string, string> = { id, slug, token }
  const template = site.previewUrlTemplate ?? `${site.publicUrl}/v1/articles/{id}.html?preview={token}`
  return template.replace(/\{(\w+)\}/g, (whole, name) => encodeURIComponent(values[name] ?? whole))
}

/** Path of the files of a served folder, below the public URL. */
export const assetsPath = '/assets'

/** The URL of a path of the site: below `assetsUrl` if it is a file and these are served, else below the home page. */
export function siteUrl({ publicUrl, homeUrl, assetsUrl }: Site, url: string): string {
  if (!url.startsWith('/')) return url
  const home = homeUrl ?? publicUrl
  const base = assetsUrl !== undefined && isFile.test(url) ? assetsUrl : home
  return trimEndBy(base.replace(/[?#].*$/s, ''), /\//) + url
}

/** Extensions of files that are not pages. */
const isFile = /^[^?#]*\.(?!(?:html?|xhtml|php|aspx?|jsp|md|mdx|markdown|txt)(?:[?#]|$))[a-z][a-z\d]{1,4}(?:[?#]|$)/i

/** The rights of an article: its own, else those of the site, else full syndication. */
export function effectiveRights(site: Site, own: Rights | undefined): Rights | undefined {
  if (!own && !site.rights) return undefined
  return { syndication: 'full', ...site.rights, ...own }
}

export function termUrl(site: Site, kind: TermKind, slug: string): string {
  return `${site.publicUrl}/v1/${termCollection[kind]}/${encodeURIComponent(slug)}`
}

/** An identifier of everything besides the edition that affects a print: a print of another epoch is stale. */
export function printEpoch(site: Site, digest: (text: string) => string): string {
  const { publicUrl, title, language, timeZone, articleUrlTemplate, rights, homeUrl, assetsUrl } = site
  const shapes = [rendererVersion, publicUrl, title, language, timeZone, articleUrlTemplate, rights, homeUrl, assetsUrl]
  return digest(JSON.stringify(shapes)).slice(0, 8)
}

/** Increment when the print of the same edition changes. */
const rendererVersion = 7

/** References of the form `article:{id}` in `href`, as importers and editors write links to other articles. */
export function linkedArticle(href: string): Id | undefined {
  const id = href.startsWith('article:') ? href.slice('article:'.length).split('#', 1)[0] : undefined
  return id !== undefined && isId(id) ? id : undefined
}
