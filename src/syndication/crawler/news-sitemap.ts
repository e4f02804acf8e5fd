import type { Site } from '../../domain/address/site.ts'
import type { Instant } from '../../domain/instant.ts'
import { oneLine } from '../../render/characters.ts'
import { type Markup, openTag, xml } from '../../render/markup.ts'
import { type AnyArticle, entryUrl } from '../entry.ts'
import type { Format } from '../format.ts'
import { createOwnPage } from './own-page.ts'

/** Seconds for which an article is news, and entries of a news sitemap (Google News sitemaps). */
export const newsAge = 2 * 24 * 60 * 60
export const newsLimit = 1000

/** Google News sitemap: at most 1,000 articles of the two days before `now`. Entries must come newest first. */
export const newsSitemap: Format = {
  name: 'news-sitemap',
  mediaType: 'application/xml; charset=utf-8',
  path: '/news-sitemap.xml',
  needs: 'head',
  async *render(entries, { site, now }) {
    yield `<?xml version="1.0" encoding="utf-8"?>\n${openTag('urlset', namespaces)}\n`
    const isOwn = createOwnPage(site)
    let count = 0
    for await (const entry of entries) {
      if (entry.kind !== 'article' || !isNews(entry.article.metadata.publishedAt, now)) continue
      if (!isOwn(entryUrl(entry.article))) continue
      yield `${url(entry.article, site).markup}\n`
      count += 1
      if (count === newsLimit) break
    }
    yield '</urlset>\n'
  },
}

const namespaces = {
  xmlns: 'http://www.sitemaps.org/schemas/sitemap/0.9',
  'xmlns:news': 'http://www.google.com/schemas/sitemap-news/0.9',
}

function isNews(publishedAt: Instant, now: Instant): boolean {
  const age = Date.parse(now) - Date.parse(publishedAt)
  return age >= 0 && age <= newsAge * 1000
}

function url(article: AnyArticle, site: Site): Markup {
  const { language, publishedAt } = article.metadata
  const publication = xml(
    'news:publication',
    {},
    xml('news:name', {}, site.title),
    xml('news:language', {}, newsLanguage(language)),
  )
  const date = xml('news:publication_date', {}, publishedAt)
  const news = xml('news:news', {}, publication, date, xml('news:title', {}, oneLine(article.title)))
  return xml('url', {}, xml('loc', {}, entryUrl(article)), news)
}

/** ISO 639 codes; Chinese uses `zh-cn` or `zh-tw` for its script. */
function newsLanguage(language: string): string {
  const { language: base, script } = new Intl.Locale(language).maximize()
  if (base !== 'zh') return base
  return script === 'Hant' ? 'zh-tw' : 'zh-cn'
}
