import type { Site } from '../../domain/address/site.ts'
import type { TableOfContentsEntry } from '../../domain/body/outline.ts'
import type { DeliveredSection } from '../../domain/body/section.ts'
import type { Instant } from '../../domain/instant.ts'
import { dayOf } from '../../domain/instant.ts'
import type { DeliveredArticle } from '../../domain/print/delivered.ts'
import { directionOf } from '../../domain/text/language.ts'
import { webAddress } from '../../render/address.ts'
import { type HtmlSetting, htmlSetting, sectionAddress } from '../../render/html-setting.ts'
import { imageHtml } from '../../render/image-html.ts'
import { type Labels, labelsFor } from '../../render/label.ts'
import { type Attributes, type Child, html, type Markup } from '../../render/markup.ts'
import { footnotesHtml, sectionHtml, sectionsHtml } from '../../render/section-html.ts'
import { correctionsHtml, takeawaysHtml } from './article-html.ts'
import { pageHead } from './page-head.ts'
import type { Rendition } from './rendition.ts'

/** An article as a page that needs no other file. Serve it with `pagePolicy`. */
export const htmlPage: Rendition = {
  name: 'html',
  mediaType: 'text/html; charset=utf-8',
  suffix: '.html',
  render(article, site) {
    const labels = labelsFor(article.metadata.language)
    const setting = htmlSetting({ footnotes: article.footnotes, language: article.metadata.language, scrolls: true })
    const content = html(
      'article',
      {},
      header(article, site, labels, setting),
      takeawaysHtml(article.keyTakeaways, labels, setting),
      contents(article.tableOfContents, labels, setting),
      sectionsHtml(article.sections, setting),
      footnotesHtml(article.footnotes, labels.footnotes, setting),
      correctionsHtml(article.metadata.corrections, labels, site.timeZone),
      footer(article, site),
    )
    return document(article, site, article.title, content)
  },
}

/** A page with one section of an article. Its heading is the title of the article and links to it. */
export function sectionPage(article: DeliveredArticle, section: DeliveredSection, site: Site): string {
  const { language, canonicalUrl } = article.metadata
  const page = { canonicalUrl, slug: article.slug }
  const setting = htmlSetting({ footnotes: article.footnotes, language, page, scrolls: true })
  const own = { ...setting, ids: true }
  const title = section.heading === undefined ? article.title : `${section.heading} · ${article.title}`
  const link = html('a', { href: webAddress(canonicalUrl) ?? article.url }, article.title)
  const content = html('article', {}, html('header', {}, html('h1', {}, link)), sectionHtml(section, own, 2))
  return document(article, site, title, content)
}

function document(article: DeliveredArticle, site: Site, title: string, content: Markup): string {
  const { language, direction } = article.metadata
  const banner = html(
    'header',
    {},
    siteLink(site, { class: 'site', lang: site.language, dir: directionOf(site.language) }),
  )
  const body = html('body', {}, banner, html('main', {}, content))
  const page = html('html', { lang: language, dir: direction }, pageHead(article, site, title), body)
  return `<!doctype html>\n${page.markup}\n`
}

function siteLink(site: Site, attributes: Attributes = {}): Markup {
  return html('a', { ...attributes, href: site.homeUrl ?? site.publicUrl }, site.title)
}

/** Category, title, summary, facts and main picture. */
function header(article: DeliveredArticle, site: Site, labels: Labels, setting: HtmlSetting): Child {
  const { metadata, title, summary } = article
  return html(
    'header',
    {},
    metadata.category && html('p', { class: 'kicker' }, metadata.category.name),
    html('h1', {}, title),
    summary ? html('p', { class: 'summary' }, summary) : undefined,
    html('p', { class: 'facts' }, facts(article, site, labels)),
    metadata.image && imageHtml(metadata.image, setting, { eager: true }),
  )
}

function facts({ metadata }: DeliveredArticle, site: Site, labels: Labels): Child {
  const { authors, publishedAt, publishedDate, publishedPrecision, updatedAt, readingTimeMinutes } = metadata
  const names = authors.flatMap((author, index): Child[] => [index > 0 ? ', ' : '', authorLink(author)])
  const published = publishedPrecision === 'day' ? publishedDate : publishedAt
  const changed = dayOf(updatedAt, site.timeZone)
  return [
    names.length > 0 ? [labels.by, ' ', names, ' · '] : undefined,
    time(published, publishedDate),
    changed > publishedDate ? [' · ', labels.updated, ' ', time(updatedAt, changed)] : undefined,
    ' · ',
    labels.readingTime(readingTimeMinutes),
  ]
}

function time(at: Instant, shown: string): Child {
  return html('time', { datetime: at }, shown)
}

function authorLink({ name, pageUrl }: DeliveredArticle['metadata']['authors'][number]): Child {
  const href = pageUrl === undefined ? undefined : webAddress(pageUrl)
  return href === undefined ? name : html('a', { rel: 'author', href }, name)
}

/** No section has an id with a colon. */
const contentsId = 'page:contents'

function contents(entries: readonly TableOfContentsEntry[], labels: Labels, setting: HtmlSetting): Child {
  if (entries.length === 0) return undefined
  const heading = html('h2', { id: contentsId }, labels.contents)
  return html('nav', { 'aria-labelledby': contentsId }, heading, contentsList(entries, setting))
}

function contentsList(entries: readonly TableOfContentsEntry[], setting: HtmlSetting): Child {
  if (entries.length === 0) return undefined
  const items = entries.map(({ anchor, heading, children }) => {
    const href = sectionAddress(anchor, setting)
    return html('li', {}, html('a', { href }, heading), contentsList(children, setting))
  })
  return html('ol', {}, items)
}

/** Tags, first source and rights, and a link to the home page. */
function footer({ metadata }: DeliveredArticle, site: Site): Child {
  const { rights, source, tags } = metadata
  const sourceUrl = source?.url === undefined ? undefined : webAddress(source.url)
  const license = rights?.license
  const licenseUrl = license?.url === undefined ? undefined : webAddress(license.url)
  const lines = [
    tags.length > 0 ? tags.map((tag, index): Child => [index > 0 ? ', ' : '', tag.name]) : undefined,
    source && (sourceUrl ? html('a', { href: sourceUrl }, source.name) : source.name),
    rights?.notice ?? (rights?.holder ? `© ${rights.holder}` : undefined),
    license && (licenseUrl ? html('a', { rel: 'license', href: licenseUrl }, license.name) : license.name),
    rights?.usageTerms,
  ].filter(line => line !== undefined)
  const home = html('p', {}, siteLink(site))
  return html(
    'footer',
    { class: 'rights' },
    lines.map(line => html('p', {}, line)),
    home,
  )
}
